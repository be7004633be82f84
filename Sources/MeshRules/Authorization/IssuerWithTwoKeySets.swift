import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds workloads at which two rules take tokens of one issuer, signed with keys of different sets.
package struct IssuerWithTwoKeySets: Rule {
  package static let page = RulePage.issuerWithTwoKeySets

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for clash in context.mesh.keySetClashes() {
      findings.report(
        RuleFinding(
          "\(clash.policy.title) takes tokens of \(quoted(clash.issuer.value)) with "
            + "another set of keys than \(clash.isWithinOnePolicy ? "another of its rules" : "another policy") does: "
            + "either is enough",
          on: clash.policy.metadata.reference, at: clash.issuer.span,
          related: [.init("the other set of keys", at: clash.other)],
          help: "keep one; keys are rotated inside the set that jwksUri names"))
    }
  }
}
