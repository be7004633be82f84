import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ALLOW rules that only say who may not, and DENY rules that only list paths.
package struct AllowByExclusion: Rule {
  package static let page = RulePage.allowByExclusion
  package static var isOnByDefault: Bool { false }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in context.mesh.authorizationPolicyIndex.policies {
      for clauses in policy.ruleClauses {
        switch policy.action {
        case .ALLOW:
          guard let first = clauses.all.first, clauses.all.allSatisfy(\.isNegated) else { continue }
          findings.report(.exclusion(policy, first))
        case .DENY:
          guard let path = clauses.all.first(where: { $0.attribute == .path && !$0.isNegated }) else { continue }
          findings.report(.deniedPath(policy, path))
        case .AUDIT, .CUSTOM: continue
        }
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func exclusion(_ policy: AuthorizationPolicy, _ clause: Clause) -> RuleFinding {
    RuleFinding(
      "\(policy.title) lets in whatever \(clause.name.value) does not list",
      on: policy.metadata.reference, at: clause.name.span,
      help: "list what is allowed instead: what nobody thought of is then denied")
  }

  fileprivate static func deniedPath(_ policy: AuthorizationPolicy, _ clause: Clause) -> RuleFinding {
    RuleFinding(
      "\(policy.title) denies by path: another spelling of it that the application "
        + "takes for the same is let in",
      on: policy.metadata.reference, at: clause.name.span,
      help: "allow the paths that are meant, or deny with notPaths")
  }
}
