import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds fields that a kind does not have, which the API server drops.
package struct UnknownField: Rule {
  package static let page = RulePage.unknownField

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .unknownField(let name, let message, let suggestion, let expected) = issue.problem else { continue }
      findings.report(
        RuleFinding(
          "Unknown field \(quoted(name)) in \(message)", on: issue.object, at: issue.span,
          help: suggestion.map { "did you mean \(quoted($0))?" }
            ?? (expected.count <= 8 ? "expected one of \(expected.joined(separator: ", "))" : nil)))
    }
  }
}
