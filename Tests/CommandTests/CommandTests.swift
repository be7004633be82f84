import Foundation
import Testing

/// What a run of the built program gave.
struct Run {
  var status: Int32
  var output: String
  var error: String

  /// Runs the `meshlint` that stands beside the test bundle.
  init(_ arguments: String..., input: String? = nil, in folder: URL? = nil) throws {
    try self.init(arguments: arguments, input: input, in: folder)
  }

  init(
    program: URL = Self.program, arguments: [String], input: String? = nil, in folder: URL? = nil,
    environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    if let input {
      let pipe = Pipe()
      process.standardInput = pipe
      try process.run()
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    } else {
      process.standardInput = FileHandle.nullDevice
      try process.run()
    }
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.error = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  static let program: URL = {
    let tests = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let beside = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() } + [tests]
    return beside.map { $0.appending(path: "meshlint") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/debug/meshlint")
  }()
}

/// A folder that is gone when the test ends.
final class Folder {
  let url: URL

  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appending(path: "meshlint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try write(Data(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ data: Data, to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }
}

private let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n"

@Suite struct `The program` {
  private static let examples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples")

  @Test func `finds the mistake of the first example and exits with 1`() throws {
    let run = try Run("analyze", Self.examples.appending(path: "plaintext-to-strict").path)
    #expect(run.status == 1)
    #expect(
      run.output.contains("destination-rule.yaml:14:13) A DestinationRule and PeerAuthentication are in conflict"))
    #expect(run.error == "1 error in 23 resources (18 files)\n")
  }

  @Test func `exits with 0 for a clean mesh, and where the threshold is above the findings`() throws {
    #expect(try Run("analyze", Self.examples.appending(path: "bookinfo-strict").path).status == 0)
    let mistake = Self.examples.appending(path: "plaintext-to-strict").path
    #expect(try Run("analyze", "--fail-on", "never", mistake).status == 0)
    #expect(try Run("analyze", "--severity", "IST0113=info", mistake).status == 0)
    #expect(try Run("analyze", "--ignore", "mtls-policy-conflict", mistake).output == "")
    #expect(try Run("analyze", "--select", "MSH0301", mistake).status == 0)
  }

  @Test(arguments: [
    (["analyze", "/no/such/path"], "/no/such/path: no such file or directory"),
    (["analyze", "--ignore", "mtls-policy-conflicts", "."], "did you mean mtls-policy-conflict?"),
    (["analyze", "--severity", "IST0113=bad", "."], "expected RULE=LEVEL"),
    (["explain", "IST9999"], "there is no rule 'IST9999'"),
    (["analyse"], "Unexpected argument 'analyse'"),
    (["analyze", "-o", "xml", "."], "xml"),
    (
      ["analyze", "--istio-version", "1.5", "."],
      "'1.5' is no version of Istio that is known; expected one from 1.20 to"
    ),
    (["inspect", "--istio-version", "latest", "."], "'latest' is no version of Istio that is known"),
    (["inspect", "--istio-version", "1.28.x", "."], "'1.28.x' is no version of Istio that is known"),
  ]) func `exits with 2 and says why when it is called wrongly`(arguments: [String], message: String) throws {
    let process = try Run.all(arguments)
    #expect(process.status == 2)
    #expect(process.output == "")
    #expect(process.error.contains(message), "\(process.error)")
  }

  @Test(
    arguments: [
      ("--mesh-networks", "networks:\n  east: {}\n", nil), ("--mesh-networks", "{\"networks\": {}}", nil),
      ("--mesh-networks", "", "holds no networks: expected a mapping 'networks'"),
      ("--mesh-networks", "network: {}\n", "holds no networks: expected a mapping 'networks'"),
      ("--mesh-networks", "kind: ConfigMap\n", "holds no networks: name this manifest with the input"),
      ("--mesh-networks", "networks: [\n", "mesh.txt:2:1: did not find"),
      ("--mesh-config", "kind: ConfigMap\n", "holds no mesh configuration: name this manifest with the input"),
      ("--mesh-config", "networks: {}\n", "holds no mesh configuration: expected rootNamespace"),
      ("--mesh-config", "trustDomain: example.com\n", nil),
    ] as [(String, String, String?)]) func `says what is wrong with a file about the mesh`(
      option: String, text: String, message: String?
    ) throws
  {
    let folder = try Folder(["good.yaml": namespace, "mesh.txt": text])
    let run = try Run("analyze", "--select", "IST0126", option, "mesh.txt", "good.yaml", in: folder.url)
    #expect(run.status == (message == nil ? 0 : 2))
    #expect(run.error.contains(message ?? "no findings"), "\(run.error)")
  }

