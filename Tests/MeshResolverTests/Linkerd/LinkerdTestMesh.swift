import Diagnostics
import MeshModel
import MeshResolver
import Testing
import YAMLTree

/// A small mesh of Linkerd: the workload `web` in the namespace `shop`, with the ports 8080 (`http`), 9090 (`admin`)
/// and 9091 (`admin` again, of another container), and what a test adds. Manifests are written in flow style.
struct LinkerdTestMesh {
  let linkerd: LinkerdMesh
  /// What Linkerd or the API server refuses of the manifests.
  let refusals: [Rejection]

  /// `annotations` are those of the pod.
  init(_ manifests: [String], annotations: String = "{}") async throws {
    let base = [
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop, annotations: {linkerd.io/inject: enabled}}}",
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        template:
          metadata: {labels: {app: web}, annotations: \(annotations)}
          spec:
            containers:
            - {name: web, ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 9090}]}
            - {name: log, ports: [{name: admin, containerPort: 9091}, {name: feed, containerPort: 5000, protocol: UDP}]}
      """,
    ]
    let trees = try YAMLTree.parse((base + manifests).joined(separator: "\n---\n"))
    let mesh = await EffectiveMesh(Mesh([Manifests(trees, file: FileID(0))]))
    linkerd = try #require(mesh.linkerd)
    refusals = mesh.refusals
  }

  /// `allow`, or `deny Server shop/web`: the decision on a request, and the resource that made it.
  ///
  /// `request`: a port, then `as ACCOUNT.NAMESPACE` or `is IDENTITY` for a client of the mesh, `from ADDRESS`, and
  /// `tcp`.
  func answer(_ request: String) throws -> String {
    let words = request.split(separator: " ").map(String.init)
    var made = Request(to: .workload(0), port: try #require(Int(words[0])))
    for (word, next) in zip(words.dropFirst(), words.dropFirst(2) + [""]) {
      switch word {
      case "tcp": made.wire = .tcp
      case "as":
        let names = next.split(separator: ".").map(String.init)
        made.principal = linkerd.settings.identity(namespace: names[1], account: names[0])
      case "is": made.principal = next
      case "from": made.sourceIP = AddressBlock(next)?.base
      default: break
      }
    }
    let verdict = linkerd.verdict(on: made, of: 0)
    let resource = verdict.resource.map { " \($0.kind.value) \($0.key)" } ?? ""
    return verdict.decision.rawValue + resource
  }

  // MARK: Manifests

  static func server(
    _ name: String = "web", port: String = "8080", _ rest: String = "", labels: String = "{}", created: String? = nil,
    selector: String = "podSelector: {matchLabels: {app: web}}", version: String = "v1beta3"
  ) -> String {
    let time = created.map { ", creationTimestamp: \"\($0)\"" } ?? ""
    return """
      apiVersion: policy.linkerd.io/\(version)
      kind: Server
      metadata: {name: \(name), namespace: shop, labels: \(labels)\(time)}
      spec: {port: \(port), \(selector)\(rest.isEmpty ? "" : ", " + rest)}
      """
  }

  /// `target`: `Server web`, `Namespace shop`, or a whole reference.
  static func policy(_ name: String, _ target: String, _ references: String, namespace: String = "shop") -> String {
    let parts = target.split(separator: " ")
    let reference =
      switch parts[0] {
      case "Server": "{group: policy.linkerd.io, kind: Server, name: \(parts[1])}"
      case "Namespace": "{kind: Namespace, name: \(parts[1])}"
      default: target
      }
    return """
      apiVersion: policy.linkerd.io/v1alpha1
      kind: AuthorizationPolicy
      metadata: {name: \(name), namespace: \(namespace)}
      spec: {targetRef: \(reference), requiredAuthenticationRefs: [\(references)]}
      """
  }

  static func meshTLS(_ name: String, _ spec: String, namespace: String = "shop") -> String {
    """
    apiVersion: policy.linkerd.io/v1alpha1
    kind: MeshTLSAuthentication
    metadata: {name: \(name), namespace: \(namespace)}
    spec: {\(spec)}
    """
  }

  static func network(_ name: String, _ networks: String, namespace: String = "shop") -> String {
    """
    apiVersion: policy.linkerd.io/v1alpha1
    kind: NetworkAuthentication
    metadata: {name: \(name), namespace: \(namespace)}
    spec: {networks: [\(networks)]}
    """
  }

  static func serverAuthorization(_ name: String, _ server: String, _ client: String) -> String {
    """
    apiVersion: policy.linkerd.io/v1beta1
    kind: ServerAuthorization
    metadata: {name: \(name), namespace: shop}
    spec: {server: {\(server)}, client: {\(client)}}
    """
  }

  static func reference(_ kind: String, _ name: String, namespace: String? = nil) -> String {
    let group = kind == "ServiceAccount" ? "" : "group: policy.linkerd.io, "
    return "{\(group)kind: \(kind), name: \(name)\(namespace.map { ", namespace: \($0)" } ?? "")}"
  }

  /// Linkerd's settings, as the control plane keeps them.
  static func config(_ values: String) -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: linkerd-config, namespace: linkerd}
    data:
      values: |
        \(values)
    """
  }
}
