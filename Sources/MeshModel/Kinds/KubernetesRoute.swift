package import Diagnostics

/// A route of the Kubernetes Gateway API: an HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute; or Linkerd's own
/// HTTPRoute, which has the same form.
package final class KubernetesRoute: Resource {
  package let metadata: Metadata
  package let parentRefs: [ObjectReference]
  package let hostnames: [Located<String>]
  /// Where the rules send requests, mirrors included.
  package let backendRefs: [ObjectReference]
  /// Whether a rule sends requests to backends, and other ones than challenges of ACME.
  package let servesRequests: Bool
  /// Whether a rule redirects requests to HTTPS.
  package let redirectsToHTTPS: Bool
  package let rules: [RouteRule]
  /// The place of `rules`; nil where the field is missing.
  package let rulesSpan: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    parentRefs = spec?["parentRefs"]?.compactMapItems(ObjectReference.init) ?? []
    hostnames = spec?["hostnames"]?.strings ?? []
    var backends: [ObjectReference] = []
    var serves = false
    var redirects = false
    spec?["rules"]?.forEachItem { rule in
      let own = rule["backendRefs"]?.compactMapItems(ObjectReference.init) ?? []
      backends += own
      let paths = rule["matches"]?.compactMapItems { $0["path"]?["value"]?.string?.value ?? "/" } ?? []
      serves = serves || !own.isEmpty && (paths.isEmpty || !paths.allSatisfy(ChallengePath.contains))
      rule["filters"]?.forEachItem { filter in
        backends += filter["requestMirror"]?["backendRef"].map { [ObjectReference($0)] } ?? []
        if filter["requestRedirect"]?["scheme"]?.string?.value == "https" { redirects = true }
      }
    }
    backendRefs = backends
    servesRequests = serves
    redirectsToHTTPS = redirects
    rules = spec?["rules"]?.compactMapItems(RouteRule.init) ?? []
    rulesSpan = spec?["rules"]?.span
  }
}

/// A ReferenceGrant of the Gateway API: which references from other namespaces a namespace allows.
package final class ReferenceGrant: Resource {
  package struct From: Sendable {
    package var group: String
    package var kind: String
    package var namespace: Located<String>?
  }

  package struct To: Sendable {
    package var group: String
    package var kind: String
    /// Nil stands for every object of the kind.
    package var name: String?
  }

  package let metadata: Metadata
  package let from: [From]
  package let to: [To]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    from =
      root["spec"]?["from"]?.compactMapItems { node in
        From(
          group: node["group"]?.string?.value ?? "", kind: node["kind"]?.string?.value ?? "",
          namespace: node["namespace"]?.string)
      } ?? []
    to =
      root["spec"]?["to"]?.compactMapItems { node in
        To(
          group: node["group"]?.string?.value ?? "", kind: node["kind"]?.string?.value ?? "",
          name: node["name"]?.string?.value)
      } ?? []
  }
}

/// A BackendTLSPolicy of the Gateway API: how a gateway secures its connections to a Service.
package final class BackendTLSPolicy: Resource {
  package let metadata: Metadata
  package let targetRefs: [ObjectReference]
  /// `validation.caCertificateRefs`.
  package let caCertificateRefs: [ObjectReference]
  /// `validation.hostname`.
  package let hostname: Located<String>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    targetRefs = spec?["targetRefs"]?.compactMapItems(ObjectReference.init) ?? []
    caCertificateRefs =
      spec?["validation"]?["caCertificateRefs"]?.compactMapItems(ObjectReference.init) ?? []
    hostname = spec?["validation"]?["hostname"]?.string
  }
}

/// A Kubernetes Ingress.
package final class Ingress: Resource {
  package let metadata: Metadata
  package let ingressClassName: Located<String>?
  /// The Services of the backends, the default one included, each with its port: a number or a name.
  package let backends: [(service: Located<String>, port: Located<String>?)]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    ingressClassName = spec?["ingressClassName"]?.string
    var backends: [(service: Located<String>, port: Located<String>?)] = []
    func add(_ node: ManifestNode?) {
      guard let service = node?["service"], let name = service["name"]?.string else { return }
      backends.append((name, service["port"]?["number"]?.string ?? service["port"]?["name"]?.string))
    }
    add(spec?["defaultBackend"])
    spec?["rules"]?.forEachItem { rule in rule["http"]?["paths"]?.forEachItem { add($0["backend"]) } }
    self.backends = backends
  }
}
