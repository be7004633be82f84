import Foundation

/// A repository with the mesh as its first commit.
struct Shop {
  let folder: Folder

  static let mesh = [
    "k8s/namespace.yaml":
      "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n",
    "k8s/cart.yaml": """
    apiVersion: v1
    kind: Service
    metadata: {name: cart, namespace: shop}
    spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, namespace: shop}
    spec:
      selector: {matchLabels: {app: cart}}
      template:
        metadata: {labels: {app: cart}}
        spec: {containers: [{name: cart, image: cart}]}

    """,
    "k8s/strict.yaml": authentication("istio-system", "STRICT"),
    "k8s/permissive.yaml": authentication("shop", "PERMISSIVE"),
    "k8s/rule.yaml": destinationRule("DISABLE"),
    "README.md": "# Shop\n",
  ]

  /// One warning is in the mesh from the start: plain text where mutual TLS is taken too (MSH0402). Without
  /// permissive.yaml it becomes an error: plain text where mutual TLS is required (IST0113).
  static let (old, new) = ("[MSH0402]", "[IST0113]")

  static func authentication(_ namespace: String, _ mode: String) -> String {
    """
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata: {name: default, namespace: \(namespace)}
    spec: {mtls: {mode: \(mode)}}

    """
  }

  static func destinationRule(_ mode: String, name: String = "cart") -> String {
    """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: \(name), namespace: shop}
    spec:
      host: cart
      trafficPolicy: {tls: {mode: \(mode)}}

    """
  }

  init(_ files: [String: String] = Self.mesh) throws {
    folder = try Folder(files)
    try git("init", "--quiet", "--template=", "--initial-branch=main")
    try commit()
  }

  static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/git")

  @discardableResult func git(_ arguments: String...) throws -> Run {
    try Run(program: URL(filePath: "/usr/bin/git"), arguments: arguments, in: folder.url, environment: Self.quiet)
  }

  func commit() throws {
    try git("add", "--all")
    try git("commit", "--quiet", "--message", "Change")
  }

  func write(_ text: String, to path: String) throws { try folder.write(Data(text.utf8), to: path) }

  func stage(_ text: String, to path: String) throws {
    try write(text, to: path)
    try git("add", path)
  }

  func analyze(_ arguments: String..., in path: String = "", environment: [String: String] = [:]) throws -> Run {
    try analyze(arguments, in: path, environment: environment)
  }

  func analyze(_ arguments: [String], in path: String = "", environment: [String: String] = [:]) throws -> Run {
    try Run(
      arguments: ["analyze"] + arguments, in: path.isEmpty ? folder.url : folder.url.appending(path: path),
      environment: environment.merging(Self.quiet) { own, _ in own })
  }

  private static let quiet = [
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.com", "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.com",
  ]
}
