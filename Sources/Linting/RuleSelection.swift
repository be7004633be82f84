package import Diagnostics
import MeshRules
import RuleCatalogue

/// Which rules run, and how bad their findings are.
package struct RuleSelection: Sendable {
  /// The rules that the user selected; empty for all that are on by default. Rules that are off by default come in
  /// addition to those that are on; any other narrows the run to the selected rules.
  package var selected: Set<RuleID> = []
  package var ignored: Set<RuleID> = []
  package var severities: [RuleID: Severity] = [:]

  package init() {}

  /// The rules that are off unless they are selected.
  package static let optionalRules = Set(Linter.allRules.filter { !$0.isOnByDefault }.map { $0.page.id })

  var rules: [any Rule.Type] {
    let narrows = Linter.allRules.contains { selected.contains($0.page.id) && $0.isOnByDefault }
    return Linter.allRules.filter { rule in
      let id = rule.page.id
      return (selected.contains(id) || (!narrows && rule.isOnByDefault)) && !ignored.contains(id)
    }
  }

  func adjust(_ findings: inout [Finding]) {
    guard !severities.isEmpty else { return }
    for index in findings.indices {
      if let severity = severities[findings[index].rule] { findings[index].severity = severity }
    }
  }
}
