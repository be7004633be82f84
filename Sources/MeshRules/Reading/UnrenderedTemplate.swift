import Diagnostics
package import RuleCatalogue

/// Finds templates, mostly of Helm, that were not rendered.
package struct UnrenderedTemplate: Rule {
  package static let page = RulePage.unrenderedTemplate
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in context.input {
      guard case .template = problem.kind else { continue }
      findings.report(
        RuleFinding(
          "The file is a template that was not rendered, and was skipped", on: nil, at: problem.span,
          help: "render it first: helm template CHART | meshlint analyze -"))
    }
  }
}
