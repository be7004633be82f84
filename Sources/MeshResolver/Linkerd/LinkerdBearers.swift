import MeshModel

/// Who may have the identities that policies of Linkerd let in.
struct LinkerdBearers {
  private let settings: LinkerdSettings
  private let hasLinkedClusters: Bool
  private let unknownAccounts: Set<NamedIdentities.Account>

  /// Linear in the services.
  init(_ linkerd: LinkerdMesh, unknownAccounts: Set<NamedIdentities.Account>) {
    settings = linkerd.settings
    hasLinkedClusters = linkerd.hasLinkedClusters
    self.unknownAccounts = unknownAccounts
  }

  /// Whether an authorization lets in anything that a client may be.
  func includeClient(of authorization: LinkerdAuthorization) -> Bool {
    guard case .identities(let patterns) = authorization.clients else { return true }
    return patterns.contains(where: includeBearer)
  }

  private func includeBearer(of pattern: LinkerdIdentityPattern) -> Bool {
    let text =
      switch pattern {
      case .exact(let name): name
      case .suffix(let labels): (["*"] + labels).joined(separator: ".")
      }
    switch settings.problem(withIdentity: text) {
    case .malformed: return false
    case .foreign: return hasLinkedClusters
    case .spiffe: return true
    case nil:
      guard let name = LinkerdIdentityName(text) else { return true }
      return !unknownAccounts.contains(NamedIdentities.Account(namespace: name.namespace, name: name.account))
    }
  }
}
