package import Diagnostics

/// A Linkerd AuthorizationPolicy: lets clients into a Server, a route or every Server of a namespace, where all
/// authentications that it names hold (`policy-controller/k8s/api/src/policy/authorization_policy.rs`).
package final class LinkerdAuthorizationPolicy: Resource {
  package let metadata: Metadata
  package let targetRef: ObjectReference?
  /// Empty where there is none, so that everybody is let in.
  package let requiredAuthenticationRefs: [ObjectReference]
  /// The place of `requiredAuthenticationRefs`; nil where the field is missing.
  package let requiredAuthenticationRefsSpan: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    targetRef = spec?["targetRef"].map(ObjectReference.init)
    requiredAuthenticationRefs = spec?["requiredAuthenticationRefs"]?.compactMapItems(ObjectReference.init) ?? []
    requiredAuthenticationRefsSpan = spec?["requiredAuthenticationRefs"]?.span
  }
}

/// A Linkerd MeshTLSAuthentication: clients by the identities of their certificates.
package final class MeshTLSAuthentication: Resource {
  package let metadata: Metadata
  /// Names such as `web.shop.serviceaccount.identity.linkerd.cluster.local`, `*`, `*.SUFFIX`, or SPIFFE IDs.
  package let identities: [Located<String>]
  /// ServiceAccounts and Namespaces.
  package let identityRefs: [ObjectReference]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    identities = root["spec"]?["identities"]?.strings ?? []
    identityRefs = root["spec"]?["identityRefs"]?.compactMapItems(ObjectReference.init) ?? []
  }
}

/// A Linkerd NetworkAuthentication: clients by their addresses.
package final class NetworkAuthentication: Resource {
  package let metadata: Metadata
  package let networks: [LinkerdNetwork]
  /// The place of `networks`; nil where the field is missing.
  package let networksSpan: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    networks = root["spec"]?["networks"]?.compactMapItems(LinkerdNetwork.init) ?? []
    networksSpan = root["spec"]?["networks"]?.span
  }
}

/// A Linkerd ServerAuthorization, the predecessor of AuthorizationPolicy: lets clients into the Servers that it names
/// or selects (`policy-controller/k8s/api/src/policy/server_authorization.rs`).
package final class ServerAuthorization: Resource {
  package struct MeshTLS: Sendable {
    /// Any TLS of the mesh, also without an identity.
    package var unauthenticatedTLS: Located<Bool>?
    package var identities: [Located<String>]
    /// Name and namespace; the namespace of the policy where none is written.
    package var serviceAccounts: [ObjectReference]
    package var span: SourceSpan
  }

  package let metadata: Metadata
  /// `server.name`.
  package let serverName: Located<String>?
  /// `server.selector`.
  package let serverSelector: LabelSelector?
  /// The place of `server`; nil where the field is missing.
  package let serverSpan: SourceSpan?
  /// `client.networks`; empty for any address.
  package let networks: [LinkerdNetwork]
  /// `client.unauthenticated`.
  package let unauthenticated: Located<Bool>?
  /// `client.meshTLS`.
  package let meshTLS: MeshTLS?
  /// The place of `client`; nil where the field is missing.
  package let clientSpan: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let server = root["spec"]?["server"]
    serverName = server?["name"]?.string
    serverSelector = server?["selector"].map(LabelSelector.init)
    serverSpan = server?.span
    let client = root["spec"]?["client"]
    networks = client?["networks"]?.compactMapItems(LinkerdNetwork.init) ?? []
    unauthenticated = client?["unauthenticated"]?.bool
    meshTLS = client?["meshTLS"].map { node in
      MeshTLS(
        unauthenticatedTLS: node["unauthenticatedTLS"]?.bool, identities: node["identities"]?.strings ?? [],
        serviceAccounts: node["serviceAccounts"]?.compactMapItems(ObjectReference.init) ?? [], span: node.span)
    }
    clientSpan = client?.span
  }
}
