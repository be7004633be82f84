import Diagnostics
import Foundation
import Linting
import MeshRules
import RuleCatalogue
import Testing

/// Every fixture, example of a page and example mesh, as one text each with the rules that found something in it.
private struct LintedText {
  var name: String
  /// As it is written; nil for an example mesh, which is in several files.
  var fixture: Fixture?
  /// Without comments, so that what they mention does not count.
  var text: String
  var rules: [RuleID]

  var mentionsLinkerd: Bool { text.contains("linkerd") }
  var mentionsIstio: Bool { text.contains("istio") }

  init(_ fixture: Fixture) async throws {
    self.init(fixture.name, fixture.text, try await fixture.report())
    self.fixture = fixture
  }

  init(_ name: String, _ text: String, _ report: Report) {
    self.name = name
    self.text = text.split(separator: "\n").map { line in
      line.drop { $0 == " " }.hasPrefix("#") ? "" : line.components(separatedBy: " # ")[0]
    }.joined(separator: "\n").lowercased()
    rules = report.findings.map(\.rule)
  }

  static func all() async throws -> [LintedText] {
    var found: [LintedText] = []
    for fixture in Fixture.all { found.append(try await LintedText(fixture)) }
    for page in RulePage.all {
      for example in page.examples(under: "Example") + page.examples(under: "Mended") {
        found.append(try await LintedText(Fixture(name: "\(page.id.name).md", text: example)))
      }
    }
    for name in `Example meshes`.names {
      let folder = `Example meshes`.folder.appending(path: name)
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      let texts = (files?.compactMap { $0 as? URL } ?? []).filter { ["yaml", "yml"].contains($0.pathExtension) }
        .compactMap { try? String(contentsOf: $0, encoding: .utf8) }
      let report = try await Analysis.run(AnalysisPlan(meshes: [AnalysisOptions(paths: [folder.path])])).report
      found.append(LintedText("examples/\(name)", texts.joined(separator: "\n"), report))
    }
    return found
  }
}

@Suite struct `Rules for one mesh` {
  /// The codes from MSH1000 on are Linkerd's, and those about its certificates. That is decided here by the words of
  /// the input alone.
  private static func isOfLinkerd(_ code: String) -> Bool {
    ["MSH10", "MSH111", "MSH112"].contains { code.hasPrefix($0) }
  }

  @Test func `find nothing in what is about another`() async throws {
    let texts = try await LintedText.all()
    let istioOnly = Set(Linter.allRules.filter { $0.scope == .istio }.map { $0.page.id })
    let linkerdOnly = Set(Linter.allRules.filter { $0.scope == .linkerd }.map { $0.page.id })
    #expect(linkerdOnly.allSatisfy { rule in ["MSH10", "MSH11", "MSH14"].contains { rule.code.hasPrefix($0) } })

    for one in texts where !one.mentionsLinkerd {
      #expect(linkerdOnly.isDisjoint(with: one.rules), "\(one.name): \(one.rules)")
      #expect(!one.rules.contains { Self.isOfLinkerd($0.code) }, "\(one.name): \(one.rules)")
    }
    for one in texts where one.mentionsLinkerd && !one.mentionsIstio {
      #expect(istioOnly.isDisjoint(with: one.rules), "\(one.name): \(one.rules)")
    }

    // That there is something to find nothing in, and that the rules find something elsewhere.
    let (linkerd, istio) = (
      texts.filter { $0.mentionsLinkerd && !$0.mentionsIstio }, texts.filter { !$0.mentionsLinkerd && $0.mentionsIstio }
    )
    #expect(linkerd.count >= 10)
    #expect(istio.count >= 300)
    #expect(texts.contains { $0.mentionsLinkerd && $0.mentionsIstio })
    #expect(linkerdOnly.isSubset(of: texts.filter(\.mentionsLinkerd).flatMap(\.rules)))
    #expect(Set(istio.flatMap(\.rules)).intersection(istioOnly).count >= 100)
    #expect(texts.contains { $0.name.hasPrefix("examples/") && !$0.rules.isEmpty })
  }

  /// What Istio's rules find in manifests that are about no mesh in particular, they find no more once those are for
  /// Linkerd; and the other way round.
  @Test func `find nothing any more in what is made another's`() async throws {
    let linkerd = "{apiVersion: v1, kind: Namespace, metadata: {name: l5d, annotations: {linkerd.io/inject: enabled}}}"
    let istioOnly = Set(Linter.allRules.filter { $0.scope == .istio }.map { $0.page.id })
    var silenced: Set<RuleID> = []
    for one in try await LintedText.all() where !one.mentionsLinkerd && !one.mentionsIstio {
      guard let fixture = one.fixture, !istioOnly.isDisjoint(with: one.rules) else { continue }
      let moved = Fixture(name: fixture.name, text: "\(fixture.text)\n---\n\(linkerd)\n")
      let rules = Set(try await moved.newReport().findings.map(\.rule))
      #expect(istioOnly.isDisjoint(with: rules), "\(one.name): \(rules)")
      silenced.formUnion(istioOnly.intersection(one.rules))
    }
    #expect(silenced.count >= 5)

    let route = """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: cart, namespace: shop}
      spec: {parentRefs: [{name: web}], rules: [{backendRefs: [{name: cart}], matches: [{path: {value: cart}}]}]}
      """
    let refusals = [route, "\(route)\n---\n\(linkerd)"].map { Fixture(name: "route", text: $0) }
    for (fixture, count) in zip(refusals, [0, 2]) {
      #expect(try await fixture.newReport().findings.count { $0.rule == RulePage.refusedByLinkerd.id } == count)
    }
  }
}
