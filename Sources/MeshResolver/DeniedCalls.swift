package import Diagnostics
import MeshModel

/// A workload's declared call that arrives by mutual TLS and that every server refuses, because nothing authorizes the
/// identity of the client, whatever the request. Client and servers are of one mesh.
package struct DeniedCall: Sendable {
  package var call: DeclaredCall
  /// The client's, as the servers see it.
  package var identity: String
  /// What lets others in but not the client, each once; never empty. Of many only some.
  package var policies: [Decider]
  /// The namespaces of the servers.
  package var namespaces: Set<String>

  /// There may be thousands for each of thousands of calls.
  fileprivate static let deciderLimit = 8

  /// Something that might have let the client in.
  package struct Decider: Hashable, Sendable {
    /// `AuthorizationPolicy shop/cart`.
    package var name: String
    package var place: SourceSpan
  }
}

extension EffectiveMesh {
  /// The declared calls that no policy lets in, one for each client and service. Silent where anything about client,
  /// server or what is sent is unknown, and where nobody is let in at all, which is a mistake of the server; in Linkerd
  /// that is so, too, where nobody has the identities that are, or only those unknown accounts.
  package func deniedCalls(unknownAccounts: Set<NamedIdentities.Account>) -> [DeniedCall] {
    guard linkerd != nil || !authorizationPolicyIndex.policies.isEmpty else { return [] }
    let calls = declaredCalls { proxy(of: $0).presence == .sidecar }
    guard !calls.isEmpty else { return [] }
    let bearers = linkerd.map { LinkerdBearers($0, unknownAccounts: unknownAccounts) }
    var views: [Int: ClientView] = [:]
    for view in clientViews() { for client in view.clients { views[client] = view } }
    struct Key: Hashable {
      var client: Int
      var service: Int
    }
    var seen: Set<Key> = []
    var restricted: [Int: Bool] = [:]
    return calls.compactMap { call in
      let isRestricted = restricted[call.service] ?? isRestricted(call.service)
      restricted[call.service] = isRestricted
      guard isRestricted, let denied = judge(call, views[call.client], bearers),
        seen.insert(Key(client: call.client, service: call.service)).inserted
      else { return nil }
      return denied
    }
  }

  /// Whether a policy says of any server of a service who is let in. Of most services none does, and their connections
  /// need not be looked at.
  private func isRestricted(_ service: Int) -> Bool {
    registry.backends(of: service).contains { workload in
      linkerd != nil && kind(of: workload) == .linkerd
        || authorizationPolicyIndex.policies(for: policySubject(of: workload)).contains {
          authorizationPolicyIndex.policies[$0].action == .ALLOW
        }
    }
  }

  private func judge(_ call: DeclaredCall, _ view: ClientView?, _ bearers: LinkerdBearers?) -> DeniedCall? {
    let identity =
      kind(of: call.client) == .linkerd ? linkerd?.identity(of: call.client) : principal(of: call.client)
    guard let identity else { return nil }
    var deciders: [DeniedCall.Decider] = []
    var namespaces: Set<String> = []
    for port in ports(of: call) {
      guard let servers = serversByMutualTLS(of: call, port, view) else { return nil }
      for server in servers {
        guard let found = refusal(of: identity, at: server.workload, port: server.port, bearers) else { return nil }
        if deciders.count < DeniedCall.deciderLimit { deciders += found.filter { !deciders.contains($0) } }
        namespaces.insert(workloads[server.workload].namespace)
      }
    }
    return deciders.isEmpty
      ? nil : DeniedCall(call: call, identity: identity, policies: deciders, namespaces: namespaces)
  }

