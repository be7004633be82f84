import Diagnostics
import MeshModel
import MeshResolver
import MeshRules
import RuleCatalogue

/// What a run over one mesh can tell: whether a finding that is not there would not be there in any run.
///
/// A run over part of the mesh must not have people remove what a run over all of it needs. So a rule that looks at
/// several objects is trusted only where the input is said to be the whole mesh, and where the rule judged all it met.
struct RunCoverage {
  private let ran: [RuleID: RulePage]
  private let incomplete: Set<RuleID>
  private let unfilled: Set<ResourceReference>
  private let schemas: Schemas
  private let coversConfiguration: Bool
  private let isWhole: Bool
  /// Whether every rule ran that is on by default, and judged all it met.
  private let judgesEverything: Bool

  init(
    _ rules: [any Rule.Type], incomplete: [Report.Incomplete], mesh: EffectiveMesh, input: ReadInput,
    _ options: AnalysisOptions
  ) {
    ran = Dictionary(rules.map { ($0.page.id, $0.page) }) { first, _ in first }
    self.incomplete = Set(incomplete.map(\.rule))
    unfilled = mesh.mesh.objectsWithPlaceholders
    schemas = options.schemas
    coversConfiguration = options.coversConfiguration
    // A mesh of the configuration may be complete, and another one need what is written in a file of both.
    let isComplete = options.mesh == nil && options.resolver.isComplete
    isWhole = (coversConfiguration || isComplete) && input.unreadable.isEmpty
    let ran = ran
    judgesEverything =
      incomplete.isEmpty && Linter.allRules.allSatisfy { !$0.isOnByDefault || ran[$0.page.id] != nil }
  }

  func canTell(_ choice: WrittenSuppression.Target.Choice, of suppression: WrittenSuppression) -> Bool {
    let object = suppression.object
    if let object, unfilled.contains(object) { return false }
    if suppression.source == .configuration, !coversConfiguration { return false }
    switch choice {
    case .unknown: return false
    case .all: return isWhole && judgesEverything
    case .rule(let rule):
      guard let page = ran[rule], !incomplete.contains(rule) else { return false }
      if isWhole { return true }
      // Of other kinds, a definition elsewhere may say more.
      guard page.needs == [.object], let object else { return false }
      return schemas.cover(apiVersion: object.apiVersion, kind: object.kind)
    }
  }
}
