package import Diagnostics
package import RuleCatalogue

/// The list of rules as a table for a terminal.
///
/// `optional`: The rules that are off unless they are selected.
package func ruleTable(_ pages: [RulePage], optional: Set<RuleID>) -> String {
  let sorted = pages.sorted { $0.id.code < $1.id.code }
  let width = sorted.map(\.id.name.count).max() ?? 0
  return sorted.map { page in
    let name = page.id.name.padding(to: width)
    return "\(page.id.code)  \(name)  \(page.severity.rawValue.padding(to: 7))  \(page.title)"
      + (optional.contains(page.id) ? " (off by default)\n" : "\n")
  }.joined()
}

/// The list of rules as a Markdown table, with links to the pages as they stand in the repository.
package func ruleMarkdown(_ pages: [RulePage], optional: Set<RuleID>) -> String {
  let rows = pages.sorted { $0.id.code < $1.id.code }.map { page in
    let severity = page.severity.rawValue + (optional.contains(page.id) ? ", off by default" : "")
    return "| \(page.id.code) | [\(page.id.name)](rules/\(page.id.name).md) | \(severity) | \(page.title) |\n"
  }
  return "| code | name | severity | finds |\n|---|---|---|---|\n" + rows.joined()
}

/// The list of rules for programs.
package func ruleJSON(_ pages: [RulePage], optional: Set<RuleID>) throws -> String {
  try encodeJSON(
    pages.sorted { $0.id.code < $1.id.code }.map { JSONRule($0, isOnByDefault: !optional.contains($0.id)) })
}

private struct JSONRule: Encodable {
  var code, name, title, severity, confidence, summary, url, since: String
  var needs, tags: [String]
  var isOnByDefault: Bool

  init(_ page: RulePage, isOnByDefault: Bool) {
    self.isOnByDefault = isOnByDefault
    code = page.id.code
    name = page.id.name
    title = page.title
    severity = page.severity.rawValue
    confidence = page.confidence.rawValue
    summary = page.summary
    url = page.documentationURL
    since = page.since
    needs = page.needs.map(\.rawValue)
    tags = page.tags
  }
}

/// A page as `meshlint explain` prints it: a line of facts, then the page's text without the markers of its tests.
package func explanation(of page: RulePage, style: Style = .plain) -> String {
  let facts =
    "\(page.id.code) · \(page.severity.rawValue) · confidence \(page.confidence.rawValue) · since \(page.since)"
  var isCode = false
  let text = page.markdown.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
    if line.hasPrefix("```") { isCode.toggle() }
    return !isCode && line.hasPrefix("#") ? style.paint(String(line), .bold) : String(line)
  }
  return style.paint(page.id.name, .bold) + "  \(facts)\n\n" + text.joined(separator: "\n")
}

extension RulePage {
  /// The page's text without the markers of its tests.
  var markdown: String {
    var isCode = false
    return text.description.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.drop { $0 == " " }.hasPrefix("# expect: ") && !$0.hasPrefix("# options: ") }
      .map { line in
        if line.hasPrefix("```") { isCode.toggle() }
        guard isCode, let marker = line.firstRange(of: " # expect: ") else { return String(line) }
        return String(line[..<marker.lowerBound])
      }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
