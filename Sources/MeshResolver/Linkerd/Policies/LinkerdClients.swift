package import Diagnostics
package import MeshModel

/// What Linkerd's policies say about the identities of clients.
package struct LinkerdClients: Sendable {
  /// A value of `identities`.
  package struct Identity: Sendable {
    package var value: Located<String>
    /// The MeshTLSAuthentication or ServerAuthorization.
    package var policy: Metadata
  }

  /// A namespace all of whose clients are let in.
  package struct NamespaceUse: Sendable {
    package var namespace: String
    package var policy: Metadata
    package var span: SourceSpan
  }

  package private(set) var identities: [Identity] = []
  /// The accounts that are named by references, and by identities of this mesh.
  package private(set) var accounts: [AccountUse] = []
  /// The namespaces that are named by references, and by identities of this mesh that start with a wildcard.
  package private(set) var namespaces: [NamespaceUse] = []

  private let settings: LinkerdSettings

  /// Linear in the values of all policies.
  fileprivate init(_ linkerd: LinkerdMesh) {
    settings = linkerd.settings
    let manifests = linkerd.mesh.linkerd
    for authentication in manifests.meshTLSAuthentications {
      add(authentication.identities, of: authentication.metadata)
      for reference in authentication.identityRefs where reference.targets("Namespace", of: "core") {
        guard let name = reference.name else { continue }
        namespaces.append(NamespaceUse(namespace: name.value, policy: authentication.metadata, span: name.span))
      }
      add(authentication.identityRefs.filter { $0.targets("ServiceAccount", of: "core") }, of: authentication.metadata)
    }
    for authorization in manifests.serverAuthorizations {
      guard let tls = authorization.meshTLS else { continue }
      add(tls.identities, of: authorization.metadata)
      add(tls.serviceAccounts, of: authorization.metadata)
    }
    for policy in manifests.authorizationPolicies {
      add(policy.requiredAuthenticationRefs.filter { $0.authenticationKind == .serviceAccount }, of: policy.metadata)
    }
    for limit in manifests.rateLimitPolicies {
      add(limit.overrides.flatMap(\.clientRefs), of: limit.metadata, .matched)
    }
  }

  private mutating func add(
    _ references: [ObjectReference], of policy: Metadata, _ effect: NamingEffect = .letIn
  ) {
    for reference in references {
      guard let name = reference.name else { continue }
      let account = NamedIdentities.Account(
        namespace: reference.namespace?.value ?? policy.namespaceName, name: name.value)
      accounts.append(AccountUse(account: account, policy: policy, span: name.span, effect: effect))
    }
  }

  private mutating func add(_ values: [Located<String>], of policy: Metadata) {
    for value in values {
      identities.append(Identity(value: value, policy: policy))
      guard let name = LinkerdIdentityName(value.value), name.controlPlaneNamespace == settings.controlPlaneNamespace,
        name.trustDomain == settings.trustDomain.value
      else { continue }
      if name.account == "*" {
        namespaces.append(NamespaceUse(namespace: name.namespace, policy: policy, span: value.span))
      } else {
        let account = NamedIdentities.Account(namespace: name.namespace, name: name.account)
        accounts.append(AccountUse(account: account, policy: policy, span: value.span, effect: .letIn))
      }
    }
  }
}

extension LinkerdMesh {
  /// What the policies in force say about the identities of clients. Linear in their values.
  package func clients() -> LinkerdClients { LinkerdClients(self) }

  /// Whether clients of other clusters, and so of other trust domains, may call: the input links clusters, or offers
  /// services to others.
  package var hasLinkedClusters: Bool {
    !mesh.linkerd.links.isEmpty
      || mesh.services.contains { service in
        service.metadata.labels.entries.contains { $0.key.value.hasPrefix("mirror.linkerd.io/") }
      }
  }

  /// The workloads with a proxy that can have no certificate, because the identity service takes only labels of DNS for
  /// the names of accounts (`controller/identity/validator.go` Validate).
  package func workloadsWithoutCertificate() -> [(workload: Int, account: Located<String>)] {
    workloads.indices.compactMap { index in
      guard isMeshed(index), let account = workloads[index].pod.serviceAccountName, !account.value.isEmpty,
        !Syntax.isDNSLabel(account.value)
      else { return nil }
      return (index, account)
    }
  }
}
