package import Diagnostics
package import Git
import MeshResolver

/// What a run is compared with, so that it reports what is new alone.
package struct RevisionComparison: Sendable {
  /// How the report names the revision.
  package var name: String
  /// The meshes as they were, with their own settings.
  package var meshes: [AnalysisOptions]
  /// What was accepted then.
  package var baseline: Baseline?
  /// What lies between the two.
  package var changes: GitChanges
  package var repository: GitRepository

  /// `base`: What the call asks for, with the settings as they were.
  package init(name: String, base: AnalysisPlan, changes: GitChanges, repository: GitRepository) {
    self.name = name
    (meshes, baseline) = (base.meshes, base.baseline)
    self.changes = changes
    self.repository = repository
  }
}

extension RevisionComparison {
  /// How the meshes are judged as they were.
  var plan: AnalysisPlan {
    var plan = AnalysisPlan(meshes: meshes)
    plan.baseline = baseline
    return plan
  }

  /// Leaves what is new in a report, with the place of each finding that a review shows.
  ///
  /// `unreadable`: The paths of files that cannot be read in full. One counts only where it could be read before, so
  /// that an old one blocks no change. `minimumSeverity`: Of the findings that the note counts.
  func apply(
    to report: inout Report, unreadable: [String], base: Report, unreadableBefore: [String], minimumSeverity: Severity
  ) {
    let findings = report.findings
    let changed = findings.map { changedPlace(of: $0, in: report.files) }
    var old: [Key: Int] = [:]
    for finding in base.findings { old[key(finding, in: base.files), default: 0] += 1 }
    var kept: [Key: Int] = [:]
    var new: Set<Int> = []
    // Of several alike, those that the change did not touch are the old ones.
    for index in findings.indices.filter({ changed[$0] == nil }) + findings.indices.filter({ changed[$0] != nil }) {
      let key = key(findings[index], in: report.files)
      if kept[key, default: 0] < old[key, default: 0] { kept[key, default: 0] += 1 } else { new.insert(index) }
    }
    report.findings = findings.indices.filter(new.contains).map { index in
      var finding = findings[index]
      finding.anchor = changed[index]
      return finding
    }
    let unchanged = findings.indices.count { !new.contains($0) && findings[$0].severity >= minimumSeverity }
    let fixed = base.findings.count { finding in
      let key = key(finding, in: base.files)
      guard let left = kept[key], left > 0 else { return finding.severity >= minimumSeverity }
      kept[key] = left - 1
      return false
    }
    let reported = report.findings.count { $0.severity >= minimumSeverity }
    report.notes.append("\(reported) new since \(name), \(fixed) fixed, \(unchanged) unchanged")
    noteDeletions(&report, minimumSeverity)
    let unreadable = Set(unreadable.map(place))
    report.summary.unreadable = unreadable.subtracting(unreadableBefore.map(place)).count
    let broken = unreadable.count - report.summary.unreadable
    if broken > 0 { report.notes.append("\(broken) file\(broken == 1 ? "" : "s") cannot be read in full, as before") }
  }

  /// The changed lines of the finding's own place, or else of the first related one that has some. A review shows a
  /// place only where all its lines are changed.
  private func changedPlace(of finding: Finding, in files: SourceFiles) -> SourceSpan? {
    ([finding.span] + finding.related.map(\.span)).lazy.compactMap { span -> SourceSpan? in
      let lines = Int(span.start.line)...Int(max(span.start.line, span.end.line))
      guard let path = repository.path(below: files.path(of: span)),
        let changed = changes.first(in: lines, of: path)
      else { return nil }
      var place = span
      place.start = max(span.start, SourcePosition(line: changed.lowerBound, column: 1))
      if changed.upperBound < lines.upperBound { place.end = SourcePosition(line: changed.upperBound + 1, column: 1) }
      return place
    }.first
  }

  /// Says what was deleted where new findings lie on no changed line: it may be what they come from.
  private func noteDeletions(_ report: inout Report, _ minimumSeverity: Severity) {
    let remote = report.findings.count { $0.anchor == nil && $0.severity >= minimumSeverity }
    let deleted = changes.deleted.map(repository.shown)
    guard remote > 0, !deleted.isEmpty else { return }
    let shown = deleted.prefix(3).joined(separator: ", ")
    let more = deleted.count > 3 ? " and \(deleted.count - 3) more" : ""
    report.notes.append(
      "\(remote) of the new findings \(remote == 1 ? "lies" : "lie") on no changed line; the change deletes \(shown)\(more)"
    )
  }

  /// What makes a finding of one side the same as one of the other: its identity, whichever of several alike it is, and
  /// the file where it is about a file.
  private struct Key: Hashable {
    var identity: FindingIdentity?
    var file: String?
  }

  private func key(_ finding: Finding, in files: SourceFiles) -> Key {
    var key = Key(identity: finding.identity)
    key.identity?.occurrence = 0
    if finding.identity?.object.isEmpty != false { key.file = place(of: files.path(of: finding.span)) }
    return key
  }

  /// A path in the form that it has on both sides.
  private func place(of path: String) -> String { repository.path(below: path) ?? path }
}

extension AnalysisOptions {
  /// Leaves out the paths that this side of a comparison lacks and the other has.
  package mutating func dropPaths(thatOnly other: any FileTree) {
    let tree = self.tree
    paths.removeAll { !tree.exists($0) && other.exists($0) }
    contextPaths.removeAll { !tree.exists($0) && other.exists($0) }
  }
}
