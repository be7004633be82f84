import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules of VirtualServices that no request reaches, because earlier ones take them all.
package struct VirtualServiceUnreachableRule: Rule {
  package static let page = RulePage.virtualServiceUnreachableRule

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for remark in context.mesh.validationRemarks(.unreachableRule) {
      findings.report(
        RuleFinding(
          remark.reason, on: remark.object, at: remark.span, related: remark.related.map { [$0] } ?? [],
          help: "rules are tried in the order in which they stand; put this one first, or remove it"))
    }
  }
}
