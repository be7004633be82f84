import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds paths in AuthorizationPolicies that no request has when policies look at it.
package struct PathNeverArrives: Rule {
  package static let page = RulePage.pathNeverArrives

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let normalization = context.mesh.settings.pathNormalization
    for policy in context.mesh.authorizationPolicyIndex.policies {
      for operation in (policy.rules ?? []).flatMap({ $0.to ?? [] }).compactMap(\.operation) {
        for field in ["paths", "notPaths"] {
          for value in operation[field] {
            guard let problem = normalization.value.problem(withPathValue: value.value) else { continue }
            findings.report(
              RuleFinding(
                "\(policy.title) names the path \(quoted(value.value)), which no "
                  + "request matches: \(problem)",
                on: policy.metadata.reference, at: value.span,
                related: normalization.origin.map { [.init("the normalization is set here", at: $0)] } ?? []))
          }
        }
      }
    }
  }
}
