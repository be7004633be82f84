import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds pods that are to have a proxy and that the injector cannot give one.
package struct InjectionImpossible: LinkerdRule {
  package static let page = RulePage.injectionImpossible

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let ofServers = linkerd.workloadsOfUnenforcedServers { $0.obstacle?.remedy != nil }
    for (index, injection) in linkerd.injections.enumerated()
    where injection.request.asksForProxy && !ofServers.contains(index) {
      let workload = linkerd.workloads[index]
      guard let help = injection.obstacle?.remedy, !workload.isRunningPod else { continue }
      let place = injection.verdict.place ?? workload.metadata.span
      let asked = injection.request.annotation?.span
      findings.report(
        RuleFinding(
          "\(workload.metadata.reference.friendlyName) is to have Linkerd's proxy and gets none: "
            + injection.verdict.reason,
          on: workload.metadata.reference, at: place,
          related: asked.map { [.init("this asks for the proxy", at: $0)] } ?? [], help: help,
          severity: injection.request.isOfNamespace && injection.obstacle == .hostNetwork ? .info : nil))
    }
  }
}

extension LinkerdInjection.Obstacle {
  /// What to do about an obstacle in the pods themselves; nil for what other rules report.
  fileprivate var remedy: String? {
    switch self {
    case .hostNetwork: "do without hostNetwork, or annotate the pods linkerd.io/inject: disabled"
    case .otherSidecar: "remove the container, or annotate the pods linkerd.io/inject: disabled"
    case .noToken: "let the pods have their token, or let Linkerd project it (identity.serviceAccountTokenProjection)"
    case .ownProxy, .istio, .namespaceLeftOut, .ownComponent: nil
    }
  }
}