  @Test(arguments: [("1.29", 1), ("1.29.6", 1), ("1.30", 0), ("1.30.3", 0)])
  func `compares the input with the kinds of the version that is named`(version: String, status: Int32) throws {
    let text = """
      apiVersion: extensions.istio.io/v1alpha1
      kind: TrafficExtension
      metadata: {name: cart, namespace: shop}
      spec: {lua: {inlineCode: "function envoy_on_request(h) end"}}
      """
    let folder = try Folder(["cart.yaml": text])
    let run = try Run(
      "analyze", "--select", "unknown-kind", "--fail-on", "warning", "--istio-version", version, ".", in: folder.url)
    #expect(run.status == status)
    #expect(try Run("inspect", "--istio-version", version, ".", in: folder.url).status == 0)
  }

  @Test func `points into the files about the mesh that the call names`() throws {
    let folder = try Folder([
      "good.yaml": namespace, "mesh.txt": "trustdomain: example.com\n",
      "networks.txt": "networks: {east: {gateway: []}}\n",
    ])
    let run = try Run(
      "analyze", "--select", "unknown-field", "--mesh-config", "mesh.txt", "--mesh-networks", "networks.txt",
      "good.yaml", in: folder.url)
    #expect(run.status == 1)
    #expect(run.output.contains("mesh.txt:1:1) Unknown field \"trustdomain\" in MeshConfig"), "\(run.output)")
    #expect(run.output.contains("networks.txt:1:19) Unknown field \"gateway\" in Network"), "\(run.output)")
  }

