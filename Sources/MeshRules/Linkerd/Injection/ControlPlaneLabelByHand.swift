import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds pods without proxy that carry the label of those with one.
package struct ControlPlaneLabelByHand: LinkerdRule {
  package static let page = RulePage.controlPlaneLabelByHand

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (workload, injection) in zip(linkerd.workloads, linkerd.injections) {
      guard let label = workload.podLabels.entry("linkerd.io/control-plane-ns"),
        label.value.value == linkerd.settings.controlPlaneNamespace, injection.obstacle != .ownComponent
      else { continue }
      switch injection.verdict.presence {
      case .unknown: findings.skip(needs: workload.linkerdInjectionNeeds)
      case .sidecar, .ambient: break
      case .none:
        findings.report(
          RuleFinding(
            "The pods of \(workload.metadata.reference.friendlyName) have no proxy, but the label "
              + "linkerd.io/control-plane-ns, by which clients take them for meshed and open mutual TLS to them",
            on: workload.metadata.reference, at: label.key.span,
            related: injection.verdict.place.map { [.init("this is why there is no proxy", at: $0)] } ?? [],
            help: "remove the label: the injector adds it to the pods that get a proxy"))
      }
    }
  }
}

extension Workload {
  /// What is missing in the input to say whether Linkerd injects the pods.
  var linkerdInjectionNeeds: String { "the annotations of namespace \(namespace)" }
}
