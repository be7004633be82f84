import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds pods that ask for a template which adds to a proxy, and for none that makes one.
struct InjectionTemplateWithoutProxy: Rule {
  static let page = RulePage.injectionTemplateWithoutProxy

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let templates = context.mesh.injectionTemplates
    for requested in context.mesh.requestedTemplates {
      let making = requested.names.map(templates.makesProxy)
      guard !making.contains(true) else { continue }
      // What a template without a known text does is told by the name that Istio's guide gives it.
      let isCertain = !making.contains(nil)
      guard let annotation = requested.annotation, isCertain || !templates.areKnown && requested.names == ["spire"]
      else { continue }
      let workload = context.mesh.workloads[requested.workload]
      findings.report(
        RuleFinding(
          "\(workload.title) asks for the injection template \(list(requested.names.map(quoted))) and for none that "
            + "makes a proxy", on: workload.metadata.reference, at: annotation.span,
          help: "write \(quoted("sidecar," + requested.names.joined(separator: ","))); the annotation replaces the "
            + "default templates", severity: isCertain && requested.isCertain ? nil : .warning))
    }
  }
}
