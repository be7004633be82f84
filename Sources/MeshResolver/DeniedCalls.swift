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

/// What policies mean by the identities that they name.
private struct IdentityTerms {
  /// In those of Istio.
  var domains: TrustDomains
  /// In those of Linkerd; nil where there is none.
  var bearers: LinkerdBearers?
}

extension EffectiveMesh {
  /// The declared calls that no policy lets in, one for each client and service. Silent where anything about client,
  /// server or what is sent is unknown, and where nobody is let in at all, which is a mistake of the server; in Linkerd
  /// that is so, too, where nobody has the identities that are, or only those unknown accounts.
  package func deniedCalls(unknownAccounts: Set<NamedIdentities.Account>) -> [DeniedCall] {
    guard linkerd != nil || authorizationPolicyIndex.policies.contains(where: \.isEnforcedAllow) else { return [] }
    let calls = declaredCalls { proxy(of: $0).presence == .sidecar }
    guard !calls.isEmpty else { return [] }
    let identities = IdentityTerms(
      domains: TrustDomains(settings), bearers: linkerd.map { LinkerdBearers($0, unknownAccounts: unknownAccounts) })
    struct Key: Hashable {
      var client: Int
      var service: Int
    }
    var seen: Set<Key> = []
    return calls.compactMap { call in
      guard let denied = judge(call, identities), seen.insert(Key(client: call.client, service: call.service)).inserted
      else { return nil }
      return denied
    }
  }

  /// Looks at what is sent last: most calls are let in.
  private func judge(_ call: DeclaredCall, _ identities: IdentityTerms) -> DeniedCall? {
    let identity =
      kind(of: call.client) == .linkerd ? linkerd?.identity(of: call.client) : principal(of: call.client)
    guard let identity else { return nil }
    let ports = ports(of: call)
    var deciders: [DeniedCall.Decider] = []
    var namespaces: Set<String> = []
    for port in ports {
      for server in registry.endpoints(of: call.service, port: port) {
        guard case .workload(let workload) = server.target,
          let found = refusal(of: identity, at: workload, port: server.port, identities)
        else { return nil }
        if deciders.count < DeniedCall.deciderLimit { deciders += found.filter { !deciders.contains($0) } }
        namespaces.insert(workloads[workload].namespace)
      }
    }
    guard !deciders.isEmpty, ports.allSatisfy({ isMutualTLS(call, to: $0) }) else { return nil }
    return DeniedCall(call: call, identity: identity, policies: deciders, namespaces: namespaces)
  }

  /// Whether a call reaches all servers behind a port by mutual TLS.
  private func isMutualTLS(_ call: DeclaredCall, to port: MeshService.Port) -> Bool {
    if kind(of: call.client) == .linkerd {
      guard let client = linkerd?.client(call.client, toward: port.number),
        let connection = linkerdConnection(from: client, to: call.service, port: port)
      else { return false }
      return connection.endpoints.allSatisfy { $0.outcome == .mtls }
    }
    guard !proxies[call.client].isGateway else { return false }
    let client = workloads[call.client]
    let rule = rule(for: call.service, namespace: client.namespace, labels: client.podLabels)
    let connection = connection(
      to: call.service, port: port, under: rule,
      excludedBy: captures[call.client]?.outboundExclusion(of: port.number))
    return connection.endpoints.allSatisfy { $0.outcome == .mtls }
  }

  /// What is in force at a port and certainly lets an identity in on no request; nil where it may, and where nobody at
  /// all is let in.
  private func refusal(
    of identity: String, at workload: Int, port: Int, _ identities: IdentityTerms
  ) -> [DeniedCall.Decider]? {
    if let linkerd, let bearers = identities.bearers, kind(of: workload) == .linkerd {
      return linkerd.refusal(of: identity, at: workload, port: port, bearers)
    }
    guard hasApplicationSidecar(workload) else { return nil }
    let subject = policySubject(of: workload)
    guard subject.gatewayName == nil else { return nil }
    let enforced = authorizationPolicyIndex.policies(for: subject).map { authorizationPolicyIndex.policies[$0] }
      .filter(\.isEnforcedAllow)
    guard enforced.contains(where: { !($0.rules ?? []).isEmpty }) else { return nil }
    let facts = RequestFacts(
      identity: "spiffe://" + identity, sourceIP: nil, remoteIP: nil, destinationIP: nil, port: port, sni: "")
    let isRefused = enforced.allSatisfy { policy in
      (policy.rules ?? []).allSatisfy { rule in
        rule.clauses.map { !$0.mayMatch(facts, in: policy.namespace, identities.domains) } ?? false
      }
    }
    guard isRefused else { return nil }
    return enforced.map {
      DeniedCall.Decider(name: $0.metadata.reference.friendlyName, place: $0.metadata.span)
    }
  }
}

extension AuthorizationPolicy {
  /// Whether the policy keeps out everybody whom it does not let in.
  fileprivate var isEnforcedAllow: Bool { action == .ALLOW && !isDryRun }
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
