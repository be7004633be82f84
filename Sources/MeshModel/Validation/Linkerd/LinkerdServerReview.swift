import Diagnostics
import YAMLTree

// Servers, ServerAuthorizations and HTTPLocalRateLimitPolicies.
extension LinkerdReview {
  /// `ServerSpec::proxy_protocol`.
  private static let protocols = ["unknown", "HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"]
  /// `policy-controller/k8s/index/src/defaults.rs`.
  private static let accessPolicies = [
    "all-authenticated", "all-unauthenticated", "cluster-authenticated", "cluster-unauthenticated", "deny", "audit",
  ]

  /// `admission.rs` Validate<ServerSpec>, and what `policy-controller/k8s/api/src/policy/server.rs` reads.
  mutating func validateServer(_ spec: ManifestNode) {
    validateLabels(of: spec["podSelector"])
    validateLabels(of: spec["externalWorkloadSelector"])
    if let port = spec["port"], let number = port.node.int, !(1...65535).contains(number) {
      refuse(
        "port \(number) is out of range 1..65535 (data did not match any variant of untagged enum Port)", at: port.span)
    }
    if let name = spec["proxyProtocol"]?.string, !Self.protocols.contains(name.value) {
      let known = Self.protocols.map { "`\($0)`" }.joined(separator: ", ")
      refuse(
        "unknown variant `\(name.value)`, expected one of \(known)", at: name.span,
        remedy: suggestion(for: name.value, among: Self.protocols))
    }
    // The API server drops the field from older versions.
    guard metadata.apiVersion.value == "policy.linkerd.io/v1beta3", let policy = spec["accessPolicy"]?.string,
      !Self.accessPolicies.contains(policy.value)
    else { return }
    refuse(
      "Invalid 'accessPolicy' field: invalid mode: \(goQuoted(policy.value))", at: policy.span,
      remedy: suggestion(for: policy.value, among: Self.accessPolicies)
        ?? "it is one of \(Self.accessPolicies.joined(separator: ", "))")
  }

  private func suggestion(for text: String, among known: [String]) -> String? {
    let longer = text.isEmpty ? nil : known.first { $0.lowercased().hasPrefix(text.lowercased()) }
    return (longer ?? closest(to: text, of: known)).map { "did you mean \(goQuoted($0))?" }
  }

  /// `admission.rs` Validate<ServerAuthorizationSpec>.
  mutating func validateServerAuthorization(_ spec: ManifestNode) {
    validateLabels(of: spec["server"]?["selector"])
    guard let client = spec["client"] else { return }
    if let tls = client["meshTLS"] {
      if let unauthenticated = client["unauthenticated"]?.bool, unauthenticated.value {
        refuse("`unauthenticated` must be false if `mesh_tls` is specified", at: unauthenticated.span)
      }
      let named = tls.nonEmpty("identities") ?? tls.nonEmpty("serviceAccounts")
      if let anyTLS = tls["unauthenticatedTLS"]?.bool, anyTLS.value, let named {
        refuse(
          "`unauthenticatedTLS` must be false if any `identities` or `service_accounts` is specified", at: anyTLS.span,
          related: Finding.Related("clients are named here", at: named.span))
      }
    }
    validateNetworks(client["networks"])
  }

  /// `admission.rs` Validate<RateLimitPolicySpec>.
  mutating func validateRateLimitPolicy(_ spec: ManifestNode) {
    if let target = spec["targetRef"].map(ObjectReference.init), target.kind != nil,
      !target.targets("Server", of: "policy.linkerd.io")
    {
      let mistake = target.mistake(expecting: [("Server", "policy.linkerd.io")])
      refuse("invalid targetRef kind: \(target.canonicalKind)", at: mistake.span, remedy: mistake.remedy)
    }
    let total = spec["total"].flatMap { rate(of: $0, "total", atMost: nil) }
    if let identity = spec["identity"] { _ = rate(of: identity, "identity", atMost: total) }
    spec["overrides"]?.forEachItem { override in
      _ = rate(of: override, "override", atMost: total)
      override["clientRefs"]?.forEachItem { node in
        let client = ObjectReference(node)
        guard client.kind != nil, !client.targets("ServiceAccount", of: "core") else { return }
        let mistake = client.mistake(expecting: [("ServiceAccount", "core")])
        refuse("overrides.clientRefs must target a ServiceAccount", at: mistake.span, remedy: mistake.remedy)
      }
    }
  }

  /// The rate of a limit, where there is a whole number; `total` is the limit of all traffic.
  private mutating func rate(of limit: ManifestNode, _ name: String, atMost total: Located<Int>?) -> Located<Int>? {
    guard let node = limit["requestsPerSecond"], let number = node.node.int else { return nil }
    if UInt32(exactly: number) == nil {
      refuse("invalid value: integer `\(number)`, expected u32", at: node.span)
    } else if number == 0 {
      refuse("\(name).requestsPerSecond must be greater than 0", at: node.span)
    } else if let total, total.value > 0, number > total.value {
      refuse(
        "\(name).requestsPerSecond must be less than or equal to total.requestsPerSecond", at: node.span,
        related: Finding.Related("the limit of all traffic", at: total.span))
    }
    return Located(number, at: node.span)
  }
}
