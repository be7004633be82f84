import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds namespaces with policies of Linkerd none of whose workloads is in the mesh.
package struct PoliciesWithoutMeshedWorkload: LinkerdRule {
  package static let page = RulePage.policiesWithoutMeshedWorkload

  package init() {}

  package static let judgesNamespaces = true

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let protecting = Set(
      linkerd.policies.servers.filter { !linkerd.workloads(selectedBy: $0).isEmpty }.map(\.namespace))
    var seen = protecting
    for policy in linkerd.mesh.linkerd.policies where seen.insert(policy.namespaceName).inserted {
      let workloads = linkerd.mesh.workloads(in: policy.namespaceName).filter { !linkerd.workloads[$0].isJob }
      guard let first = workloads.first, workloads.allSatisfy({ linkerd.proxies[$0].presence == .none }) else {
        continue
      }
      let reason = linkerd.proxies[first]
      findings.report(
        RuleFinding(
          "\(policy.title) is in a namespace none of whose workloads has a proxy of Linkerd",
          on: policy.reference, at: policy.span,
          related: [
            .init(
              "\(linkerd.workloads[first].metadata.reference.friendlyName) has none: \(reason.reason)",
              at: reason.place ?? linkerd.workloads[first].metadata.span)
          ],
          help: "policies of Linkerd count for the servers of their own namespace; annotate it with "
            + "linkerd.io/inject: enabled"))
    }
  }
}

extension LinkerdManifests {
  /// What is written about who is let in: Servers first, and each kind by name.
  fileprivate var policies: [Metadata] {
    [servers.map(\.metadata), authorizationPolicies.map(\.metadata), serverAuthorizations.map(\.metadata)].flatMap {
      kind in
      kind.sorted { $0.key < $1.key }
    }
  }
}
