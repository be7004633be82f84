package import Diagnostics
import MeshRules
import RuleCatalogue

extension Baseline {
  /// The findings that may be accepted.
  package init(accepting findings: [Finding], includingErrors: Bool) {
    self.init(includesErrors: includingErrors)
    add(findings)
  }

  /// Whether the finding may be hidden at all. What cannot be read is always said, and an error of security unless the
  /// baseline was made to hide those too.
  package func mayAccept(_ finding: Finding) -> Bool {
    guard finding.identity != nil, finding.rule != RulePage.unreadableInput.id else { return false }
    return includesErrors || finding.severity < .error || !Self.securityRules.contains(finding.rule)
  }

  private static let securityRules = Set(RulePage.all.filter { $0.securitySeverity != nil }.map(\.id))

  /// Accepts those of the findings that may be.
  package mutating func add(_ findings: [Finding]) {
    for finding in findings where mayAccept(finding) {
      if let identity = finding.identity { counts[identity.first, default: 0] += 1 }
    }
  }

  /// Accepts no more than there is.
  package mutating func remove(_ stale: [StaleEntry]) {
    for entry in stale { counts[entry.identity] = entry.found > 0 ? entry.found : nil }
  }

  /// Compares with all that a run found, in the order of the report.
  package func compare(with findings: [Finding], of plan: AnalysisPlan) -> BaselineComparison {
    var comparison = BaselineComparison()
    var found: [FindingIdentity: Int] = [:]
    for finding in findings {
      if let identity = finding.identity?.first, mayAccept(finding), found[identity, default: 0] < counts[identity] ?? 0
      {
        found[identity, default: 0] += 1
        comparison.accepted.append(finding)
      } else {
        comparison.new.append(finding)
      }
    }
    let known = Set(RulePage.all.map(\.id.name))
    let judged = plan.judgedRules
    for (identity, count) in counts.sorted(by: { $0.key < $1.key }) {
      let found = found[identity] ?? 0
      if known.contains(identity.rule), judged[identity.mesh]?.contains(identity.rule) != true {
        comparison.notJudged += count
      } else if found < count {
        comparison.stale.append(StaleEntry(identity: identity, accepted: count, found: found))
      }
    }
    return comparison
  }
}

extension AnalysisPlan {
  /// The names of the rules that run over each mesh, by its name, and of those about suppressions by none.
  fileprivate var judgedRules: [String: Set<String>] {
    var names = Dictionary(
      meshes.map { ($0.mesh ?? "", Set($0.selection.rules.map { $0.page.id.name })) }, uniquingKeysWith: { $1 })
    guard let options = meshes.first, options.mesh == nil || options.coversConfiguration else { return names }
    let rules = options.selection.suppressionRules(
      requiresReason: options.suppressionSettings.requiresReason ?? false)
    names["", default: []].formUnion(rules.map { $0.page.id.name })
    return names
  }
}
