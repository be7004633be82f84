import Diagnostics
import Foundation
import Linting
import MeshRules
import RuleCatalogue
import Testing

/// Whatever a rule finds can be left out in every way there is.
@Suite struct `The findings of a rule` {
  private static let pages = Linter.allRules.map { $0.page }

  @Test(arguments: pages) func `are left out by a comment`(page: RulePage) async throws {
    let example = try Self.example(of: page)
    let text = example.options + "# meshlint: ignore-file[\(page.id.name)] a sample\n" + example.text
    try await expectSilence(of: page, in: text)
  }

  @Test(arguments: pages) func `are left out by a comment where they stand`(page: RulePage) async throws {
    let example = try Self.example(of: page)
    let fixture = Fixture(name: page.id.name, text: example.options + example.text)
    let places = try await fixture.report().findings.filter { $0.rule == page.id }.map { Int($0.span.start.line) }
    var lines = fixture.text.components(separatedBy: "\n")
    // What cannot be parsed has no comments.
    if ["unreadable-input", "unrendered-template"].contains(page.id.name) { return }
    for line in Set(places) {
      let line = Self.keyLine(of: line, in: lines)
      lines[line - 1] += " # meshlint: ignore[\(page.id.code)] a sample"
    }
    try await expectSilence(of: page, in: lines.joined(separator: "\n"))
  }

  @Test(arguments: pages) func `are left out by an annotation`(page: RulePage) async throws {
    let example = try Self.example(of: page)
    let fixture = Fixture(name: page.id.name, text: example.options + example.text)
    guard try await fixture.report().findings.contains(where: { $0.rule == page.id && $0.object != nil }) else {
      return
    }
    // What lacks its kind or API version is no object whose annotations mean anything.
    if page.id == IncompleteManifest.page.id { return }
    let annotation = "meshlint.dev/ignore: \(page.id.name)"
    var lines = fixture.text.components(separatedBy: "\n")
    for index in lines.indices.reversed() {
      if lines[index].hasPrefix("metadata: {") {
        lines[index].replace("metadata: {", with: "metadata: {annotations: {\(annotation)}, ", maxReplacements: 1)
      } else if lines[index].hasPrefix("metadata:") {
        let end = lines[(index + 1)...].firstIndex { !$0.hasPrefix(" ") } ?? lines.count
        if let own = lines[index..<end].firstIndex(where: { $0.hasPrefix("  annotations:") }) {
          lines.insert("    " + annotation, at: own + 1)
        } else {
          lines.insert("  annotations: {\(annotation)}", at: index + 1)
        }
      }
    }
    // The annotation stands on every object, of which not all have findings.
    try await expectSilence(of: page, in: lines.joined(separator: "\n")) {
      $0.selection.ignored.insert(UnusedSuppression.page.id)
    }
  }

  @Test(arguments: pages) func `are left out by the configuration`(page: RulePage) async throws {
    let example = try Self.example(of: page)
    let place = SourcePosition(line: 1, column: 1)
    try await expectSilence(of: page, in: example.options + example.text) { options in
      options.suppressionSettings.entries = [
        .init(
          rule: page.id, object: "*", reason: "a sample", until: nil,
          span: SourceSpan(file: FileID(0), start: place, end: place))
      ]
    }
  }

  /// Expects that nothing but the findings of a rule is left out, and all of them.
  private func expectSilence(
    of page: RulePage, in text: String, _ configure: (inout AnalysisOptions) -> Void = { _ in }
  ) async throws {
    let report = try await Fixture(name: page.id.name, text: text).newReport(configure)
    #expect(!report.findings.contains { $0.rule == page.id }, "\(text)")
    #expect(Set(report.suppressed.map(\.rule)) == [page.id], "\(text)")
    #expect(!report.findings.contains { $0.rule.code.hasPrefix("MSH90") }, "\(text)")
  }

  /// The example of a rule's page, without its first line where that holds options.
  private static func example(of page: RulePage) throws -> (options: String, text: String) {
    let text = try #require(page.examples(under: "Example").first)
    guard text.hasPrefix("# options: "), let end = text.firstIndex(of: "\n") else { return ("", text) }
    let start = text.index(after: end)
    return (String(text[..<start]), String(text[start...]))
  }

  /// The line of the key whose text of several lines holds a line; the line itself where it stands in none.
  private static func keyLine(of line: Int, in lines: [String]) -> Int {
    func indent(_ line: Int) -> Int { lines[line - 1].prefix { $0 == " " }.count }
    var (current, key) = (line, line)
    while current > 1, indent(key) > 0 {
      current -= 1
      guard indent(current) < indent(key), !lines[current - 1].isEmpty else { continue }
      key = current
      let content = lines[key - 1].components(separatedBy: " #")[0]
      if content.hasSuffix("|") || content.hasSuffix("|-") || content.hasSuffix(">") { return key }
    }
    return line
  }
}
