import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds asterisks in values of AuthorizationPolicies that are no wildcards.
package struct LiteralAsterisk: Rule {
  package static let page = RulePage.literalAsterisk

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    for (problem, use) in context.identities.problems where problem == .literalAsterisk {
      let policy = policies[use.policy]
      findings.report(
        RuleFinding(
          "Principal \(quoted(use.value.value)) of \(policy.title) \(policy.effectOfNoMatch(isNegated: use.isNegated)): "
            + reason(use.value.value),
          on: policy.metadata.reference, at: use.value.span, help: remedy(forPrincipal: use.value.value)))
    }
    for found in context.mesh.literalAsterisks() {
      let policy = policies[found.policy]
      let effect =
        found.attribute == .path
        ? "matches only paths that hold an asterisk"
        : policy.effectOfNoMatch(isNegated: found.isNegated, isAboutClients: found.attribute.isAboutClients)
      findings.report(
        RuleFinding(
          "\(found.attribute.noun) \(quoted(found.value.value)) of \(policy.title) \(effect): "
            + reason(found.value.value),
          on: policy.metadata.reference, at: found.value.span,
          help: found.suggestion.map { "write \(quoted($0))" } ?? general,
          severity: found.attribute == .path ? .warning : nil))
    }
  }
}

private let general = "only an asterisk at the start or, without one there, at the end stands for anything"

private func reason(_ value: String) -> String {
  value.hasPrefix("*") || value.hasSuffix("*")
    ? "only one asterisk is a wildcard, and the other stands for itself" : "an asterisk inside stands for itself"
}

/// What to write in place of a principal with a wildcard for the namespace or for the trust domain and the account.
private func remedy(forPrincipal value: String) -> String {
  let parts = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  guard parts.count >= 4, parts[1] == "ns" else { return general }
  let isAnyAccount = parts.last == "*"
  if parts.count == 5, parts[2] == "*", parts[3] == "sa", !isAnyAccount {
    return "write \"*/sa/\(parts[4])\" for the account of that name in any namespace"
  }
  return isAnyAccount && !parts[2].contains("*") ? "name the namespace in namespaces: [\(parts[2])]" : general
}
