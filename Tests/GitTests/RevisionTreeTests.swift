import Diagnostics
import Foundation
import Git
import Linting
import Testing

@Suite(.enabled(if: TemporaryRepository.isPossible)) struct `A tree of files from git` {
  /// The index, the last commit and the working tree.
  private func trees(_ folder: TemporaryRepository, prefix: String = "") async throws -> [RevisionTree] {
    let repository = GitRepository(root: folder.url.path, prefix: prefix)
    let commit = try #require(try await repository.commit("HEAD"))
    var trees: [RevisionTree] = []
    for revision in [GitRevision.index, .commit(commit), .workingTree] {
      trees.append(try await RevisionTree(revision, of: repository, name: "it", named: ["plain.txt"]))
    }
    return trees
  }

  private func paths(_ found: DiscoveredFiles) -> [String] {
    found.sources.map { if case .file(let path) = $0 { path } else { "-" } }
  }

  @Test func `finds the same manifests whatever the revision, and links to them once`() async throws {
    let (folder, other) = (try TemporaryRepository(), try TemporaryRepository())
    try other.write("a: 1\n", to: "a.yaml")
    try other.commit()
    for path in [
      "k8s/a.yaml", "k8s/b.json", "k8s/c.yml", "k8s/d.txt", "k8s/.hidden/e.yaml", "k8s/node_modules/f.yaml", "g.yaml",
      "plain.txt",
    ] { try folder.write("a: 1\n", to: path) }
    for (link, target) in [
      ("k8s/same.yaml", "a.yaml"), ("k8s/to-text.yaml", "d.txt"), ("k8s/second.yaml", "to-text.yaml"),
      ("k8s/loop.yaml", "loop.yaml"), ("k8s/foreign.yaml", "../g.yaml"), ("k8s/outside.yaml", "/etc/hostname"),
      ("k8s/folder", "../k8s"), ("k8s/etc", "/etc"), ("k8s/text", "d.txt"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: link).path, withDestinationPath: target)
    }
    try folder.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.url.path, "k8s/sub"])
    try folder.commit()
    for tree in try await trees(folder) {
      let found = try tree.discover(["k8s"], FileFilter())
      #expect(paths(found) == ["k8s/a.yaml", "k8s/b.json", "k8s/c.yml", "k8s/second.yaml"])
      #expect(found.problems.map(\.path) == ["k8s/etc", "k8s/foreign.yaml", "k8s/loop.yaml", "k8s/outside.yaml"])
      #expect(found.problems.map(\.problem).filter { $0 != .foreignLink }.count == 1)
      #expect(tree.submodules == ["k8s/sub"])
      #expect(
        paths(try tree.discover(["./plain.txt", "k8s/foreign.yaml"], FileFilter())) == [
          "k8s/foreign.yaml", "plain.txt",
        ])
      #expect(try tree.read("k8s/second.yaml") == Array("a: 1\n".utf8))
      #expect(tree.exists("k8s") && tree.exists(".") && tree.exists(".git") && !tree.exists("missing"))
      #expect(throws: MissingPath.self) { try tree.discover(["missing"], FileFilter()) }
    }
    for tree in try await trees(folder, prefix: "k8s/") {
      #expect(paths(try tree.discover([".."], FileFilter())).contains("../g.yaml"))
      #expect(paths(try tree.discover(["../g.yaml", "."], FileFilter())).contains("a.yaml"))
    }
  }

  @Test func `holds what git tracks, and on disk what it does not ignore`() async throws {
    let folder = try TemporaryRepository()
    try folder.write("a: 1\n", to: "a.yaml")
    try folder.write("a: 1\n", to: "deleted.yaml")
    try folder.write("ignored.yaml\n", to: ".gitignore")
    try folder.commit()
    try folder.write("a: 2\n", to: "a.yaml")
    try folder.git(["add", "a.yaml"])
    try folder.write("a: 3\n", to: "a.yaml")
    try folder.write("a: 1\n", to: "untracked.yaml")
    try folder.write("a: 1\n", to: "ignored.yaml")
    try folder.git(["add", "--intent-to-add", "untracked.yaml"])
    try FileManager.default.removeItem(at: folder.url.appending(path: "deleted.yaml"))
    let trees = try await trees(folder)
    let found = try trees.map { paths(try $0.discover(["."], FileFilter())) }
    #expect(found[1] == ["a.yaml", "deleted.yaml"])
    #expect(found[2] == ["a.yaml", "untracked.yaml"])
    #expect(try trees[0].read("a.yaml") == Array("a: 2\n".utf8))
    #expect(try trees[1].read("a.yaml") == Array("a: 1\n".utf8))
  }
}

