import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies of Linkerd that go by addresses alone, so that plain text is let in.
package struct NetworkInsteadOfIdentity: LinkerdRule {
  package static let page = RulePage.networkInsteadOfIdentity

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var probed = ProbedTargets(linkerd)
    let missing = Set(linkerd.policiesWithoutTarget(among: context.mesh.written).map(\.policy.reference))
    for (index, policy) in linkerd.policies.authorizationPolicies.enumerated() {
      guard let reference = policy.requiredAuthenticationRefs.first,
        policy.requiredAuthenticationRefs.allSatisfy({ $0.authenticationKind == .network }),
        linkerd.policies.authorization(ofPolicy: index) != nil, let name = reference.name,
        let networks = linkerd.policies.networkAuthentication(
          named: name.value, in: reference.namespace?.value ?? policy.namespace),
        !missing.contains(policy.metadata.reference), !probed.areMeant(by: policy)
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
}

/// The Servers and routes that kubelets ask for.
private struct ProbedTargets {
  private let linkerd: LinkerdMesh
  private let routes: [String: [KubernetesRoute]]
  /// Whether each of the Servers that was asked for has a port that is probed.
  private var servers: [Int: Bool] = [:]
  /// The paths of probes in each namespace that was asked for.
  private var paths: [String: Set<String>] = [:]

  init(_ linkerd: LinkerdMesh) {
    self.linkerd = linkerd
    routes = Dictionary(grouping: linkerd.policies.routes) { "\($0.namespace)/\($0.name)" }
  }

  /// Whether kubelets, which have no identity, are to be let in: the target is for paths or a port that are probed.
  mutating func areMeant(by policy: LinkerdAuthorizationPolicy) -> Bool {
    let name = policy.targetRef?.name?.value ?? ""
    switch linkerd.policies.targetKind(of: policy) {
    case .server:
      return linkerd.policies.server(named: name, in: policy.namespace).map { isProbed($0) } ?? false
    case .route:
      let matches = (routes["\(policy.namespace)/\(name)"] ?? []).flatMap(\.rules).flatMap(\.matches)
      let paths = probedPaths(in: policy.namespace)
      return !matches.isEmpty && matches.allSatisfy { $0.path?.value.map { paths.contains($0.value) } ?? false }
    case .namespace, nil: return false
    }
  }

  private mutating func probedPaths(in namespace: String) -> Set<String> {
    if let known = paths[namespace] { return known }
    let found = Set(
      linkerd.mesh.workloads(in: namespace).flatMap { linkerd.workloads[$0].authorizedProbes.map(\.path) })
    paths[namespace] = found
    return found
  }

  private mutating func isProbed(_ index: Int) -> Bool {
    if let known = servers[index] { return known }
    let server = linkerd.policies.servers[index]
    let isProbed = linkerd.workloads(selectedBy: server).contains { workload in
      let ports = linkerd.policies.ports(of: server, on: linkerd.workloads[workload])
      return linkerd.workloads[workload].pod.containers.contains { container in
        container.probes.contains { probe in
          guard let written = probe.port?.value else { return false }
          let number = Int(written) ?? container.ports.first { $0.name?.value == written }?.number.value
          return number.map(ports.contains) ?? false
        }
      }
    }
    servers[index] = isProbed
    return isProbed
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
