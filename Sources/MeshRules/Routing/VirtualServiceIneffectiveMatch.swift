import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds matches of VirtualServices whose requests an earlier match takes.
package struct VirtualServiceIneffectiveMatch: Rule {
  package static let page = RulePage.virtualServiceIneffectiveMatch

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for remark in context.mesh.validationRemarks(.ineffectiveMatch) {
      findings.report(
        RuleFinding(
          remark.reason, on: remark.object, at: remark.span, related: remark.related.map { [$0] } ?? [],
          help: "rules are tried in the order in which they stand; put the narrower match first, or remove this one"))
    }
  }
}