@Suite(.enabled(if: TemporaryRepository.isPossible)) struct `A comparison of revisions` {
  private static func rule(_ name: String, _ host: String, mode: String = "DISABLE") -> String {
    """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: \(name), namespace: shop}
    spec: {host: \(host), trafficPolicy: {tls: {mode: \(mode)}}}

    """
  }

  private static func authentication(_ namespace: String, _ mode: String) -> String {
    """
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata: {name: default, namespace: \(namespace)}
    spec:
      mtls:
        mode: \(mode)

    """
  }

  private static let services = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, labels: {istio-injection: enabled}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: cart, namespace: shop}
    spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, namespace: shop}
    spec:
      selector: {matchLabels: {app: cart}}
      template:
        metadata: {labels: {app: cart}}
        spec: {containers: [{name: app, image: app}]}
    ---

    """

  private func report(
    _ folder: TemporaryRepository, since base: String, change: (inout AnalysisOptions) -> Void = { _ in }
  ) async throws -> Report {
    let repository = folder.repository
    var (new, old) = (AnalysisOptions(paths: [folder.url.path]), AnalysisOptions(paths: [folder.url.path]))
    new.tree = try await RevisionTree(.workingTree, of: repository, name: "now", named: [])
    old.tree = try await RevisionTree(.commit(base), of: repository, name: "base", named: [])
    new.identifiesFindings = true
    old.identifiesFindings = true
    change(&old)
    var plan = AnalysisPlan(meshes: [new])
    let changes = try await repository.changes(.workingTree(since: base), in: ["*.yaml"])
    plan.comparison = RevisionComparison(
      name: "base", base: AnalysisPlan(meshes: [old]), changes: changes, repository: repository)
    return try await Analysis.run(plan).report
  }

  private func places(_ report: Report) -> [String] {
    let place = { (span: SourceSpan) in
      "\(URL(filePath: report.files.path(of: span)).lastPathComponent):\(span.start.line)"
    }
    return report.findings.map { finding in
      "\(finding.rule.code) \(place(finding.span)) \(finding.anchor.map(place) ?? "-")"
    }
  }

  @Test func `shows a finding where the change is, if that is one of its places`() async throws {
    let folder = try TemporaryRepository()
    try folder.write(Self.services, to: "apps.yaml")
    try folder.write(Self.rule("cart", "cart"), to: "rule.yaml")
    try folder.write(Self.authentication("shop", "PERMISSIVE"), to: "shop.yaml")
    try folder.write(Self.authentication("istio-system", "STRICT"), to: "strict.yaml")
    let base = try folder.commit()
    // The cause is a changed line elsewhere: it is a related place.
    try folder.write(Self.authentication("shop", "STRICT"), to: "shop.yaml")
    #expect(places(try await report(folder, since: base)) == ["IST0113 rule.yaml:4 shop.yaml:6"])
    // The place itself comes first.
    try folder.write("# new\n" + Self.rule("cart", "cart.shop", mode: "SIMPLE"), to: "rule.yaml")
    #expect(places(try await report(folder, since: base)).contains { $0.hasSuffix("rule.yaml:5 rule.yaml:5") })
    // Nothing is left of a deletion to show.
    try folder.git(["checkout", "--quiet", "."])
    try folder.git(["rm", "--quiet", "shop.yaml"])
    #expect(places(try await report(folder, since: base)) == ["IST0113 rule.yaml:4 -"])
  }

  @Test func `takes those of several alike for new that the change touches`() async throws {
    let folder = try TemporaryRepository()
    try folder.write("kind: {\n", to: "broken.yaml")
    try folder.write("a: 1\na: 2\n---\nb: 1\n", to: "twice.yaml")
    let base = try folder.commit()
    try folder.write("c: 1\nc: 2\n---\na: 1\na: 2\n---\nb: 1\n", to: "twice.yaml")
    let report = try await report(folder, since: base)
    #expect(report.findings.map(\.span.start.line) == [2])
    #expect(report.notes.first == "1 new since base, 0 fixed, 2 unchanged")
    #expect(report.summary.unreadable == 0)
  }

  @Test func `judges each side with its own settings`() async throws {
    let folder = try TemporaryRepository()
    try folder.write(Self.services + Self.rule("cart", "cart"), to: "apps.yaml")
    try folder.write(Self.authentication("istio-system", "PERMISSIVE"), to: "mesh.yaml")
    let base = try folder.commit()
    #expect(try await report(folder, since: base).findings.isEmpty)
    let suppression = try #require(CommandLineSuppression("MSH0402=DestinationRule shop/cart"))
    let shown = try await report(folder, since: base) { $0.suppressions = [suppression] }
    #expect(shown.findings.map(\.rule.code) == ["MSH0402"])
    #expect(shown.notes == ["1 new since base, 0 fixed, 0 unchanged"])
    // Without the old side nothing is known to be old.
    let everything = try await report(folder, since: base) { $0.meshConfigPath = folder.url.path + "/missing.yaml" }
    #expect(everything.findings.map(\.rule.code) == ["MSH0402"])
    #expect(everything.notes.first?.hasPrefix("everything is reported, since base cannot be judged") == true)
  }
}
