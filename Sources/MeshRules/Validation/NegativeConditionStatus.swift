import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds conditions that say what does not work, in the words of `istioctl analyze`.
package struct NegativeConditionStatus: Rule {
  package static let page = RulePage.negativeConditionStatus

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.negativeConditions() {
      findings.report(
        RuleFinding(
          "A condition with a negative status is present: type=\(found.type), reason=\(found.reason), "
            + "message=\(found.message).",
          on: found.object, at: found.places[0],
          related: found.places.dropFirst().map { .init("the same for another parent", at: $0) }.eachPlaceOnce(),
          help: "the cluster said so when the manifest was taken from it"))
    }
  }
}
