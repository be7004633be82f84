import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds fields that a kind does not have, which the API server drops.
package struct UnknownField: Rule {
  package static let page = RulePage.unknownField
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .schema(.unknownField(let field)) = issue.problem else { continue }
      findings.report(
        RuleFinding(
          "Unknown field \(quoted(field.name)) in \(field.object)", on: issue.object, at: issue.span, help: help(field))
      )
    }
  }

  private func help(_ field: SchemaProblem.UnknownField) -> String? {
    switch field.hint {
    case .oneLevelUp(let object)?: "it belongs one level up, in \(object)"
    case .oneLevelDown(let name)?: "it belongs one level down, in \(quoted(name))"
    case .since(let version)?: "the field came with Istio \(version)"
    case .until(let version)?: "the last Istio with the field was \(version)"
    case .otherVersion(let apiVersion)?: "\(apiVersion) has the field, and this version drops it"
    case .underscores?:
      "write \(quoted(field.suggestion ?? "")): istioctl reads the name with underscores, the API server drops it"
    case nil:
      field.suggestion.map { "did you mean \(quoted($0))?" }
        ?? (field.expected.isEmpty ? nil : "expected one of \(field.expected.joined(separator: ", "))")
    }
  }
}
