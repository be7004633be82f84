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
  package static let optionalRules = Set(Linter.catalogue.filter { !$0.isOnByDefault }.map { $0.page.id })

  /// Whether only the selected rules are asked for.
  private var narrows: Bool { Linter.catalogue.contains { selected.contains($0.page.id) && $0.isOnByDefault } }

  /// Whether findings about the mesh are asked for. Its rules run in any case: who asks for nothing but rules about
  /// suppressions wants to know what all others find.
  var reportsMesh: Bool { !narrows || Linter.allRules.contains { selected.contains($0.page.id) } }

  /// The rules to run over the mesh.
  var rules: [any Rule.Type] {
    let takesDefaults = !narrows || !reportsMesh
    return Linter.allRules.filter { rule in
      let id = rule.page.id
      return (selected.contains(id) || (takesDefaults && rule.isOnByDefault)) && !ignored.contains(id)
    }
  }

  /// The rules to run over suppressions.
  func suppressionRules(requiresReason: Bool) -> [any SuppressionRule.Type] {
    Linter.suppressionRules.filter { rule in
      let id = rule.page.id
      let isOn = rule.isOnByDefault || (requiresReason && id == SuppressionWithoutReason.page.id)
      return (selected.contains(id) || (!narrows && isOn)) && !ignored.contains(id)
    }
  }

  func adjust(_ findings: inout [Finding]) {
    guard !severities.isEmpty else { return }
    for index in findings.indices {
      if let severity = severities[findings[index].rule] { findings[index].severity = severity }
    }
  }
}
