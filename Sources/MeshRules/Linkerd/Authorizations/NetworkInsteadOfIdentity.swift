import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies of Linkerd that go by addresses alone, so that plain text is let in.
package struct NetworkInsteadOfIdentity: LinkerdRule {
  package static let page = RulePage.networkInsteadOfIdentity

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let missing = Set(linkerd.policiesWithoutTarget(among: context.mesh.written).map(\.policy.reference))
    for (index, policy) in linkerd.policies.authorizationPolicies.enumerated() {
      guard let reference = policy.requiredAuthenticationRefs.first,
        policy.requiredAuthenticationRefs.allSatisfy({ $0.authenticationKind == .network }),
        linkerd.policies.authorization(ofPolicy: index) != nil, let name = reference.name,
        let networks = linkerd.policies.networkAuthentication(
          named: name.value, in: reference.namespace?.value ?? policy.namespace),
        !missing.contains(policy.metadata.reference), !isForProbes(policy, linkerd)
      else { continue }
      if case .route? = linkerd.policies.targetKind(of: policy), !context.describes(policy.namespace) {
        findings.skip(needs: "the probes of the pods of \(policy.namespace)")
        continue
      }
      let wide = networks.holdingEveryAddress
      let clients =
        switch wide.map(\.family) {
        case []: "clients without identity, by their address"
        case let families where Set(families).count == 1:
          "every client with an \(families[0]) address, without identity"
        default: "every client, without identity"
        }
      findings.report(
        RuleFinding(
          "\(policy.title) lets in \(clients)", on: policy.metadata.reference, at: name.span,
          related: wide.map { .init("every \($0.family) address is in this network", at: $0.span) },
          help: "require a MeshTLSAuthentication or ServiceAccount too; both have to hold then"))
    }
  }

  /// Whether kubelets, which have no identity, are to be let in: the target is for paths or a port that are probed.
  private func isForProbes(_ policy: LinkerdAuthorizationPolicy, _ linkerd: LinkerdMesh) -> Bool {
    let name = policy.targetRef?.name?.value ?? ""
    switch linkerd.policies.targetKind(of: policy) {
    case .server:
      guard let server = linkerd.policies.server(named: name, in: policy.namespace) else { return false }
      return isProbed(linkerd.policies.servers[server], linkerd)
    case .route:
      let paths = Set(
        linkerd.mesh.workloads(in: policy.namespace).flatMap { linkerd.workloads[$0].authorizedProbes.map(\.path) })
      let routes = linkerd.policies.routes.filter { $0.namespace == policy.namespace && $0.name == name }
      let matches = routes.flatMap(\.rules).flatMap(\.matches)
      return !matches.isEmpty
        && matches.allSatisfy { match in match.path?.value.map { paths.contains($0.value) } ?? false }
    case .namespace, nil: return false
    }
  }

  private func isProbed(_ server: LinkerdServer, _ linkerd: LinkerdMesh) -> Bool {
    linkerd.workloads(selectedBy: server).contains { workload in
      let ports = linkerd.policies.ports(of: server, on: linkerd.workloads[workload])
      return linkerd.workloads[workload].pod.containers.contains { container in
        container.probes.contains { probe in
          guard let written = probe.port?.value else { return false }
          let number = Int(written) ?? container.ports.first { $0.name?.value == written }?.number.value
          return number.map(ports.contains) ?? false
        }
      }
    }
  }
}

extension NetworkAuthentication {
  /// The networks that leave out no address of their family.
  fileprivate var holdingEveryAddress: [(family: String, span: SourceSpan)] {
    networks.compactMap { network in
      guard network.except.isEmpty, let cidr = network.cidr, let block = AddressBlock(cidr.value), block.length == 0
      else { return nil }
      return (block.base.count == 4 ? "IPv4" : "IPv6", cidr.span)
    }
  }
}
