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

  /// What holds for some paths, the first before the later ones.
  package var overrides: [Override] = []

  /// What holds for the findings in some files.
  package struct Override: Sendable {
    var pattern: PathPattern
    var selection: RuleSelection
  }

  package init() {}

  /// The rules that are off unless they are selected.
  package static let optionalRules = Set(Linter.catalogue.filter { !$0.isOnByDefault }.map { $0.page.id })

  /// Puts what the call says over what the configuration says.
  mutating func override(with call: RuleSelection) {
    if !call.selected.isEmpty { selected = call.selected }
    ignored = ignored.subtracting(call.selected).union(call.ignored)
    severities.merge(call.severities) { _, called in called }
    for index in overrides.indices {
      if !call.selected.isEmpty { overrides[index].selection.selected = [] }
      overrides[index].selection.ignored.subtract(call.selected)
      overrides[index].selection.severities.merge(call.severities) { _, called in called }
    }
  }

  /// Whether only the selected rules are asked for.
  private var narrows: Bool { Linter.catalogue.contains { selected.contains($0.page.id) && $0.isOnByDefault } }

  /// Whether findings about the mesh are asked for. Its rules run in any case: who asks for nothing but rules about
  /// suppressions wants to know what all others find.
  var reportsMesh: Bool { !narrows || Linter.allRules.contains { selected.contains($0.page.id) } }

  /// The rules to run over the mesh: those that are selected for any path.
  var rules: [any Rule.Type] {
    let ids = overrides.reduce(ruleIDs) { $0.union($1.selection.selected) }
    return Linter.allRules.filter { ids.contains($0.page.id) }
  }

  /// The rules to run over suppressions.
  func suppressionRules(requiresReason: Bool) -> [any SuppressionRule.Type] {
    Linter.suppressionRules.filter { rule in
      let id = rule.page.id
      let isOn = rule.isOnByDefault || (requiresReason && id == SuppressionWithoutReason.page.id)
      return (selected.contains(id) || (!narrows && isOn)) && !ignored.contains(id)
    }
  }

  /// The rules that are selected, whatever the path.
  private var ruleIDs: Set<RuleID> {
    let takesDefaults = !narrows || !reportsMesh
    let ids = Linter.catalogue.lazy.filter { rule in
      selected.contains(rule.page.id) || (takesDefaults && rule.isOnByDefault)
    }.map { $0.page.id }
    return Set(ids).subtracting(ignored)
  }

  /// Gives findings the severities that somebody asked for, and drops those of rules that do not hold for their files.
  func adjust(_ findings: inout [Finding], in files: SourceFiles) {
    guard !overrides.isEmpty else {
      if !severities.isEmpty { for index in findings.indices { setSeverity(of: &findings[index]) } }
      return
    }
    var known: [FileID: (selection: RuleSelection, rules: Set<RuleID>)] = [:]
    findings = findings.compactMap { finding in
      let file = finding.span.file
      let local = known[file] ?? local(to: files.path(of: finding.span))
      known[file] = local
      guard local.rules.contains(finding.rule) else { return nil }
      var finding = finding
      local.selection.setSeverity(of: &finding)
      return finding
    }
  }

  private func setSeverity(of finding: inout Finding) {
    if let severity = severities[finding.rule] { finding.severity = severity }
  }

  /// What holds for a path.
  private func local(to path: String) -> (selection: RuleSelection, rules: Set<RuleID>) {
    var result = self
    for override in overrides.reversed() where override.pattern.covers(path) {
      if !override.selection.selected.isEmpty { result.selected = override.selection.selected }
      result.ignored.formUnion(override.selection.ignored)
      result.severities.merge(override.selection.severities) { _, nearer in nearer }
    }
    return (result, result.ruleIDs)
  }
}
