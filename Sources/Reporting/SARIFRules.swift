import Diagnostics
import RuleCatalogue

extension SARIFLog.Rule {
  init(_ page: RulePage) {
    id = page.id.name
    // SARIF wants a name that is not the identifier.
    name = page.id.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    shortDescription = SARIFLog.Message(text: page.title.prefix(ofUnits: Self.maximumLength))
    fullDescription = SARIFLog.Message(text: page.summary.prefix(ofUnits: Self.maximumLength))
    help = SARIFLog.Message(text: "\(page.summary)\n\n\(page.documentationURL)", markdown: page.markdown)
    helpUri = page.documentationURL
    defaultConfiguration = Configuration(level: page.severity.sarifLevel)
    let security = page.securitySeverity.map { _ in "security" }
    let weaknesses = page.cwe.map { number in
      "external/cwe/cwe-" + String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
    }
    properties = Properties(
      code: page.id.code, precision: page.confidence.rawValue,
      tags: Array(([security].compactMap { $0 } + weaknesses + page.tags).prefix(Self.maximumTags)),
      securitySeverity: page.securitySeverity,
      problemSeverity: page.securitySeverity == nil ? page.severity.problemSeverity : nil)
  }

  /// What GitHub takes.
  private static let maximumLength = 1024
  /// What GitHub shows.
  private static let maximumTags = 10
}

extension Severity {
  var sarifLevel: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }

  fileprivate var problemSeverity: String { self == .info ? "recommendation" : rawValue }
}

extension String {
  /// As much of the text as takes a number of UTF-16 code units.
  fileprivate func prefix(ofUnits limit: Int) -> String {
    guard utf16.count > limit else { return self }
    var length = 0
    return String(
      prefix { character in
        length += character.utf16.count
        return length < limit
      }) + "…"
  }
}
