import Diagnostics
import Foundation
import MeshRules
import RuleCatalogue
import Testing

/// `docs/runbooks.md`, whose tables say which rule finds what runbooks look for.
@Suite struct `The table of runbooks` {
  private struct Row {
    var number: String
    var answer: String

    /// The rules that are linked, by the names of their pages.
    var pages: [String] {
      answer.matches(of: /\[([a-z0-9-]+)\]\(\.\.\/rules\/([a-z0-9-]+)\.md\)/).compactMap { match in
        match.output.1 == match.output.2 ? String(match.output.1) : nil
      }
    }

    /// Whether it says why there is no rule.
    var hasReason: Bool {
      answer.wholeMatch(of: /runtime only: .+/) != nil || answer.wholeMatch(of: /[a-zA-Z -]+ \(not yet\): .+/) != nil
    }
  }

  private static func rows() throws -> [Row] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/runbooks.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| 0") }.map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return Row(number: cells.first ?? "", answer: cells.count == 4 ? cells[3] : "")
    }
  }

  @Test func `holds every row of its five sources once`() throws {
    let counts = [("000", 22), ("001", 21), ("002", 25), ("003", 41), ("004", 19)]
    let expected = counts.flatMap { source, count in (1...count).map { "\(source)-\($0)" } }
    #expect(try Self.rows().map(\.number) == expected)
  }

  @Test func `names rules that exist, or the reason why there is none`() throws {
    let names = Set(Linter.catalogue.map { $0.page.id.name })
    for row in try Self.rows() {
      #expect(row.pages.count == row.answer.count { $0 == "[" }, "\(row.number): \(row.answer)")
      #expect(row.pages.allSatisfy(names.contains), "\(row.number): \(row.answer)")
      #expect(row.pages.isEmpty == row.hasReason, "\(row.number): \(row.answer)")
    }
  }

  /// That the fixtures find what they announce is tested with the rules.
  @Test func `names rules that find something in a mesh of the source's kind`() throws {
    func firing(in mesh: String) -> Set<String> {
      Set(Fixture.all.filter { $0.text.contains(mesh) }.flatMap { $0.expected.map(\.rule) })
    }
    let (istio, linkerd, certManager) = (firing(in: "istio"), firing(in: "linkerd"), firing(in: "cert-manager"))
    let known = [
      "000": linkerd, "001": istio.union(firing(in: "spire")), "002": linkerd.union(certManager),
      "003": istio.union(linkerd).union(certManager), "004": istio,
    ]
    for row in try Self.rows() {
      let known = try #require(known[String(row.number.prefix(3))])
      #expect(Set(row.pages).subtracting(known) == [], "\(row.number)")
      #expect(Set(row.pages).count == row.pages.count, "\(row.number)")
    }
  }

  @Test func `leaves open only what has a topic of its own`() throws {
    let topics: Set = ["runtime only", "NetworkPolicy (not yet)"]
    for row in try Self.rows() where row.hasReason {
      #expect(topics.contains(String(row.answer.prefix { $0 != ":" })), "\(row.number): \(row.answer)")
    }
  }
}
