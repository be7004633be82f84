import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds versions of an API that meshlint does not know, for which nothing is checked against a schema.
package struct UnknownAPIVersion: Rule {
  package static let page = RulePage.unknownApiVersion
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .unknownAPIVersion(let expected) = issue.problem, let object = issue.metadata else { continue }
      findings.report(
        RuleFinding(
          "Unknown version \(quoted(object.apiVersion.value)) of \(object.kind.value)", on: issue.object,
          at: issue.span, help: help(expected)))
    }
  }

  private func help(_ versions: [String]) -> String {
    versions.count == 1
      ? "the known version is \(versions[0])" : "known versions are \(versions.joined(separator: ", "))"
  }
}
