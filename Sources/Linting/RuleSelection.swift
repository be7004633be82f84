package import Diagnostics
import MeshRules
import RuleCatalogue

/// Which rules run, and how bad their findings are.
package struct RuleSelection: Sendable {
  /// The rules that the user selected; empty for all.
  package var selected: Set<RuleID> = []
  package var ignored: Set<RuleID> = []
  package var severities: [RuleID: Severity] = [:]

  package init() {}

  var rules: [any Rule.Type] {
    Linter.allRules.filter { rule in
      let id = rule.page.id
      return (selected.isEmpty || selected.contains(id)) && !ignored.contains(id)
    }
  }

  func adjust(_ findings: inout [Finding]) {
    guard !severities.isEmpty else { return }
    for index in findings.indices {
      if let severity = severities[findings[index].rule] { findings[index].severity = severity }
    }
  }
}
