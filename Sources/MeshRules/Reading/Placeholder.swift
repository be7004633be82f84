import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds files in which something that stands for a value was not replaced with one.
package struct Placeholder: Rule {
  package static let page = RulePage.placeholder
  package static let scope = RuleScope.kubernetes
  package static var judgesPlaceholders: Bool { true }

  package init() {}

  /// How many values beside the first are shown.
  private static let limit = 5

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var places: [FileID: [(issue: ResourceIssue, text: String)]] = [:]
    for (issue, text, mayBeReplaced) in context.mesh.mesh.placeholders {
      if mayBeReplaced {
        findings.skip(needs: "what kustomize makes of the variables in manifests")
      } else {
        places[issue.span.file, default: []].append((issue, text))
      }
    }
    for found in places.values {
      let others = found.dropFirst()
      let count =
        others.isEmpty
        ? "" : "; \(MeshRules.count(others.count, "other value")) of the file \(others.count == 1 ? "does" : "do") too"
      // With several objects it is a finding about the file.
      let object = others.allSatisfy { $0.issue.object == found[0].issue.object } ? found[0].issue.object : nil
      findings.report(
        RuleFinding(
          "\(quoted(found[0].text)) stands for a value that was not filled in\(count)", on: object,
          at: found[0].issue.span,
          related: others.prefix(Self.limit).map { .init("and so does this", at: $0.issue.span) },
          help: "write what is meant; until then little else is said about the objects with placeholders",
          subject: object == nil ? .shared("") : nil))
    }
  }
}
