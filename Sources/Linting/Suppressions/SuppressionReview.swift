import Diagnostics
import MeshModel
import MeshResolver
import MeshRules
import RuleCatalogue

/// The suppressions of a run, each once, however many meshes have the file that it stands in.
struct SuppressionLedger {
  private var entries: [(suppression: WrittenSuppression, isReported: Bool)] = []
  private var numbers: [SourceSpan: Int] = [:]

  /// Those that some mesh reports on.
  var suppressions: [WrittenSuppression] { entries.filter(\.isReported).map(\.suppression) }

  /// One place can be several suppressions of a mesh too, where an anchor gives two objects the same annotations.
  ///
  /// `isReported`: False for what the mesh has as context only.
  mutating func add(_ suppression: WrittenSuppression, isReported: Bool) {
    if let number = numbers[suppression.span] {
      let known = entries[number]
      entries[number] = (known.suppression.merging(suppression), known.isReported || isReported)
    } else {
      numbers[suppression.span] = entries.count
      entries.append((suppression, isReported))
    }
  }
}

extension WrittenSuppression {
  fileprivate func moved(_ place: (SourceSpan) -> SourceSpan) -> WrittenSuppression {
    var moved = self
    moved.span = place(span)
    moved.place = self.place.map(place)
    moved.until = until.map { Located($0.value, at: place($0.span)) }
    moved.flaw?.span = place(flaw?.span ?? span)
    for index in targets.indices { moved.targets[index].span = place(targets[index].span) }
    return moved
  }

  /// What two meshes say about one suppression: what one of them uses is in use.
  fileprivate func merging(_ other: WrittenSuppression) -> WrittenSuppression {
    var merged = self
    for (index, target) in other.targets.enumerated() where targets.indices.contains(index) {
      merged.targets[index].isUsed = targets[index].isUsed || target.isUsed
      merged.targets[index].isJudged = targets[index].isJudged && target.isJudged
    }
    return merged
  }
}

/// Judges the suppressions of a run, when all its meshes are judged.
struct SuppressionReview {
  private let judged: [JudgedMesh]
  private let options: AnalysisOptions
  /// The numbers of the files of the report, by their paths.
  private let numbers: [String: Int]
  private let fileCount: Int
  private let rules: [any SuppressionRule.Type]

  /// Adds what is wrong with the suppressions of the meshes to the report on all of them.
  ///
  /// `options`: Those that the meshes share.
  static func add(to report: inout Report, of judged: [JudgedMesh], _ options: AnalysisOptions) {
    let review = SuppressionReview(judged, options, report)
    report.summary.rules += review.rules.count
    report.rules += review.rules.map { $0.page.id }
    guard judged.contains(where: { !$0.suppressions.isEmpty }) || !options.suppressionSettings.entries.isEmpty else {
      return
    }
    for index in report.suppressed.indices where report.suppressed[index].suppression?.source == .configuration {
      let span = report.suppressed[index].suppression?.span
      report.suppressed[index].suppression?.span = span.map(review.inConfiguration)
    }
    let (findings, suppressed) = review.findings(in: report.files)
    report.findings = (report.findings + findings).sorted(by: Finding.reportOrder)
    report.suppressed = (report.suppressed + suppressed).sorted(by: Finding.reportOrder)
    report.summary.suppressed += suppressed.count
    let spans = findings.map(\.span) + report.suppressed.compactMap(\.suppression?.span)
    if spans.contains(where: { $0.file.index >= review.fileCount }) {
      report.files.files += options.configurationFiles.files
    }
  }

  private init(_ judged: [JudgedMesh], _ options: AnalysisOptions, _ report: Report) {
    self.judged = judged
    self.options = options
    numbers = Dictionary(report.files.files.enumerated().map { ($1.path, $0) }) { first, _ in first }
    fileCount = report.files.files.count
    rules = options.selection.suppressionRules(
      requiresReason: options.suppressionSettings.requiresReason ?? false)
  }

