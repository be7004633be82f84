import Diagnostics
import Foundation
import Linting
import MeshRules
import Reporting
import RuleCatalogue
import Testing

@Suite struct `Rules over fixture files` {
  @Test(arguments: Fixture.all) func `find what the comments announce, and nothing else`(fixture: Fixture) async throws
  {
    let found = try await fixture.found()
    #expect(found == fixture.expected)
  }

  @Test func `have a page each, a fixture folder each, and unique names`() {
    let rules = Linter.catalogue.map { $0.page.id }
    #expect(Set(rules) == Set(RulePage.all.map(\.id)))
    #expect(Set(rules.map(\.name)).count == rules.count)
    #expect(Set(rules.map(\.code)).count == rules.count)
    #expect(rules.map(\.code) == rules.map(\.code).sorted())
    let folders = Set(Fixture.all.map { String($0.name.prefix { $0 != "/" }) })
    #expect(folders == Set(rules.map(\.name)))
  }

  @Test(arguments: Linter.catalogue.map { $0.page }) func `have fixtures that fire and fixtures that do not`(
    page: RulePage
  ) {
    let fixtures = Fixture.all.filter { $0.name.hasPrefix(page.id.name + "/") }
    #expect(fixtures.contains { $0.expected.contains { $0.rule == page.id.name } })
    #expect(fixtures.contains { !$0.expected.contains { $0.rule == page.id.name } })
  }

  @Test func `give the same bytes whatever the order of the documents`() async throws {
    for fixture in Fixture.all where fixture.name.contains("/bad") && fixture.text.contains("\n---\n") {
      if fixture.name.hasPrefix("duplicate-resource") { continue }
      var documents = fixture.text.components(separatedBy: "\n---\n")
      documents.reverse()
      let reversed = Fixture(name: fixture.name, text: documents.joined(separator: "\n---\n"))
      guard !fixture.text.hasPrefix("# options") else { continue }
      let (one, other) = (try await fixture.report(), try await reversed.newReport())
      let messages = one.findings.map { "\($0.rule.code) \($0.object?.friendlyName ?? "")" }.sorted()
      #expect(
        messages == other.findings.map { "\($0.rule.code) \($0.object?.friendlyName ?? "")" }.sorted(),
        "\(fixture.name)")
    }
  }

  @Test func `show no secret key, whatever else they show`() async throws {
    for fixture in Fixture.all where fixture.name.contains("jwks/bad") || fixture.name.contains("/bad-jwks") {
      let report = textReport(try await fixture.report())
      #expect(report.contains("MSH0625") || report.contains("private key material"), "\(fixture.name)")
      #expect(!report.contains("c2VjcmV0"), "\(fixture.name)")
    }
  }

  @Test(arguments: Fixture.all) func `report places at which a value begins`(fixture: Fixture) async throws {
    let lines = fixture.text.split(separator: "\n", omittingEmptySubsequences: false)
    // What is no YAML has no values; its place is where reading stopped.
    for finding in try await fixture.report().findings where finding.rule != RulePage.unreadableInput.id {
      for span in [finding.span] + finding.related.map(\.span) {
        #expect(span.start <= span.end)
        let line = Int(span.start.line)
        try #require(line <= lines.count)
        let characters = Array(lines[line - 1].unicodeScalars)
        let column = Int(span.start.column)
        guard column <= characters.count else {
          #expect(column == characters.count + 1)
          continue
        }
        #expect(!characters[column - 1].properties.isWhitespace)
        #expect(column == 1 || !characters[column - 2].properties.isAlphabetic)
      }
    }
  }
}

@Suite struct `Rule pages` {
  private static let headings = ["Why it matters", "Example", "Mended", "When to ignore it", "Source"]

  @Test(arguments: RulePage.all) func `have every section`(page: RulePage) {
    let found = page.text.description.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
    #expect(found.map(String.init).filter { $0 != "Options" } == Self.headings)
    #expect(page.text.description.hasPrefix("# \(page.title)\n"))
    #expect(!page.summary.isEmpty)
  }

  /// SARIF lists it among the tags of each rule with a `security-severity`, and takes none twice.
  @Test func `leave the tag security to the report`() {
    #expect(RulePage.all.filter { $0.tags.contains("security") }.map(\.id.name) == [])
  }

  @Test(arguments: RulePage.all) func `describe the options of their rules`(page: RulePage) throws {
    let options = Linter.allRules.first { $0.page.id == page.id }?.options ?? []
    let section = options.map { "* `\($0.name)`: \($0.documentation)\n" }.joined()
    let text = page.text.description
    #expect(text.contains("\n## Options\n") == !options.isEmpty)
    #expect(options.isEmpty || text.contains("\n## Options\n\n\(section)\n## Source\n"))
  }

  @Test(arguments: RulePage.all) func `have an example that gives exactly the findings marked in it`(page: RulePage)
    async throws
  {
    let example = try #require(page.examples(under: "Example").first)
    let fixture = Fixture(name: page.id.name, text: example)
    let found = try await fixture.found()
    #expect(found == fixture.expected)
    #expect(fixture.expected.contains { $0.rule == page.id.name })
  }

  @Test(arguments: RulePage.all) func `have a mended example without any finding`(page: RulePage) async throws {
    let example = try #require(page.examples(under: "Mended").first)
    let found = try await Fixture(name: page.id.name, text: example).found()
    #expect(found == [])
  }
}

@Suite struct `The README` {
  @Test func `lists every rule as the program does`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(
      text.contains(ruleMarkdown(RulePage.all, optional: RuleSelection.optionalRules)), "run scripts/update-rule-list")
  }
}

/// The log of a test names the rule, not the whole page.
extension RulePage: CustomTestStringConvertible {
  package var testDescription: String { id.name }
}
