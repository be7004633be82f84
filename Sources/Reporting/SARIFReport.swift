package import Diagnostics
import RuleCatalogue

/// SARIF 2.1.0 as GitHub's code scanning takes it: a run for each mesh, within the limits of an upload.
///
/// `version`: Of this program. `showsSuppressed`: Whether what somebody asked to leave out is listed, marked as
/// suppressed.
package func sarifReport(
  _ report: Report, version: String, root: SourceRoot, showsSuppressed: Bool = false
) throws -> String {
  let suppressed = showsSuppressed ? report.suppressed : []
  // What is about no mesh goes into the first run.
  let meshes = report.meshes.isEmpty ? [""] : report.meshes
  let counting = Dictionary(grouping: report.findings) { $0.mesh ?? meshes[0] }
  let other = Dictionary(grouping: suppressed) { $0.mesh ?? meshes[0] }
  let writer = SARIFWriter(report, findings: report.findings + suppressed, version: version, root: root)
  let kept = Set(
    meshes.mostSevereFirst { counting[$0]?.map(\.severity).max() ?? .info }.prefix(SARIFLimit.runs))
  var runs = meshes.filter(kept.contains).map { mesh in
    writer.run(
      of: mesh, (counting[mesh] ?? []).mostSevereFirst(\.severity) + (other[mesh] ?? []).mostSevereFirst(\.severity))
  }
  if meshes.count > kept.count {
    let note = "\(meshes.count - kept.count) meshes left out: code scanning takes \(SARIFLimit.runs) runs"
    for index in runs.indices {
      runs[index].invocations[0].toolExecutionNotifications.append(.init(level: "warning", text: note))
    }
  }
  return try encodeJSON(SARIFLog(runs: runs))
}

/// What GitHub's code scanning takes of one upload.
enum SARIFLimit {
  static let runs = 20
  /// Of one run; more are taken, but not shown.
  static let results = 5_000
  /// Of one result.
  static let relatedLocations = 100
}

/// Builds the runs of one log.
private struct SARIFWriter {
  let report: Report
  let version: String
  let root: SourceRoot
  let lines: SourceLines
  let pages: [RulePage]
  let ruleIndexes: [RuleID: Int]

  /// `findings`: Those that are written.
  init(_ report: Report, findings: [Finding], version: String, root: SourceRoot) {
    self.report = report
    self.version = version
    self.root = root
    lines = SourceLines(of: findings, in: report.files)
    let known = Dictionary(RulePage.all.map { ($0.id, $0) }) { first, _ in first }
    var seen: Set<RuleID> = []
    pages = (report.rules + findings.map(\.rule)).filter { seen.insert($0).inserted }.compactMap { known[$0] }
    ruleIndexes = Dictionary(uniqueKeysWithValues: pages.enumerated().map { ($1.id, $0) })
  }

  /// `findings`: The ones that matter most first.
  func run(of mesh: String, _ findings: [Finding]) -> SARIFLog.Run {
    let written = findings.prefix(SARIFLimit.results)
    var identities = LineIdentities(report.files)
    let invocation = SARIFLog.Invocation(
      executionSuccessful: report.summary.unreadable == 0,
      workingDirectory: SARIFLog.ArtifactLocation(uri: directoryURI(root.workingDirectory)),
      toolExecutionNotifications: notifications(on: Array(written), omitted: findings.count - written.count))
    return SARIFLog.Run(
      tool: SARIFLog.Tool(
        driver: SARIFLog.Driver(
          semanticVersion: version, informationUri: RulePage.documentationBase, rules: pages.map(SARIFLog.Rule.init))),
      automationDetails: SARIFLog.AutomationDetails(id: mesh.isEmpty ? "meshlint/" : "meshlint/\(mesh)/"),
      originalUriBaseIds: ["%SRCROOT%": SARIFLog.ArtifactLocation(uri: directoryURI(root.path))],
      invocations: [invocation], results: written.map { result(for: $0, &identities) })
  }

  private func result(for finding: Finding, _ identities: inout LineIdentities) -> SARIFLog.Result {
    let place = finding.place(in: report.files, lines)
    var location = location(place)
    location.logicalLocations = finding.object.map { [.init(fullyQualifiedName: $0.friendlyName.printable)] }
    let related = finding.otherPlaces.prefix(SARIFLimit.relatedLocations).enumerated().map { index, related in
      var location = self.location(related.span.place(in: report.files, lines))
      location.id = index + 1
      location.message = SARIFLog.Message(text: related.message.printable.escapedLinks)
      return location
    }
    var fingerprints = ["primaryLocationLineHash": identities.identity(of: finding, at: place)]
    fingerprints["meshlint/v1"] = finding.identity?.fingerprint
    return SARIFLog.Result(
      ruleId: finding.rule.name, ruleIndex: ruleIndexes[finding.rule] ?? -1, level: finding.severity.sarifLevel,
      message: message(of: finding), locations: [location], relatedLocations: related.isEmpty ? nil : related,
      partialFingerprints: fingerprints, suppressions: finding.suppression.map { [SARIFLog.Suppression($0)] },
      properties: SARIFLog.Result.Properties(confidence: finding.confidence.rawValue))
  }

