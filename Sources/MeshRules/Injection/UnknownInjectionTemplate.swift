import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds pods that ask for an injection template that the control plane does not have.
struct UnknownInjectionTemplate: Rule {
  static let page = RulePage.unknownInjectionTemplate

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let templates = context.mesh.injectionTemplates
    for requested in context.mesh.requestedTemplates {
      guard let annotation = requested.annotation, let unknown = requested.names.first(where: { !templates.has($0) })
      else { continue }
      guard templates.areKnown else {
        findings.skip(needs: "the values of Istio's installation")
        continue
      }
      let workload = context.mesh.workloads[requested.workload]
      let suggestion = closest(to: unknown, of: templates.names).map { "did you mean \(quoted($0))? " } ?? ""
      findings.report(
        RuleFinding(
          "\(workload.title) asks for the injection template \(quoted(unknown)), which Istio does not have",
          on: workload.metadata.reference, at: annotation.span,
          help: suggestion + "define it in sidecarInjectorWebhook.templates; until then the webhook refuses the pods",
          severity: requested.isCertain ? nil : .warning))
    }
  }
}
