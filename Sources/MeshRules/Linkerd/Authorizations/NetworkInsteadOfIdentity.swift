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
    for (index, policy) in linkerd.policies.authorizationPolicies.enumerated() {
      guard let reference = policy.requiredAuthenticationRefs.first,
        policy.requiredAuthenticationRefs.allSatisfy({ $0.authenticationKind == .network }),
        let authorization = linkerd.policies.authorization(ofPolicy: index), let networks = authorization.networks,
        !probed.areMeant(by: policy)
      else { continue }
      let clients = networks.isEveryAddress ? "every client" : "clients"
      findings.report(
        RuleFinding(
          "\(policy.title) lets in \(clients) without identity, by \(networks.isEveryAddress ? "any" : "their") address",
          on: policy.metadata.reference, at: reference.name?.span ?? reference.span,
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
