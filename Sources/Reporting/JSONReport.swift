package import Diagnostics
import FoundationEssentials
import RuleCatalogue

/// The form for programs: one document, stable in its keys and their order.
///
/// `version`: Of this program.
package func jsonReport(_ report: Report, version: String) throws -> String {
  try encodeJSON(JSONDocument(report, version: version))
}

/// Encodes a value as this program's reports do: keys sorted, slashes as they are, over several lines unless
/// `isCompact`.
package func encodeJSON(_ value: some Encodable, isCompact: Bool = false) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  if isCompact { return String(decoding: try encoder.encode(value), as: UTF8.self) }
  encoder.outputFormatting.insert(.prettyPrinted)
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}

/// `meshlint analyze -o json`, version 1. A field may be added; none is renamed or left out.
private struct JSONDocument: Encodable {
  struct Tool: Encodable {
    var name = "meshlint"
    var version: String
  }

  struct Summary: Encodable {
    var files, resources, otherKinds, otherDocuments, templates, unreadable, rules, suppressed: Int
    var findings: [String: Int]
  }

  struct Incomplete: Encodable {
    var rule, code, needs: String
    var count: Int
  }

  var schema = "https://meshlint.dev/schema/findings-v1.json"
  var tool: Tool
  var summary: Summary
  var findings: [JSONFinding]
  var incomplete: [Incomplete]

  init(_ report: Report, version: String) {
    tool = Tool(version: version)
    let counts = report.summary
    summary = Summary(
      files: counts.files, resources: counts.resources, otherKinds: counts.otherKinds,
      otherDocuments: counts.otherDocuments, templates: counts.templates, unreadable: counts.unreadable,
      rules: counts.rules, suppressed: counts.suppressed,
      findings: Dictionary(uniqueKeysWithValues: Severity.allCases.map { ($0.rawValue, report.count(of: $0)) }))
    findings = report.findings.map { JSONFinding($0, report.files) }
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

    init(_ span: SourceSpan, _ files: SourceFiles) {
      path = files.path(of: span)
      startLine = Int(span.start.line)
      startColumn = Int(span.start.column)
      endLine = Int(span.end.line)
      endColumn = Int(span.end.column)
    }
  }

  struct Related: Encodable {
    var message: String
    var location: Location
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
    case code, rule, severity, confidence, message, help, url, mesh, object, location, yamlPath, related, fingerprint
  }

  var finding: Finding
  var files: SourceFiles

  init(_ finding: Finding, _ files: SourceFiles) {
    self.finding = finding
    self.files = files
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
    try container.encode(Location(finding.span, files), forKey: .location)
    try container.encodeIfPresent(finding.identity?.path, forKey: .yamlPath)
    try container.encodeIfPresent(finding.identity?.fingerprint, forKey: .fingerprint)
    try container.encode(
      finding.related.map { Related(message: $0.message, location: Location($0.span, files)) }, forKey: .related)
  }
}