  /// What is wrong with suppressions, and what of it somebody asked to leave out.
  private func findings(in files: SourceFiles) -> (findings: [Finding], suppressed: [Finding]) {
    var ledger = SuppressionLedger()
    let isPartial = judged.contains { $0.reportedPaths != nil }
    for mesh in judged {
      for suppression in mesh.suppressions {
        let isConfigured = suppression.source == .configuration
        ledger.add(
          suppression.moved(isConfigured ? inConfiguration : place(in: mesh)),
          isReported: isConfigured ? !isPartial : mesh.reports(on: suppression))
      }
    }
    var found = lint(ledger.suppressions, files)
    // Suppressions of these findings are judged last, and nothing leaves out what is wrong with them: no suppression
    // can hide itself.
    var index = SuppressionIndex(
      options.configuredSuppressions(ofSuppressionRules: true).map { placed in
        var placed = placed
        placed.written = placed.written.moved(inConfiguration)
        return placed
      })
    let commandLine = IstioctlSuppressions(options.suppressions)
    for number in found.indices {
      found[number].suppression = index.suppression(of: found[number]) ?? commandLine.suppression(of: found[number])
    }
    if !options.heedsSuppressions { for number in found.indices { found[number].suppression = nil } }
    let ran = Set(rules.map { $0.page.id })
    let isWhole = options.coversConfiguration && judged.allSatisfy(\.input.input.unreadable.isEmpty)
    index.noteJudged { _, choice in
      if case .rule(let rule) = choice { isWhole && ran.contains(rule) } else { false }
    }
    found += lint(index.suppressions, files)
    return (found.filter { $0.suppression == nil }, found.filter { $0.suppression != nil })
  }

  private func lint(_ suppressions: [WrittenSuppression], _ files: SourceFiles) -> [Finding] {
    var findings = Linter.lint(suppressions, rules: rules)
    options.selection.adjust(&findings, in: allFiles(files))
    if options.identifiesFindings, !findings.isEmpty {
      // The report masks what is secret, and so may be no YAML any more.
      var files = allFiles(files)
      for file in judged.flatMap(\.input.files.files) {
        if let number = numbers[file.path] { files.files[number].text = file.text }
      }
      FindingIdentifier.identify(&findings, in: files)
    }
    return findings
  }

  /// The files of the report, and behind them those of the configuration.
  private func allFiles(_ files: SourceFiles) -> SourceFiles {
    var files = files
    files.files += options.configurationFiles.files
    return files
  }

  /// Where the report has the places of a mesh.
  private func place(in mesh: JudgedMesh) -> (SourceSpan) -> SourceSpan {
    { span in span.in(numbers[mesh.report.files.path(of: span)].map { FileID($0) } ?? span.file) }
  }

  /// Where the report has a place of the configuration: its files come behind those of the input.
  private func inConfiguration(_ span: SourceSpan) -> SourceSpan {
    guard options.configurationFiles.files.indices.contains(Int(span.file.index)) else { return span }
    return span.in(FileID(numbers[options.configurationFiles.path(of: span)] ?? fileCount + Int(span.file.index)))
  }
}

extension AnalysisOptions {
  /// What the configuration asks to leave out: of findings about suppressions, or of all others.
  func configuredSuppressions(ofSuppressionRules isReserved: Bool) -> [PlacedSuppression] {
    let policy = SuppressionPolicy(suppressionSettings, now: resolver.now)
    return suppressionSettings.entries.filter { Linter.isAboutSuppressions($0.rule) == isReserved }.map { entry in
      var written = WrittenSuppression(
        source: .configuration, targets: [.init(.rule(entry.rule), at: entry.span)], reason: entry.reason,
        until: entry.until.map { Located($0, at: entry.span) }, span: entry.span)
      written.pattern = entry.object
      policy.review(&written)
      return PlacedSuppression(written: written, scope: .pattern(entry.object))
    }
  }
}

extension SourceSpan {
  /// The same lines and columns of another file.
  fileprivate func `in`(_ file: FileID) -> SourceSpan { SourceSpan(file: file, start: start, end: end) }
}