  /// The message as a first sentence, which GitHub takes for the title; then links to the related places, since those
  /// without a link are not shown; then the help.
  private func message(of finding: Finding) -> SARIFLog.Message {
    let message = finding.message.printable.escapedLinks
    var sentences = [message.hasSuffix(".") ? String(message.dropLast()) : message]
    let links = finding.otherPlaces.prefix(SARIFLimit.relatedLocations).enumerated().map { index, related in
      "[\(related.message.printable.escapedLinks)](\(index + 1))"
    }
    if !links.isEmpty { sentences.append("See: " + links.joined(separator: "; ")) }
    if let help = finding.help { sentences.append("Help: " + help.printable.escapedLinks) }
    return SARIFLog.Message(text: sentences.joined(separator: ". "))
  }

  private func notifications(on findings: [Finding], omitted: Int) -> [SARIFLog.Notification] {
    var notifications = findings.filter { $0.rule == RulePage.unreadableInput.id }.map { finding in
      SARIFLog.Notification(
        level: finding.severity.sarifLevel, message: SARIFLog.Message(text: finding.message.printable.escapedLinks),
        locations: [location(finding.place(in: report.files, lines))], associatedRule: reference(to: finding.rule))
    }
    notifications += report.incomplete.map { item in
      SARIFLog.Notification(
        level: "note", message: SARIFLog.Message(text: "Not judged: \(item.count) × \(item.needs)".escapedLinks),
        associatedRule: reference(to: item.rule))
    }
    notifications += report.notes.map { .init(level: "note", text: $0.printable.escapedLinks) }
    if findings.contains(where: { $0.origin == nil && report.files.path(of: $0.anchor ?? $0.span) == "<stdin>" }) {
      let text = "What was read from standard input has no file that code scanning could show"
      notifications.append(.init(level: "note", text: text))
    }
    if omitted > 0 {
      let text = "\(omitted) findings left out, the least severe: code scanning shows \(SARIFLimit.results) of a run"
      notifications.append(.init(level: "warning", text: text))
    }
    return notifications
  }

  private func reference(to rule: RuleID) -> SARIFLog.RuleReference? {
    ruleIndexes[rule].map { SARIFLog.RuleReference(id: rule.name, index: $0) }
  }

  private func location(_ place: ReportedPlace) -> SARIFLog.Location {
    let path = place.isOrigin ? place.path : root.path(of: place.path)
    let artifact =
      path.hasPrefix("/")
      ? SARIFLog.ArtifactLocation(uri: "file://" + path.percentEncoded)
      : SARIFLog.ArtifactLocation(uri: path.percentEncoded, uriBaseId: "%SRCROOT%")
    let region = SARIFLog.Region(
      startLine: place.region.line, startColumn: place.region.startColumn, endLine: place.region.line,
      endColumn: place.region.endColumn)
    return SARIFLog.Location(physicalLocation: .init(artifactLocation: artifact, region: region))
  }

  private func directoryURI(_ path: String) -> String {
    "file://" + path.percentEncoded + (path.hasSuffix("/") ? "" : "/")
  }
}

/// Gives each finding of a run what GitHub recognizes it by.
private struct LineIdentities {
  private let files: SourceFiles
  private var hashes: [FileID: LineHashes] = [:]
  /// How many findings there are already of a rule, in a file, on lines with a hash.
  private var counts: [[String]: Int] = [:]

  init(_ files: SourceFiles) { self.files = files }

  /// The hash of the line; for a second finding of one rule on one line with its own fingerprint behind it, since GitHub
  /// would take both for one.
  mutating func identity(of finding: Finding, at place: ReportedPlace) -> String {
    let span = finding.origin == nil ? finding.anchor ?? finding.span : finding.span
    let table = hashes[span.file] ?? LineHashes(files.text(of: span.file))
    hashes[span.file] = table
    // YAML ends lines at characters where GitHub does not, so there may be no such line.
    let hash = table[Int(span.start.line)] ?? "0:\(span.start.line)"
    let key = [finding.rule.name, place.path, hash]
    counts[key, default: 0] += 1
    guard let number = counts[key], number > 1 else { return hash }
    return "\(hash)-\(finding.identity?.fingerprint ?? String(number))"
  }
}

extension SARIFLog.Notification {
  init(level: String, text: String) { self.init(level: level, message: SARIFLog.Message(text: text)) }
}

extension SARIFLog.Suppression {
  fileprivate init(_ suppression: AppliedSuppression) {
    switch suppression.source {
    case .comment, .annotation: kind = "inSource"
    case .configuration, .commandLine: kind = "external"
    }
    let parts = [suppression.reason, suppression.until.map { "until \($0)" }].compactMap { $0 }
    justification = parts.isEmpty ? nil : parts.joined(separator: "; ").printable
  }
}

extension String {
  /// The text with what would make a link in a SARIF message escaped.
  fileprivate var escapedLinks: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "\\" || scalar == "[" || scalar == "]" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
  }

  /// A path as it stands in a URI.
  fileprivate var percentEncoded: String {
    utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/": text.unicodeScalars.append(scalar)
      default: text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
