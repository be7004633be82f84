/// The objects of Linkerd's own kinds, each kind in the order of the text.
package struct LinkerdManifests: Sendable {
  package internal(set) var servers: [LinkerdServer] = []
  package internal(set) var serverAuthorizations: [ServerAuthorization] = []
  package internal(set) var authorizationPolicies: [LinkerdAuthorizationPolicy] = []
  package internal(set) var meshTLSAuthentications: [MeshTLSAuthentication] = []
  package internal(set) var networkAuthentications: [NetworkAuthentication] = []
  /// The HTTPRoutes of `policy.linkerd.io`. Those of the Gateway API are ``Mesh/kubernetesRoutes``.
  package internal(set) var httpRoutes: [KubernetesRoute] = []
  package internal(set) var rateLimitPolicies: [HTTPLocalRateLimitPolicy] = []
  package internal(set) var egressNetworks: [EgressNetwork] = []
  package internal(set) var externalWorkloads: [ExternalWorkload] = []
  package internal(set) var links: [MulticlusterLink] = []
  package internal(set) var serviceProfiles: [ServiceProfile] = []
  /// What Linkerd's webhooks would say about these objects, and about routes of the Gateway API.
  package internal(set) var rejections: [Rejection] = []

  /// Whether there is any.
  package var isEmpty: Bool {
    servers.isEmpty && serverAuthorizations.isEmpty && authorizationPolicies.isEmpty && meshTLSAuthentications.isEmpty
      && networkAuthentications.isEmpty && httpRoutes.isEmpty && rateLimitPolicies.isEmpty && egressNetworks.isEmpty
      && externalWorkloads.isEmpty && links.isEmpty && serviceProfiles.isEmpty
  }

  /// Adds the objects of a stretch that comes later.
  mutating func append(_ later: LinkerdManifests) {
    servers += later.servers
    serverAuthorizations += later.serverAuthorizations
    authorizationPolicies += later.authorizationPolicies
    meshTLSAuthentications += later.meshTLSAuthentications
    networkAuthentications += later.networkAuthentications
    httpRoutes += later.httpRoutes
    rateLimitPolicies += later.rateLimitPolicies
    egressNetworks += later.egressNetworks
    externalWorkloads += later.externalWorkloads
    links += later.links
    serviceProfiles += later.serviceProfiles
    rejections += later.rejections
  }

  mutating func add(_ root: ManifestNode, _ metadata: Metadata, as kind: LinkerdKind) {
    switch kind {
    case .server: servers.append(LinkerdServer(root, metadata))
    case .serverAuthorization: serverAuthorizations.append(ServerAuthorization(root, metadata))
    case .authorizationPolicy: authorizationPolicies.append(LinkerdAuthorizationPolicy(root, metadata))
    case .meshTLSAuthentication: meshTLSAuthentications.append(MeshTLSAuthentication(root, metadata))
    case .networkAuthentication: networkAuthentications.append(NetworkAuthentication(root, metadata))
    case .httpRoute: httpRoutes.append(KubernetesRoute(root, metadata))
    case .rateLimitPolicy: rateLimitPolicies.append(HTTPLocalRateLimitPolicy(root, metadata))
    case .egressNetwork: egressNetworks.append(EgressNetwork(root, metadata))
    case .externalWorkload: externalWorkloads.append(ExternalWorkload(root, metadata))
    case .link: links.append(MulticlusterLink(root, metadata))
    case .serviceProfile: serviceProfiles.append(ServiceProfile(root, metadata))
    }
  }
}

/// The kinds of Linkerd's API groups.
enum LinkerdKind: Hashable {
  case server, serverAuthorization, authorizationPolicy, meshTLSAuthentication, networkAuthentication
  case httpRoute, rateLimitPolicy, egressNetwork, externalWorkload, link, serviceProfile

  init?(kind: String, group: String) {
    switch (group, kind) {
    case ("policy.linkerd.io", "Server"): self = .server
    case ("policy.linkerd.io", "ServerAuthorization"): self = .serverAuthorization
    case ("policy.linkerd.io", "AuthorizationPolicy"): self = .authorizationPolicy
    case ("policy.linkerd.io", "MeshTLSAuthentication"): self = .meshTLSAuthentication
    case ("policy.linkerd.io", "NetworkAuthentication"): self = .networkAuthentication
    case ("policy.linkerd.io", "HTTPRoute"): self = .httpRoute
    case ("policy.linkerd.io", "HTTPLocalRateLimitPolicy"): self = .rateLimitPolicy
    case ("policy.linkerd.io", "EgressNetwork"): self = .egressNetwork
    case ("workload.linkerd.io", "ExternalWorkload"): self = .externalWorkload
    case ("multicluster.linkerd.io", "Link"): self = .link
    case ("linkerd.io", "ServiceProfile"): self = .serviceProfile
    default: return nil
    }
  }
}

extension String {
  /// Whether this is an API group of Linkerd.
  package var isGroupOfLinkerd: Bool { self == "linkerd.io" || hasSuffix(".linkerd.io") }
}
