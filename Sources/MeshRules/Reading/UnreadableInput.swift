import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds files and documents that could not be read.
package struct UnreadableInput: Rule {
  package static let page = RulePage.unreadableInput
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in context.input {
      switch problem.kind {
      case .unreadable(let message, let help):
        findings.report(RuleFinding(message, on: nil, at: problem.span, help: help))
      case .foreignLink:
        findings.report(
          RuleFinding(
            "The link leads out of the given paths and was not followed", on: nil, at: problem.span,
            help: "name the file that it points to, if it is meant to be read", severity: .warning))
      case .duplicateKey, .template: break
      }
    }
    for issue in context.mesh.mesh.issues {
      guard case .unparsable(let message) = issue.problem else { continue }
      findings.report(
        RuleFinding("The text is no YAML: \(message)", on: issue.object, at: issue.span))
    }
  }
}
