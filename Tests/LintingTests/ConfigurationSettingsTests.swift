import Diagnostics
import Foundation
import Linting
import MeshModel
import Testing

@Suite struct `Settings of a configuration` {
  private static func configuration(_ files: [String: String]) throws -> Configuration {
    Configuration(try ConfigurationReader.read(files), ConfigurationReader.space)
  }

  private static let complete = """
    version: 1
    extends: []
    meshes:
      prod:
        roots: [k8s/prod]
        context: [platform]
        istio: 1.29
        trust-domain: example.com
        root-namespace: istio-config
        revisions: [canary]
        meshconfig: mesh.yaml
        mesh-networks: networks.yaml
        expires-within: 45d
        external: [{namespace: monitoring}]
        severity: {duplicate-key: info}
        complete: true
    exclude: [a]
    include: [b]
    ignore-files: false
    namespace: {"apps/*": "{1}"}
    rules:
      select: ["mtls-*"]
      ignore: [alpha-annotation]
      severity: {MSH0107: error}
      options:
        unknown-annotation: {annotations: ["*/x"]}
        alpha-annotation: {annotations: [a]}
        mtls-permissive: {namespaces: [legacy]}
        workload-without-policy: {namespaces: [public]}
        unknown-linkerd-annotation: {annotations: ["*/x"]}
      per-path:
        k8s/dev: {select: [istio], ignore: [duplicate-key], severity: {duplicate-key: error}}
    suppressions:
      require-reason: true
      max-days: 90
      unused: off
      entries:
        - {rule: MSH0107, object: Pod shop/*, reason: later, until: 2027-01-31}
    baseline: base.json
    output: {fail-on: never, min-severity: warning, formats: [json=out.json]}
    """

  /// The places of the keys of a schema, with the ones that a document has for those that users choose.
  private func keys(_ schema: [String: Any], _ value: ConfigurationValue, _ path: [String] = []) -> [[String]] {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let named = properties.map { ($0.key, $0.value) }
    if let items = schema["items"] as? [String: Any] { return keys(items, value.items.first ?? value, path) }
    let chosen = (schema["additionalProperties"] as? [String: Any]).map { open in value.fields.map { ($0.key, open) } }
    return (named + (chosen ?? [])).flatMap { key, schema in
      [path + [key]] + keys(schema, value[key] ?? ConfigurationValue(.fields([]), from: .flag("")), path + [key])
    }
  }

