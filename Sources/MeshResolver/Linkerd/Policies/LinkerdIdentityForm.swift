import MeshModel

/// A name of the form that Linkerd's identity service gives pods:
/// `ACCOUNT.NAMESPACE.serviceaccount.identity.CONTROLPLANE.TRUSTDOMAIN` (`controller/identity/domain.go` Identity).
package struct LinkerdIdentityName: Hashable, Sendable {
  /// `*` for any.
  package var account: String
  package var namespace: String
  package var controlPlaneNamespace: String
  package var trustDomain: String

  /// Nil for a text of another form.
  package init?(_ text: String) {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count > 5, labels[2] == "serviceaccount", labels[3] == "identity" else { return nil }
    account = String(labels[0])
    namespace = String(labels[1])
    controlPlaneNamespace = String(labels[4])
    trustDomain = labels[5...].joined(separator: ".")
  }
}

/// Why an identity in a policy of Linkerd is that of no pod.
package enum LinkerdIdentityProblem: Hashable, Sendable {
  /// It has another form than the names of pods.
  case malformed
  /// It is a SPIFFE ID, which only external workloads have; of this account, where it has the form of Istio's.
  case spiffe(NamedIdentities.Account?)
  /// Another control plane issues such names, if any does.
  case foreign
}

extension LinkerdSettings {
  /// Why no pod has an identity, or one that ends so; nil where one may. What is no identity at all, which the webhook
  /// refuses, has no problem either.
  package func problem(withIdentity text: String) -> LinkerdIdentityProblem? {
    if text.hasPrefix("spiffe://") { return .spiffe(Self.account(ofSPIFFE: text)) }
    let isSuffix = text.hasPrefix("*.")
    let labels = text.dropFirst(isSuffix ? 2 : 0).split(separator: ".", omittingEmptySubsequences: false)
    guard text != "*", labels.allSatisfy({ Syntax.isDNSLabel($0) }) else { return nil }
    if isSuffix { return problem(withSuffix: labels) }
    guard let name = LinkerdIdentityName(text) else { return .malformed }
    return isForeign(name.controlPlaneNamespace, name.trustDomain) ? .foreign : nil
  }

  private func problem(withSuffix labels: [Substring]) -> LinkerdIdentityProblem? {
    // A wildcard stands for one label at least, the account, so that its namespace is the first that may be written.
    let start = labels.prefix(2).lastIndex(of: "serviceaccount").map { $0 + 1 } ?? 0
    if start > 0 || labels.first == "identity" {
      let tail = labels.dropFirst(start + 1)
      guard labels.dropFirst(start).first == "identity", tail.count > 1, let controlPlane = tail.first else {
        return .malformed
      }
      return isForeign(String(controlPlane), tail.dropFirst().joined(separator: ".")) ? .foreign : nil
    }
    guard !labels.contains("serviceaccount") else { return .malformed }
    guard isControlPlaneNamespaceKnown, isTrustDomainKnown else { return nil }
    let own = "\(controlPlaneNamespace).\(trustDomain.value)".split(separator: ".")
    return own.suffix(labels.count).elementsEqual(labels) ? nil : .foreign
  }

  /// Whether names that end so are provably not of this control plane.
  private func isForeign(_ controlPlane: String, _ domain: String) -> Bool {
    isControlPlaneNamespaceKnown && controlPlane != controlPlaneNamespace
      || isTrustDomainKnown && domain != trustDomain.value
  }

  /// The account of `spiffe://DOMAIN/ns/NAMESPACE/sa/ACCOUNT`.
  private static func account(ofSPIFFE text: String) -> NamedIdentities.Account? {
    let parts = text.dropFirst("spiffe://".count).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[1] == "ns", parts[3] == "sa" else { return nil }
    return NamedIdentities.Account(namespace: String(parts[2]), name: String(parts[4]))
  }
}

/// Finds what identities that are those of no pod were probably meant to be, by what runs in the mesh.
package struct LinkerdIdentityMender: Sendable {
  private let settings: LinkerdSettings
  private var accounts: Set<NamedIdentities.Account> = []
  private var namespaces: Set<String> = []

  /// Linear in the workloads.
  package init(_ linkerd: LinkerdMesh) {
    settings = linkerd.settings
    for workload in linkerd.workloads {
      accounts.insert(NamedIdentities.Account(namespace: workload.namespace, name: workload.serviceAccountName))
      namespaces.insert(workload.namespace)
    }
  }

  /// Nil where it is not clear what was meant.
  package func mended(_ identity: String) -> String? {
    if case .spiffe(let account?) = settings.problem(withIdentity: identity) {
      return settings.identity(namespace: account.namespace, account: account.name)
    }
    var labels = identity.split(separator: ".").prefix(3).map(String.init)
    if labels.first == "*" {
      labels.removeFirst()
      if let namespace = labels.first, namespaces.contains(namespace) {
        return "*." + settings.identitySuffix(namespace: namespace)
      }
    }
    guard labels.count > 1 else { return nil }
    let readings = [(labels[0], labels[1]), (labels[1], labels[0])]
    return readings.first { accounts.contains(NamedIdentities.Account(namespace: $0.1, name: $0.0)) }
      .map { settings.identity(namespace: $0.1, account: $0.0) }
  }
}
