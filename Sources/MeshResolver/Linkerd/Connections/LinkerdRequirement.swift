package import Diagnostics
import MeshModel

extension LinkerdMesh {
  /// The ports that connections to a pod reach without being redirected: of the proxy's control and admin servers
  /// (`charts/partials/templates/_proxy-init.tpl`).
  package static let unredirectedPorts: Set<Int> = [4190, 4191]

  /// What the proxy of a workload asks of connections to a port; nil where no proxy takes them, and where it is not
  /// known whether there is one.
  package func requirement(of workload: Int, port: Int) -> ServerRequirement? {
    guard isMeshed(workload), !Self.unredirectedPorts.contains(port) else { return nil }
    let inbounds = inbounds(of: workload, port: port)
    guard inbounds[0].bypass == nil else { return nil }
    let requirements = inbounds.map(requirement)
    let first = requirements[0]
    guard requirements.allSatisfy({ $0.acceptance.outcomeOfPlaintext == first.acceptance.outcomeOfPlaintext }) else {
      return ServerRequirement(
        mesh: .linkerd, acceptance: .depends, state: "open or closed to plain text, as the oldest of its Servers says")
    }
    return first
  }

  private func requirement(_ inbound: LinkerdInbound) -> ServerRequirement {
    if let open = inbound.authorizations.open {
      return ServerRequirement(open, state: "open to plain text", by: self, at: place(of: open, inbound))
    }
    let acceptance: ServerRequirement.Acceptance =
      inbound.admitsPlaintext(policies) ? .depends : inbound.admitsAnybody(policies) ? .mutualTLS : .nothing
    guard let server = inbound.server.map({ policies.servers[$0].metadata }) else {
      return ServerRequirement(
        mesh: .linkerd, acceptance: acceptance, state: inbound.appliedPolicy.rawValue, place: inbound.policyPlace)
    }
    return ServerRequirement(
      mesh: .linkerd, acceptance: acceptance, state: "closed to plain text", resource: server, place: server.span)
  }

  /// Where it is written that clients are let in; nil where that is a default.
  package func place(of authorization: LinkerdAuthorization, _ inbound: LinkerdInbound) -> SourceSpan? {
    switch authorization.source {
    case .defaultPolicy: inbound.policyPlace
    case .accessPolicy: inbound.server.flatMap { policies.servers[$0].accessPolicy?.span }
    case .serverAuthorization, .authorizationPolicy, .probe: resource(of: authorization)?.span
    }
  }
}

extension ServerRequirement {
  /// That of a port into which an authorization lets plain text.
  fileprivate init(
    _ authorization: LinkerdAuthorization, state: String, by linkerd: LinkerdMesh, at place: SourceSpan?
  ) {
    self.init(
      mesh: .linkerd, acceptance: .either, state: state, resource: linkerd.resource(of: authorization), place: place)
    if case .defaultPolicy(let policy) = authorization.source { self.state = policy.rawValue }
  }
}

extension LinkerdAuthorization {
  /// Whether every client without mutual TLS is let in: those that `cluster-unauthenticated` means are the pods of the
  /// cluster, and so all that manifests name.
  package var admitsAnyPlaintext: Bool {
    guard admitsPlaintext, let networks, !networks.isEveryAddress else { return admitsPlaintext }
    return switch source {
    case .accessPolicy, .defaultPolicy: true
    case .serverAuthorization, .authorizationPolicy, .probe: false
    }
  }
}
