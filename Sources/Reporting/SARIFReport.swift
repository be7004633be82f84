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
  let places: ReportedPlaces
  let pages: [RulePage]
  let ruleIndexes: [RuleID: Int]

  /// `findings`: Those that are written.
  init(_ report: Report, findings: [Finding], version: String, root: SourceRoot) {
    self.report = report
    self.version = version
    self.root = root
    places = ReportedPlaces(of: findings, in: report.files, root: root)
    let known = Dictionary(RulePage.all.map { ($0.id, $0) }) { first, _ in first }
    var seen: Set<RuleID> = []
    pages = (report.rules + findings.map(\.rule)).filter { seen.insert($0).inserted }.compactMap { known[$0] }
    ruleIndexes = Dictionary(uniqueKeysWithValues: pages.enumerated().map { ($1.id, $0) })
  }

  /// `findings`: The ones that matter most first.
  func run(of mesh: String, _ findings: [Finding]) -> SARIFLog.Run {
    let lines = sharedLines(of: findings)
    let written = lines.prefix(SARIFLimit.results)
    let omitted = lines.dropFirst(SARIFLimit.results).reduce(0) { $0 + 1 + $1.others.count }
    var hashes: [String: LineHashes] = [:]
    let invocation = SARIFLog.Invocation(
      executionSuccessful: report.summary.unreadable == 0,
      workingDirectory: SARIFLog.ArtifactLocation(uri: directoryURI(root.workingDirectory)),
      toolExecutionNotifications: notifications(on: written.flatMap { [$0.first] + $0.others }, omitted: omitted))
    return SARIFLog.Run(
      tool: SARIFLog.Tool(
        driver: SARIFLog.Driver(
          semanticVersion: version, informationUri: RulePage.documentationBase, rules: pages.map(SARIFLog.Rule.init))),
      automationDetails: SARIFLog.AutomationDetails(id: mesh.isEmpty ? "meshlint/" : "meshlint/\(mesh)/"),
      originalUriBaseIds: ["%SRCROOT%": SARIFLog.ArtifactLocation(uri: directoryURI(root.path))],
      invocations: [invocation], results: written.map { result(for: $0, &hashes) })
  }

  /// The findings by rule and line, in the order of the first of each. What counts and what is suppressed stay apart.
  private func sharedLines(of findings: [Finding]) -> [SharedLine] {
    struct Key: Hashable {
      var rule: RuleID
      var path: String
      var line: Int
      var isSuppressed: Bool
    }
    var lines: [SharedLine] = []
    var indexes: [Key: Int] = [:]
    for finding in findings {
      let place = places.place(of: finding)
      let key = Key(
        rule: finding.rule, path: place.pathFromRoot, line: place.region.line,
        isSuppressed: finding.suppression != nil)
      if let index = indexes[key] {
        lines[index].others.append(finding)
      } else {
        indexes[key] = lines.count
        lines.append(SharedLine(first: finding, place: place))
      }
    }
    return lines
  }

  /// `hashes`: Of the files that were looked at, by path.
  private func result(for line: SharedLine, _ hashes: inout [String: LineHashes]) -> SARIFLog.Result {
    let (finding, place) = (line.first, line.place)
    let related = places.otherPlaces(of: finding).map { location(places.place(of: $0.span), message: $0.message) }
    let others = otherLocations(on: line)
    var linked = Array((related + others).prefix(SARIFLimit.relatedLocations))
    for index in linked.indices { linked[index].id = index + 1 }
    let table = hashes[place.pathFromRoot] ?? LineHashes(places.text(of: finding))
    hashes[place.pathFromRoot] = table
    var fingerprints: [String: String] = [:]
    fingerprints["primaryLocationLineHash"] = table[place.region.line]
    fingerprints["meshlint/v1"] = finding.identity?.fingerprint
    var suppressions: [SARIFLog.Suppression] = []
    for suppression in ([finding] + line.others).compactMap(\.suppression).map(suppression)
    where !suppressions.contains(suppression) { suppressions.append(suppression) }
    return SARIFLog.Result(
      ruleId: finding.rule.name, ruleIndex: ruleIndexes[finding.rule] ?? -1, level: finding.severity.sarifLevel,
      message: message(
        of: finding, related: linked.prefix(related.count), others: linked.dropFirst(related.count),
        count: line.others.count),
      locations: [location(place, about: finding.object)], relatedLocations: linked.isEmpty ? nil : linked,
      partialFingerprints: fingerprints, suppressions: suppressions.isEmpty ? nil : suppressions,
      properties: SARIFLog.Result.Properties(confidence: finding.confidence.rawValue))
  }

  /// What the other findings on a line say, each once.
  private func otherLocations(on line: SharedLine) -> [SARIFLog.Location] {
    struct Statement: Hashable {
      var message: String
      var region: LineRegion
    }
    var said: Set = [Statement(message: line.first.message, region: line.place.region)]
    return line.others.compactMap { other in
      let place = places.place(of: other)
      guard said.insert(Statement(message: other.message, region: place.region)).inserted else { return nil }
      return location(place, message: other.message, about: other.object)
    }
  }

  /// The message as a first sentence, which GitHub takes for the title; then links to the related places, since those
  /// without a link are not shown; then what else there is on the line, and the help.
  ///
  /// `count`: How many other findings there are, some of which may say the same.
  private func message(
    of finding: Finding, related: ArraySlice<SARIFLog.Location>, others: ArraySlice<SARIFLog.Location>, count: Int
  ) -> SARIFLog.Message {
    func links(_ locations: ArraySlice<SARIFLog.Location>) -> String {
      locations.map { "[\($0.message?.text ?? "")](\($0.id ?? 0))" }.joined(separator: "; ")
    }
    let message = finding.message.printable
    let title = message.hasSuffix(".") ? String(message.dropLast()) : message
    var sentences = [(title + places.originNote(on: finding)).escapedLinks]
    if !related.isEmpty { sentences.append("See: " + links(related)) }
    if count > 0 {
      sentences.append("\(count) more like it on this line" + (others.isEmpty ? "" : ": " + links(others)))
    }
    if let help = finding.help { sentences.append("Help: " + help.printable.escapedLinks) }
    return SARIFLog.Message(text: sentences.joined(separator: ". "))
  }

  private func suppression(_ suppression: AppliedSuppression) -> SARIFLog.Suppression {
    let parts = [suppression.reason, suppression.until.map { "until \($0)" }].compactMap { $0 }
    return SARIFLog.Suppression(
      kind: suppression.source.sarifKind, justification: parts.isEmpty ? nil : parts.joined(separator: "; ").printable,
      location: suppression.span.map { location(places.place(of: $0)) })
  }

  private func notifications(on findings: [Finding], omitted: Int) -> [SARIFLog.Notification] {
    var notifications = findings.filter { $0.rule == RulePage.unreadableInput.id }.map { finding in
      SARIFLog.Notification(
        level: finding.severity.sarifLevel, message: SARIFLog.Message(text: finding.message.printable.escapedLinks),
        locations: [location(places.place(of: finding))], associatedRule: reference(to: finding.rule))
    }
    notifications += report.incomplete.map { item in
      SARIFLog.Notification(
        level: "note", message: SARIFLog.Message(text: "Not judged: \(item.count) × \(item.needs)".escapedLinks),
        associatedRule: reference(to: item.rule))
    }
    notifications += report.notes.map { .init(level: "note", text: $0.printable.escapedLinks) }
    if findings.contains(where: { places.place(of: $0).path == "<stdin>" }) {
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

  private func location(
    _ place: ReportedPlace, message: String? = nil, about object: ResourceReference? = nil
  ) -> SARIFLog.Location {
    let path = place.pathFromRoot
    let artifact =
      path.hasPrefix("/")
      ? SARIFLog.ArtifactLocation(uri: "file://" + path.percentEncoded)
      : SARIFLog.ArtifactLocation(uri: path.percentEncoded, uriBaseId: "%SRCROOT%")
    let region = SARIFLog.Region(
      startLine: place.region.line, startColumn: place.region.startColumn, endLine: place.region.line,
      endColumn: place.region.endColumn)
    return SARIFLog.Location(
      message: message.map { SARIFLog.Message(text: $0.printable.escapedLinks) },
      physicalLocation: .init(artifactLocation: artifact, region: region),
      logicalLocations: object.map { [.init(fullyQualifiedName: $0.friendlyName.printable)] })
  }

  private func directoryURI(_ path: String) -> String {
    "file://" + path.percentEncoded + (path.hasSuffix("/") ? "" : "/")
  }
}

/// Findings of one rule on one line, which GitHub takes for one: it knows a finding by its rule and the text of the
/// line.
private struct SharedLine {
  var first: Finding
  var place: ReportedPlace
  var others: [Finding] = []
}

extension SARIFLog.Notification {
  init(level: String, text: String) { self.init(level: level, message: SARIFLog.Message(text: text)) }
}

extension AppliedSuppression.Source {
  fileprivate var sarifKind: String {
    switch self {
    case .comment, .annotation: "inSource"
    case .configuration, .commandLine: "external"
    }
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
