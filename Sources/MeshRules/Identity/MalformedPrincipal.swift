import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds principals that have another form than the identities of clients.
package struct MalformedPrincipal: Rule {
  package static let page = RulePage.malformedPrincipal

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    for (problem, use) in context.identities.problems {
      guard case .malformed(let form, let suggestion) = problem else { continue }
      let policy = policies[use.policy]
      findings.report(
        RuleFinding(
          "Principal \(quoted(use.value.value)) of \(policy.title) \(policy.effectOfNoMatch(isNegated: use.isNegated)): "
            + form.reason,
          on: policy.metadata.reference, at: use.value.span,
          help: suggestion.map { "write \(quoted($0))" }
            ?? "write TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT; an asterisk may stand at the start or at the end"))
    }
  }
}

extension PrincipalProblem.Form {
  fileprivate var reason: String {
    switch self {
    case .scheme: "Istio puts spiffe:// before a principal itself"
    case .noTrustDomain: "it names no trust domain before the first slash"
    case .other: "no identity has this form"
    }
  }
}