  @Test func `are all read`() throws {
    let document = try ConfigurationReader.read([".meshlint.yaml": Self.complete])
    let schema = try JSONSerialization.jsonObject(with: JSONEncoder().encode(ConfigurationReader.format.jsonSchema))
    let keys = keys(try #require(schema as? [String: Any]), document.root)
    #expect(keys.count > 40)
    let whole = "\(Configuration(document, ConfigurationReader.space))"
    for path in keys where path != ["version"] && path != ["extends"] {
      var changed = document
      let isThere = changed.root.remove(path[...])
      #expect(isThere, "\(path) is not in the text of this test")
      #expect("\(Configuration(changed, ConfigurationReader.space))" != whole, "nothing reads \(path)")
    }
  }

  @Test func `have paths from the working directory and dates without quotes`() throws {
    let configuration = try Self.configuration([".meshlint.yaml": Self.complete])
    #expect(configuration.meshes[0].roots == ["k8s/prod"])
    #expect(configuration.suppressions.entries[0].until == "2027-01-31")
    #expect(configuration.suppressions.entries[0].span.start == SourcePosition(line: 38, column: 7))
    #expect(configuration.formats == ["json=out.json"])
    #expect(configuration.failOn == .never)
  }

  @Test func `come from the nearest file, and lists of what to leave out add up`() throws {
    let configuration = try Self.configuration([
      ".meshlint.yaml": """
      extends: [shared/a.yaml, shared/b.yaml]
      exclude: [own]
      rules: {select: [duplicate-key], ignore: [wrong-type], severity: {duplicate-key: info}}
      meshes: {prod: {istio: 1.29}}
      output: {fail-on: error}
      """,
      "shared/a.yaml": """
      exclude: [x]
      rules: {ignore: [unknown-field], severity: {duplicate-key: error, wrong-type: info}}
      meshes: {prod: {roots: [k8s], istio: 1.28}}
      output: {fail-on: info, min-severity: warning}
      baseline: old.json
      """,
      "shared/b.yaml": "extends: a.yaml\nrules: {select: [wrong-type, unknown-field]}\nbaseline: new.json\n",
    ])
    #expect(configuration.filter.excluded == ["own", "shared/**/x"])
    #expect(configuration.selection.selected.map(\.name) == ["duplicate-key"])
    #expect(configuration.selection.ignored.map(\.name).sorted() == ["unknown-field", "wrong-type"])
    #expect(configuration.selection.severities.mapValues(\.rawValue).values.sorted() == ["info", "info"])
    #expect(configuration.meshes[0].roots == ["shared/k8s"])
    #expect(configuration.meshes[0].schemas?.version == Schemas(istio: "1.29")?.version)
    #expect(configuration.failOn == .error)
    #expect(configuration.minimumSeverity == .warning)
    #expect(configuration.baselinePath == "shared/new.json")
  }

  @Test(arguments: [
    (["extends: gone.yaml"], [".meshlint.yaml:1:10: gone.yaml: no such file or directory"]),
    (["extends: [a.yaml]", "x: 1"], ["a.yaml:1:1: unknown key 'x'; expected version"]),
    (
      ["extends: a.yaml", "extends: .meshlint.yaml"],
      ["a.yaml:1:10: the files extend each other: .meshlint.yaml -> a.yaml -> .meshlint.yaml"]
    ),
    (["extends: .meshlint.yaml"], [".meshlint.yaml:1:10: the files extend each other"]),
  ]) func `cannot come from files that are not there, are wrong or extend each other`(
    texts: [String], messages: [String]
  ) {
    let files = Dictionary(uniqueKeysWithValues: zip([".meshlint.yaml", "a.yaml"], texts))
    let problems = ConfigurationReader.problems(files)
    #expect(problems.count == messages.count)
    for (problem, message) in zip(problems, messages) { #expect(problem.hasPrefix(message), "\(problem)") }
  }

  @Test func `give way to what the call says`() throws {
    var document = try ConfigurationReader.read([".meshlint.yaml": Self.complete])
    let flag = { (text: String) in ConfigurationValue(.text(text), from: .flag("--x")) }
    let list = { (texts: [String]) in ConfigurationValue(.list(texts.map(flag)), from: .flag("--x")) }
    let rules = ConfigurationValue(
      .fields([.init("select", list(["alpha-annotation"])), .init("ignore", list(["wrong-type"]))]), from: .flag("--x"))
    document.put([.init("rules", rules)], mesh: [.init("trust-domain", flag("call.com"))])
    let configuration = Configuration(document, ConfigurationReader.space)
    #expect(configuration.meshes[0].trustDomain == "call.com")
    #expect(configuration.meshes[0].rootNamespace == "istio-config")
    #expect(configuration.meshes[0].roots == ["k8s/prod"])
    let choice = try MeshChoice(
      of: configuration, paths: nil, names: [], unnamed: Configuration.Mesh(), ConfigurationReader.space)
    let selection = try #require(choice.meshes.first).selection
    #expect(selection.selected.map(\.name) == ["alpha-annotation"])
    #expect(selection.ignored.map(\.name).sorted() == ["unused-suppression", "wrong-type"])
  }

  @Test(arguments: [
    ("k8s/**", "/work/repository", ["k8s/**"]), ("*.json", "/work/repository", ["*.json"]),
    ("k8s/**", "/work/repository/k8s", ["/**", "../k8s/**"]),
    ("k8s/dev/", "/work/repository/k8s", ["/dev/", "../k8s/dev/"]),
    ("test", "/work/repository/k8s", ["/**/test", "../**/test"]),
    ("**/k8s/x", "/work/repository/k8s", ["/**/k8s/x", "/x", "../**/k8s/x"]),
    ("other/**", "/work/repository/k8s", ["../other/**"]), ("/k8s", "/work/repository/k8s/a", ["**", "../../k8s"]),
    ("x/*", "/work", ["repository/x/*"]), ("x", "/work/[a]", ["../repository/**/x"]),
    ("x", "/elsewhere", ["../work/repository/**/x"]), ("../a/*", "/work/repository", ["../a/*"]),
    ("../k8s/*", "/work", ["/k8s/*"]), ("./x", "/work/repository", ["./x"]),
  ]) func `have patterns that match from the working directory`(pattern: String, here: String, patterns: [String])
    throws
  {
    let space = PathSpace(workingDirectory: here)
    let path = space.shown("/work/repository/.meshlint.yaml")
    let tree = MemoryTree(files: [path: "exclude: ['\(pattern)']"])
    let document = try ConfigurationReader(tree: tree, space: space, format: ConfigurationReader.format).read(path)
    #expect(Configuration(document, space).filter.excluded == patterns)
  }

  @Test(arguments: [
    ("dev", ["k8s/dev/a.yaml", "dev/a.yaml"]), ("dev/", ["k8s/dev/a.yaml", "dev/a.yaml"]), ("/dev", ["dev/a.yaml"]),
    ("./dev", ["dev/a.yaml"]), ("k8s/dev/", ["k8s/dev/a.yaml"]), ("a.yaml", ["k8s/dev/a.yaml", "dev/a.yaml"]),
    ("k8s/**", ["k8s/dev/a.yaml"]), ("../repository/dev/*", ["dev/a.yaml"]), ("../dev", []),
    ("k8s", ["k8s/dev/a.yaml"]),
  ]) func `have patterns of paths like lines of a .gitignore`(text: String, covered: [String]) throws {
    let space = ConfigurationReader.space
    let pattern = try #require(PathPattern(text, in: space.workingDirectory, space))
    #expect(["k8s/dev/a.yaml", "dev/a.yaml"].filter(pattern.covers) == covered)
  }
}

extension ConfigurationValue {
  /// Takes out what some keys lead to; false where they lead nowhere.
  fileprivate mutating func remove(_ path: ArraySlice<String>) -> Bool {
    guard case .fields(var fields) = content, let index = fields.firstIndex(where: { $0.key == path.first }) else {
      guard case .list(var items) = content, !items.isEmpty else { return false }
      let isRemoved = items[0].remove(path)
      content = .list(items)
      return isRemoved
    }
    if path.count == 1 {
      fields.remove(at: index)
    } else if !fields[index].value.remove(path.dropFirst()) {
      return false
    }
    content = .fields(fields)
    return true
  }
}
