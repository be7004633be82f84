import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds sidecars that a pod declares although injection adds one.
package struct SidecarDeclaredByHand: Rule {
  package static let page = RulePage.sidecarDeclaredByHand

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for (position, workload) in mesh.workloads.enumerated() {
      guard let proxy = mesh.proxyBesideInjection(of: position), let name = proxy.name else { continue }
      let verdict = mesh.proxies[position]
      findings.report(
        RuleFinding(
          "\(workload.metadata.reference.friendlyName) declares the container istio-proxy, and is injected as well: "
            + verdict.reason,
          on: workload.metadata.reference, at: proxy.image?.span ?? name.span,
          related: verdict.place.map { [.init("this asks for injection", at: $0)] } ?? [],
          help: "remove the container, or set its image to auto to leave the version to injection"))
    }
  }
}
