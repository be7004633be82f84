import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds kinds that an API group of a mesh does not have.
package struct UnknownKind: Rule {
  package static let page = RulePage.unknownKind
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .unknownKind(let problem) = issue.problem, let object = issue.metadata else { continue }
      let kind = object.kind.value
      let help =
        if let group = problem.group {
          "\(kind) belongs to \(group)"
        } else if let version = problem.since {
          "the kind came with Istio \(version)"
        } else {
          problem.suggestion.map { "did you mean \($0)?" }
        }
      findings.report(
        RuleFinding("Unknown kind \(quoted(kind)) in \(object.group)", on: issue.object, at: issue.span, help: help))
    }
  }
}
