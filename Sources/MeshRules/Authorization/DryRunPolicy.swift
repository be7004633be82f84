import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds policies that say they are only tried.
package struct DryRunPolicy: Rule {
  package static let page = RulePage.dryRunPolicy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in context.mesh.authorizationPolicyIndex.policies {
      guard let annotation = policy.dryRun else { continue }
      if let finding = RuleFinding.dryRun(policy, annotation) { findings.report(finding) }
    }
  }
}

extension RuleFinding {
  /// Nil for an annotation that says no.
  fileprivate static func dryRun(_ policy: AuthorizationPolicy, _ annotation: Located<String>) -> RuleFinding? {
    let name = policy.title
    let object = policy.metadata.reference
    guard policy.isDryRun else {
      if ["0", "f", "F", "FALSE", "false", "False"].contains(annotation.value) { return nil }
      return RuleFinding(
        "\(name) is enforced: Istio reads \(quoted(annotation.value)) as no", on: object, at: annotation.span,
        help: "write \"true\" for a dry run", severity: .warning)
    }
    switch policy.action {
    case .ALLOW, .DENY:
      return RuleFinding(
        "\(name) is not enforced: it is only tried, and its result goes to metrics and logs", on: object,
        at: annotation.span, help: "remove the annotation once the result is as expected")
    case .CUSTOM:
      return RuleFinding(
        "\(name) denies what it matches: Istio does not try CUSTOM policies, but enforces their rules as DENY",
        on: object, at: annotation.span, help: "remove the annotation, or the policy", severity: .warning)
    case .AUDIT: return nil
    }
  }
}