  @Test func `says what was probably meant by names that lead nowhere`() throws {
    let text = """
      apiVersion: v1
      kind: Service
      metadata: {name: cart, namespace: shop}
      spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: cart, namespace: shop}
      spec:
        hosts: [cart.example.com]
        http: [{route: [{destination: {host: crat}}, {destination: {host: cart, port: {number: 8081}}}]}]
      ---
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: cart, namespace: shop}
      spec: {rules: [{from: [{source: {namespaces: [hsop]}}]}]}

      """
    let folder = try Folder(["mesh.yaml": text])
    let run = try Run("analyze", "--assume-complete", "--select", "IST0101", "mesh.yaml", in: folder.url)
    let hints = run.output.split(separator: "\n").filter { $0.hasPrefix("  help: ") }
    #expect(
      hints == [#"  help: did you mean "cart"?"#, #"  help: did you mean "80"?"#, #"  help: did you mean "shop"?"#])
  }

  @Test func `exits with 3 where there is nothing to read, unless that is allowed`() throws {
    let folder = try Folder()
    let run = try Run("analyze", folder.url.path)
    #expect(run.status == 3)
    #expect(run.error.contains("pass --allow-empty"))
    #expect(try Run("analyze", "--allow-empty", folder.url.path).status == 0)
  }

  @Test(arguments: [
    ("kind: [", "2:1", "parsed"), ("a: 'x\nb: 1", "1:4", "quoted scalar"), ("a: \u{1}", "1:4", "control characters"),
    (String(repeating: "[", count: 100_000), "1:257", "nested more than 256 levels"),
  ]) func `exits with 3 and places what cannot be parsed`(text: String, place: String, message: String) throws {
    let folder = try Folder(["good.yaml": namespace, "bad.yaml": text])
    let run = try Run("analyze", ".", in: folder.url)
    #expect(run.status == 3)
    #expect(run.output.contains("(bad.yaml:\(place))") && run.output.contains(message), "\(run.output)")
    #expect(run.error.contains("in 1 resource (2 files) · 1 file not read in full"))
  }

  @Test func `reports files that are no text, no file, or not readable`() throws {
    let folder = try Folder(["good.yaml": namespace])
    try folder.write(Data([0, 1, 2, 3]), to: "binary.yaml")
    try folder.write(Data([0x61, 0x3A, 0x20, 0xC3, 0x28]), to: "latin.yaml")
    #expect(mkfifo(folder.url.appending(path: "pipe.yaml").path, 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "gone.yaml"), withDestinationURL: folder.url.appending(path: "missing"))
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "loop"), withDestinationURL: folder.url)
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "self.yaml"), withDestinationURL: folder.url.appending(path: "self.yaml"))
    let run = try Run("analyze", ".", in: folder.url)
    #expect(run.status == 3)
    for expected in [
      "(binary.yaml:1:1) The file is a binary file", "(latin.yaml:1:5) The YAML cannot be parsed",
      "(pipe.yaml:1:1) The file is no regular file", "(gone.yaml:1:1) The file cannot be read: no such file",
      "(self.yaml:1:1) The file cannot be read: too many levels",
    ] { #expect(run.output.contains(expected), "\(expected)\n\(run.output)") }
    #expect(run.error.hasPrefix("5 errors in 1 resource (6 files)"))
  }

  @Test func `follows no link out of the given paths`() throws {
    let outside = try Folder(["secret.yaml": namespace])
    let folder = try Folder(["good.yaml": namespace])
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "out.yaml"), withDestinationURL: outside.url.appending(path: "secret.yaml"))
    let run = try Run("analyze", ".", in: folder.url)
    #expect(run.output.contains("(out.yaml:1:1) The link leads out of the given paths"))
    #expect(run.error.contains("in 1 resource"))
  }

  @Test func `reads standard input and names it`() throws {
    let run = try Run("analyze", "-", input: "apiVersion: v1\nkind: Service\nmetadata: {}\n")
    #expect(run.output.contains("(Service  <stdin>:2:7)") || run.output.contains("<stdin>:2:7)"), "\(run.output)")
    #expect(run.status == 1)
  }

  @Test func `writes one JSON document, and formats to files`() throws {
    let folder = try Folder(["a.yaml": namespace])
    let run = try Run("analyze", "-o", "json", "-o", "text=out.txt", ".", in: folder.url)
    let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect((document["findings"] as? [Any])?.isEmpty == true)
    #expect(FileManager.default.fileExists(atPath: folder.url.appending(path: "out.txt").path))
    #expect(try Run("analyze", "-o", "json", "-o", "text", ".", in: folder.url).status == 2)
  }

  @Test func `colours only where it is asked to`() throws {
    let path = Self.examples.appending(path: "plaintext-to-strict").path
    #expect(try !Run("analyze", path).output.contains("\u{1B}"))
    #expect(try Run("analyze", "--color", "always", path).output.contains("\u{1B}[1;31mError"))
  }

  @Test func `writes control characters of names out`() throws {
    let run = try Run(
      "analyze", "-",
      input:
        "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: \"x\\e[31m\"}\nspec: {a: 1}\n")
    #expect(run.output.contains("\\u{1b}[31m"))
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test func `judges with context but reports nothing about it`() throws {
    let strict = Self.examples.appending(path: "plaintext-to-strict/k8s").path
    let run = try Run("analyze", strict + "/payments", "--context", strict)
    #expect(run.status == 0)
    #expect(run.output == "")
  }

  @Test func `takes a file for one, however the call spells its path`() throws {
    let policy = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: default}\nspec: {a: 1}\n"
    let folder = try Folder(["mesh.yaml": policy])
    for arguments in [["./mesh.yaml", ".//mesh.yaml", "."], ["./mesh.yaml", "--context", "."]] {
      let run = try Run(arguments: ["analyze"] + arguments, in: folder.url)
      #expect(run.output.contains("mesh.yaml:4:8"))
      #expect(run.error.contains("1 resource (1 file)"))
    }
  }
}

extension Run {
  static func all(_ arguments: [String]) throws -> Run {
    switch arguments.count {
    case 1: try Run(arguments[0])
    case 2: try Run(arguments[0], arguments[1])
    case 3: try Run(arguments[0], arguments[1], arguments[2])
    default: try Run(arguments[0], arguments[1], arguments[2], arguments[3])
    }
  }
}
