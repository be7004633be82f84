import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds components of the control plane with no pod, or with a single one where Linkerd is to be highly available.
package struct TooFewControlPlaneReplicas: LinkerdRule {
  package static let page = RulePage.tooFewControlPlaneReplicas

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let controlPlane = linkerd.controlPlane
    let highlyAvailable = controlPlane.isHighlyAvailable.flatMap { $0.value ? $0.span : nil }
    for component in controlPlane.components {
      if let replicas = component.replicas {
        report(replicas, of: component.metadata, highlyAvailable, &findings)
      } else if let highlyAvailable {
        report(Located(1, at: component.metadata.span), of: component.metadata, highlyAvailable, &findings)
      }
    }
    guard controlPlane.components.isEmpty else { return }
    for (owner, values) in linkerd.mesh.linkerdValues {
      guard let replicas = values.controllerReplicas else { continue }
      report(replicas, of: owner, values.isHighlyAvailable.flatMap { $0.value ? $0.span : nil }, &findings)
    }
  }

  private func report(
    _ replicas: Located<Int>, of owner: Metadata, _ highlyAvailable: SourceSpan?, _ findings: inout RuleFindings
  ) {
    if replicas.value == 0 {
      findings.report(
        RuleFinding(
          "\(owner.title) runs no pod of Linkerd's control plane", on: owner.reference, at: replicas.span,
          help: "run at least one replica", severity: .error))
    } else if replicas.value == 1, let highlyAvailable {
      findings.report(
        RuleFinding(
          "\(owner.title) runs a single replica, though Linkerd is to be highly available", on: owner.reference,
          at: replicas.span, related: [.init("what asks for high availability", at: highlyAvailable)],
          help: "run three replicas, as the chart's values-ha.yaml does"))
    }
  }
}
