package import Diagnostics
import FoundationEssentials
import RuleCatalogue

/// The form for programs: one document, stable in its keys and their order.
///
/// `version`: Of this program. `showsSuppressed`: Whether what somebody asked to leave out is listed, with the reasons.
package func jsonReport(_ report: Report, version: String, showsSuppressed: Bool = false) throws -> String {
  try encodeJSON(JSONDocument(report, version: version, showsSuppressed: showsSuppressed))
}

/// Encodes a value as this program's reports do: keys sorted, slashes as they are, over several lines unless
/// `isCompact`.
package func encodeJSON(_ value: some Encodable, isCompact: Bool = false) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  if !isCompact { encoder.outputFormatting.insert(.prettyPrinted) }
  let text = String(decoding: try encoder.encode(value), as: UTF8.self).escapingControls
  return isCompact ? text : text + "\n"
}

extension String {
  /// JSON with the control characters escaped that the encoder leaves as they are: DEL, C1, and marks that reorder
  /// text. They can stand in strings only.
  fileprivate var escapingControls: String {
    // Of these characters, in UTF-8, each starts with one of four bytes.
    guard utf8.contains(where: { $0 == 0x7F || $0 == 0xC2 || $0 == 0xD8 || $0 == 0xE2 }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isControl, scalar.value >= 0x7F {
        text += scalar.jsonEscape
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  /// The character as JSON writes it in digits, such as `\u00ad`. Not for those beyond `\uffff`.
  var jsonEscape: String {
    let digits = String(value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

/// `meshlint analyze -o json`, version 1. A field may be added; none is renamed or left out.
private struct JSONDocument: Encodable {
  struct Tool: Encodable {
    var name = "meshlint"
    var version: String
  }

  struct Summary: Encodable {
    var files, resources, otherKinds, otherDocuments, templates, unreadable, rules, suppressed, baselined: Int
    var findings: [String: Int]
  }

  struct Incomplete: Encodable {
    var rule, code, needs: String
    var count: Int
  }

  var schema = JSONSchema.findings.id
  var tool: Tool
  var meshes: [String]
  var summary: Summary
  var findings: [JSONFinding]
  /// Nil unless they are asked for.
  var suppressed: [JSONFinding]?
  var incomplete: [Incomplete]
  var notes: [String]

  init(_ report: Report, version: String, showsSuppressed: Bool) {
    tool = Tool(version: version)
    let counts = report.summary
    summary = Summary(
      files: counts.files, resources: counts.resources, otherKinds: counts.otherKinds,
      otherDocuments: counts.otherDocuments, templates: counts.templates, unreadable: counts.unreadable,
      rules: counts.rules, suppressed: counts.suppressed, baselined: counts.baselined,
      findings: Dictionary(uniqueKeysWithValues: Severity.allCases.map { ($0.rawValue, report.count(of: $0)) }))
    let files = report.files
    let lines = SourceLines(of: report.findings + (showsSuppressed ? report.suppressed : []), in: files)
    meshes = report.meshes
    notes = report.notes
    findings = report.findings.map { JSONFinding($0, files, lines) }
    suppressed = showsSuppressed ? report.suppressed.map { JSONFinding($0, files, lines) } : nil
    incomplete = report.incomplete.map {
      Incomplete(rule: $0.rule.name, code: $0.rule.code, needs: $0.needs, count: $0.count)
    }
  }
}

private struct JSONFinding: Encodable {
  struct Location: Encodable {
    var path: String
    /// One-based; columns count Unicode scalars; the end is exclusive.
    var startLine, startColumn, endLine, endColumn: Int
    /// How many bytes stand before it in the text without byte-order mark; nil where the text has no such place.
    var startOffset, endOffset: Int?

    init(_ span: SourceSpan, _ files: SourceFiles, _ lines: SourceLines) {
      path = files.path(of: span)
      startLine = Int(span.start.line)
      startColumn = Int(span.start.column)
      endLine = Int(span.end.line)
      endColumn = Int(span.end.column)
      startOffset = lines[span.file]?.offset(of: span.start)
      endOffset = lines[span.file]?.offset(of: span.end)
    }
  }

  struct Related: Encodable {
    var message: String
    var location: Location
  }

  struct Origin: Encodable {
    var path: String
    /// Nil where only the file is known.
    var line, column: UInt32?

    init(_ origin: Diagnostics.Origin) {
      path = origin.path
      line = origin.position?.line
      column = origin.position?.column
    }
  }

  struct Suppression: Encodable {
    var by: String
    var reason, until: String?
    /// Nil on the command line.
    var location: Location?

    init(_ suppression: AppliedSuppression, _ files: SourceFiles, _ lines: SourceLines) {
      by = suppression.source.rawValue
      reason = suppression.reason
      until = suppression.until
      location = suppression.span.map { Location($0, files, lines) }
    }
  }

  /// Encodes a missing namespace as `null`: the resource is in a namespace of its own, or has none.
  struct Object: Encodable {
    enum Key: CodingKey { case apiVersion, kind, namespace, name }

    var reference: ResourceReference

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(reference.apiVersion, forKey: .apiVersion)
      try container.encode(reference.kind, forKey: .kind)
      try container.encode(reference.namespace, forKey: .namespace)
      try container.encode(reference.name, forKey: .name)
    }
  }

  enum Key: CodingKey {
    case code, rule, severity, confidence, message, help, url, mesh, object, location, anchor, origin, yamlPath,
      related, fingerprint, suppression
  }

  var finding: Finding
  var files: SourceFiles
  var lines: SourceLines

  init(_ finding: Finding, _ files: SourceFiles, _ lines: SourceLines) {
    self.finding = finding
    self.files = files
    self.lines = lines
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(finding.rule.code, forKey: .code)
    try container.encode(finding.rule.name, forKey: .rule)
    try container.encode(finding.severity.rawValue, forKey: .severity)
    try container.encode(finding.confidence.rawValue, forKey: .confidence)
    try container.encode(finding.message, forKey: .message)
    try container.encode(finding.help, forKey: .help)
    try container.encode(RulePage.documentationBase + finding.rule.name, forKey: .url)
    try container.encodeIfPresent(finding.mesh, forKey: .mesh)
    try container.encode(finding.object.map(Object.init), forKey: .object)
    try container.encode(Location(finding.span, files, lines), forKey: .location)
    try container.encodeIfPresent(finding.anchor.map { Location($0, files, lines) }, forKey: .anchor)
    try container.encodeIfPresent(finding.origin.map(Origin.init), forKey: .origin)
    try container.encodeIfPresent(finding.suppression.map { Suppression($0, files, lines) }, forKey: .suppression)
    try container.encodeIfPresent(finding.path, forKey: .yamlPath)
    try container.encodeIfPresent(finding.identity?.fingerprint, forKey: .fingerprint)
    try container.encode(
      finding.related.map { Related(message: $0.message, location: Location($0.span, files, lines)) }, forKey: .related)
  }
}
