import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies of Linkerd for a namespace whose ports have no Server.
package struct NamespacePolicyWithoutServer: LinkerdRule {
  package static let page = RulePage.namespacePolicyWithoutServer

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (namespace, policies) in policiesByNamespace(linkerd) {
      guard let policy = policies.first else { continue }
      let ports = linkerd.mesh.workloads(in: namespace).flatMap { workload -> [UnselectedPort] in
        let found = linkerd.portsWithoutServer(of: workload)
        let hasServer = !linkerd.policies.servers(selecting: linkerd.workloads[workload]).isEmpty
        return found.filter { $0.inbound.authorizations.isEmpty || !hasServer }
      }
      let denied = ports.filter(\.inbound.authorizations.isEmpty)
      guard let first = denied.first ?? ports.first else { continue }
      let isDenied = !denied.isEmpty
      let names = list(
        (isDenied ? denied : ports).map { port in
          "port \(port.port.value) of \(linkerd.workloads[port.workload].metadata.reference.friendlyName)"
        })
      let standard = first.inbound.defaultPolicy
      let isKnown = linkerd.isDefaultPolicyKnown(of: first.inbound)
      findings.report(
        RuleFinding(
          isDenied
            ? "\(policy.title) lets nobody into \(names), which no Server selects: the default policy deny holds"
            : "\(policy.title) does not count for \(names), which no Server selects: the default policy "
              + "\(standard.value.rawValue) holds\(isKnown ? "" : " unless the installation has another")",
          on: policy.metadata.reference, at: policy.targetRef?.name?.span ?? policy.metadata.span,
          related: [.init("the port", at: first.port.span)]
            + (standard.origin.map { [.init("the default policy", at: $0)] } ?? []),
          help: "a policy for a namespace adds to its Servers; write a Server for the port",
          severity: isDenied ? nil : .info))
    }
  }

  /// By name, so that the order of the text does not matter.
  private func policiesByNamespace(_ linkerd: LinkerdMesh) -> [(String, [LinkerdAuthorizationPolicy])] {
    let found = linkerd.policies.authorizationPolicies.filter { linkerd.policies.targetKind(of: $0) == .namespace }
    return Dictionary(grouping: found, by: \.namespace).mapValues { $0.sorted { $0.name < $1.name } }
      .sorted { $0.key < $1.key }
  }
}
