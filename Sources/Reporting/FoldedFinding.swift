import Diagnostics

/// What several meshes have in common: one finding, with the meshes that have it.
struct FoldedFinding {
  var finding: Finding
  /// In the order of the configuration; empty where it names no meshes.
  var meshes: [String]

  /// ` [mesh prod, staging]`, or nothing.
  var meshNote: String { meshes.isEmpty ? "" : " [mesh \(meshes.joined(separator: ", ").printable)]" }
}

extension Report {
  /// The findings for people, in the order of the report: those that differ only in their mesh are one.
  var foldedFindings: [FoldedFinding] { folded(findings) }

  /// What is suppressed, likewise.
  var foldedSuppressed: [FoldedFinding] { folded(suppressed) }

  private func folded(_ findings: [Finding]) -> [FoldedFinding] {
    guard !meshes.isEmpty else { return findings.map { FoldedFinding(finding: $0, meshes: []) } }
    var folded: [FoldedFinding] = []
    var places: [Finding: Int] = [:]
    for finding in findings {
      var common = finding
      (common.mesh, common.identity) = (nil, nil)
      let mesh = [finding.mesh].compactMap { $0 }
      if let place = places[common] {
        folded[place].meshes += mesh
      } else {
        places[common] = folded.count
        folded.append(FoldedFinding(finding: finding, meshes: mesh))
      }
    }
    let order = Dictionary(meshes.enumerated().map { ($1, $0) }) { first, _ in first }
    for index in folded.indices { folded[index].meshes.sort { order[$0, default: 0] < order[$1, default: 0] } }
    return folded
  }
}

extension Sequence {
  /// The elements by falling severity, in their order within each.
  func mostSevereFirst(_ severity: (Element) -> Severity) -> [Element] {
    let groups = Dictionary(grouping: self, by: severity)
    return Severity.allCases.reversed().flatMap { groups[$0] ?? [] }
  }
}