  /// The servers behind a port; nil unless all of them are workloads that the client reaches by mutual TLS.
  private func serversByMutualTLS(
    of call: DeclaredCall, _ port: MeshService.Port, _ view: ClientView?
  ) -> [(workload: Int, port: Int)]? {
    let ends: [(endpoint: Endpoint, outcome: Outcome)]
    if kind(of: call.client) == .linkerd {
      guard let client = linkerd?.client(call.client, toward: port.number),
        let connection = linkerdConnection(from: client, to: call.service, port: port)
      else { return nil }
      ends = connection.endpoints.map { ($0.endpoint, $0.outcome) }
    } else {
      guard let view, !proxies[call.client].isGateway else { return nil }
      let rule = rule(for: call.service, from: view)
      let connection = connection(
        to: call.service, port: port, under: rule,
        excludedBy: captures[call.client]?.outboundExclusion(of: port.number))
      ends = connection.endpoints.map { ($0.endpoint, $0.outcome) }
    }
    var servers: [(workload: Int, port: Int)] = []
    for end in ends {
      guard case .workload(let workload) = end.endpoint.target, end.outcome == .mtls else { return nil }
      servers.append((workload, end.endpoint.port))
    }
    return servers
  }

  /// What is in force at a port and certainly lets an identity in on no request; nil where it may, and where nobody at
  /// all is let in.
  private func refusal(
    of identity: String, at workload: Int, port: Int, _ bearers: LinkerdBearers?
  ) -> [DeniedCall.Decider]? {
    if let linkerd, let bearers, kind(of: workload) == .linkerd {
      return linkerd.refusal(of: identity, at: workload, port: port, bearers)
    }
    let subject = policySubject(of: workload)
    guard hasApplicationSidecar(workload), subject.gatewayName == nil else { return nil }
    let enforced = authorizationPolicyIndex.policies(for: subject).map { authorizationPolicyIndex.policies[$0] }
      .filter { $0.action == .ALLOW && !$0.isDryRun }
    let facts = RequestFacts(
      identity: "spiffe://" + identity, sourceIP: nil, remoteIP: nil, destinationIP: nil, port: port, sni: "")
    let domains = TrustDomains(settings)
    let isRefused = enforced.allSatisfy { policy in
      (policy.rules ?? []).allSatisfy { rule in
        rule.clauses.map { !$0.mayMatch(facts, in: policy.namespace, domains) } ?? false
      }
    }
    guard isRefused, enforced.contains(where: { !($0.rules ?? []).isEmpty }) else { return nil }
    return enforced.map {
      DeniedCall.Decider(name: $0.metadata.reference.friendlyName, place: $0.metadata.span)
    }
  }
}

extension RuleClauses {
  /// Whether the identity and the port alone leave it open that the rule matches.
  fileprivate func mayMatch(_ facts: RequestFacts, in namespace: String, _ domains: TrustDomains) -> Bool {
    func holds(_ all: [Clause]) -> Bool {
      all.allSatisfy { clause in
        !(clause.attribute.needsMutualTLS || clause.attribute == .port) || facts.satisfy(clause, in: namespace, domains)
      }
    }
    return holds(conditions) && sources.contains(where: holds) && operations.contains(where: holds)
  }
}

extension LinkerdMesh {
  /// What is in force at a port and certainly lets an identity in on no request; nil where it may, and where a Server
  /// lets nobody in.
  fileprivate func refusal(
    of identity: String, at workload: Int, port: Int, _ bearers: LinkerdBearers
  ) -> [DeniedCall.Decider]? {
    let inbound = inbound(of: workload, port: port)
    var request = Request(to: .workload(workload), port: port)
    request.principal = identity
    let granted = [inbound.authorizations] + inbound.routes.map(policies.authorizations(ofRoute:))
    let isRefused = granted.allSatisfy { authorizations in
      authorizations.candidates(for: identity).allSatisfy { $0.admits(request) == false }
    }
    guard isRefused else { return nil }
    guard let server = inbound.server.map({ policies.servers[$0].metadata }) else {
      return inbound.policyPlace.map { [DeniedCall.Decider(name: "the default policy", place: $0)] }
    }
    guard granted.contains(where: { $0.contains { bearers.includeClient(of: $0) } }) else { return nil }
    return [DeniedCall.Decider(name: server.reference.friendlyName, place: server.span)]
      + granted.lazy.joined().compactMap { authorization in
        resource(of: authorization).map { DeniedCall.Decider(name: $0.reference.friendlyName, place: $0.span) }
      }.prefix(DeniedCall.deciderLimit)
  }
}
