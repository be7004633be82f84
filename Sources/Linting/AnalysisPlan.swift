package import Diagnostics
package import MeshResolver

/// What a call asks for: the meshes to judge, each apart from the others, which of the findings count, and what becomes
/// of them.
package struct AnalysisPlan: Sendable {
  package var meshes: [AnalysisOptions]
  package var minimumSeverity = Severity.info
  /// The least severity that makes the run fail.
  package var failOn = FailureThreshold.warning
  /// The reports that the configuration asks for, as `FORMAT` or `FORMAT=FILE`.
  package var formats: [String] = []
  /// The files that the settings come from, but for manifests and what ``AnalysisOptions`` names.
  package var settingsFiles: [String] = []
  /// What is left out because somebody accepted it earlier.
  package var baseline: Baseline?
  /// What the meshes are compared with; nil reports all that is found.
  package var comparison: RevisionComparison?
  /// What the reader of the report must know about the plan, a sentence each.
  package var notes: [String] = []

  package init(meshes: [AnalysisOptions]) { self.meshes = meshes }
}

/// A mesh with the files it was read from.
package typealias LoadedMesh = (mesh: EffectiveMesh, input: LoadedInput)

/// What became of a plan.
package struct AnalysisResult: Sendable {
  package var report: Report
  /// What became of the baseline of the plan.
  package var baseline: BaselineComparison?
  /// What was judged, in the order of the plan. To take it apart takes time that a program which ends can save.
  package var meshes: [LoadedMesh]
  /// What it was compared with.
  package var base: [LoadedMesh] = []
}

extension Analysis {
  /// Judges the meshes of a plan, one after the other.
  ///
  /// Throws: ``MissingPath`` or ``UnusableFile``.
  package static func run(_ plan: AnalysisPlan) async throws -> AnalysisResult {
    var result = try await judge(plan)
    if let comparison = plan.comparison { try await compare(&result, comparison, plan.minimumSeverity) }
    result.report.notes += plan.notes
    result.report.findings.removeAll { $0.severity < plan.minimumSeverity }
    return result
  }

  private static func judge(_ plan: AnalysisPlan) async throws -> AnalysisResult {
    var plan = plan
    if plan.baseline != nil || plan.comparison != nil {
      for index in plan.meshes.indices { plan.meshes[index].identifiesFindings = true }
    }
    var meshes: [LoadedMesh] = []
    var judged: [JudgedMesh] = []
    for options in plan.meshes {
      let loaded = try await load(options)
      judged.append(await judge(loaded.mesh, loaded.input, options))
      meshes.append(loaded)
    }
    var report = Report(merging: judged.map(\.report))
    if let options = plan.meshes.first { SuppressionReview.add(to: &report, of: judged, options) }
    report.meshes = plan.meshes.compactMap(\.mesh)
    report.summary.unreadable = Set(meshes.flatMap(\.input.unreadablePaths)).count
    let comparison = plan.baseline?.compare(with: report.findings, of: plan)
    if let comparison {
      report.findings = comparison.new
      report.summary.baselined = comparison.accepted.count { $0.severity >= plan.minimumSeverity }
    }
    return AnalysisResult(report: report, baseline: comparison, meshes: meshes)
  }

  private static func compare(
    _ result: inout AnalysisResult, _ comparison: RevisionComparison, _ minimumSeverity: Severity
  ) async throws {
    let base: AnalysisResult
    do { base = try await judge(comparison.plan) } catch let unusable as UnusableFile {
      result.report.notes.append(
        "everything is reported, since \(comparison.name) cannot be judged with its \(unusable)")
      return
    }
    comparison.apply(
      to: &result.report, unreadable: result.meshes.flatMap(\.input.unreadablePaths),
      base: base.report, unreadableBefore: base.meshes.flatMap(\.input.unreadablePaths),
      minimumSeverity: minimumSeverity)
    result.base = base.meshes
  }
}

extension Report {
  /// One report from those of several meshes, whose files may be the same.
  init(merging reports: [Report]) {
    guard reports.count != 1 else {
      self = reports[0]
      return
    }
    var texts: [String: SourceFiles.File] = [:]
    for report in reports {
      // Of the texts of a file, the one of a report that shows it: secrets in it are masked.
      let shown = Set((report.findings + report.suppressed).flatMap { [$0.span.file] + $0.related.map(\.span.file) })
      for (index, file) in report.files.files.enumerated()
      where texts[file.path] == nil || shown.contains(FileID(index)) {
        texts[file.path] = file
      }
    }
    let files = texts.values.sorted { $0.path < $1.path }
    let numbers = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1.path, FileID($0)) })
    self.init(files: SourceFiles(files), findings: [], summary: Summary())
    for report in reports {
      let renumbered = report.files.files.map { numbers[$0.path] ?? FileID(0) }
      let place = { (span: SourceSpan) in
        SourceSpan(file: renumbered[Int(span.file.index)], start: span.start, end: span.end)
      }
      findings += report.findings.map { $0.moved(place) }
      suppressed += report.suppressed.map { $0.moved(place) }
      listItems.merge(report.listItems.mapValues(place)) { _, last in last }
      rules += report.rules.filter { !rules.contains($0) }
      notes += report.notes.filter { !notes.contains($0) }
      summary.add(report.summary)
      incomplete += report.incomplete
    }
    findings.sort(by: Finding.reportOrder)
    suppressed.sort(by: Finding.reportOrder)
    incomplete = Self.folded(incomplete)
    summary.files = files.count { !$0.isConfiguration }
  }

  private static func folded(_ incomplete: [Incomplete]) -> [Incomplete] {
    var counts: [[String]: Incomplete] = [:]
    for item in incomplete {
      let key = [item.rule.code, item.needs]
      if counts[key] == nil { counts[key] = item } else { counts[key]?.count += item.count }
    }
    return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }
}

extension Report.Summary {
  fileprivate mutating func add(_ other: Report.Summary) {
    resources += other.resources
    otherKinds += other.otherKinds
    otherDocuments += other.otherDocuments
    templates += other.templates
    unreadable += other.unreadable
    rules = max(rules, other.rules)
    suppressed += other.suppressed
    baselined += other.baselined
    dottedSuppressions += other.dottedSuppressions
  }
}

extension Finding {
  /// The finding with its places put elsewhere.
  fileprivate func moved(_ place: (SourceSpan) -> SourceSpan) -> Finding {
    var finding = self
    finding.span = place(span)
    finding.related = related.map { Related($0.message, at: place($0.span)) }
    finding.istioctlSpan = istioctlSpan.map(place)
    finding.anchor = anchor.map(place)
    // The places of a configuration are no places of a mesh.
    if suppression?.source != .configuration { finding.suppression?.span = suppression?.span.map(place) }
    return finding
  }
}
