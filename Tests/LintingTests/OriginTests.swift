import Diagnostics
import Linting
import Testing

@Suite struct `Where rendered objects come from` {
  /// Files that are not on disk; `input.yaml` is the input.
  private struct Files: FileTree {
    var texts: [String: String]

    func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles {
      var found = DiscoveredFiles()
      found.sources = [.file("input.yaml")]
      return found
    }

    func exists(_ path: String) -> Bool { texts[path] != nil }

    func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
      guard let text = texts[path] else { throw UnreadableFile(message: "no such file or directory") }
      return Array(text.utf8)
    }
  }

  /// The origins of the unknown fields in a text, in its order.
  private static func origins(_ input: String, _ others: [String: String] = [:]) async throws -> [Origin?] {
    var options = AnalysisOptions(paths: ["input.yaml"])
    options.tree = Files(texts: others.merging(["input.yaml": input]) { $1 })
    let findings = try await Analysis.run(AnalysisPlan(meshes: [options])).report.findings
    return findings.filter { $0.rule.name == "unknown-field" }.map(\.origin)
  }

  private static func policy(_ name: String, note: [String] = [], mode: String = "mod: STRICT") -> String {
    let annotation = note.map { "\n      " + $0 }.joined()
    return """
      apiVersion: security.istio.io/v1
      kind: PeerAuthentication
      metadata:
        name: \(name)
        namespace: shop
        annotations:
          config.kubernetes.io/origin: |\(annotation)
      spec:
        mtls:
          \(mode)

      """.replacing(note.isEmpty ? "  annotations:\n    config.kubernetes.io/origin: |\n" : "\u{0}", with: "")
  }

  @Test func `are the templates that Helm names`() async throws {
    let input = """
      ---
      # Source: shop/templates/mtls.yaml
      \(Self.policy("one"))---
      # Source: shop/charts/redis/templates/mtls.yaml
      # Copyright
      \(Self.policy("two"))---
      \(Self.policy("three"))---
      # Source: https://example.com/shop/templates.yaml
      \(Self.policy("four"))---
      kind: ConfigMap
      # Source: shop/templates/config.yaml
      \(Self.policy("five").dropFirst("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\n".count))
      """
    let expected = ["shop/templates/mtls.yaml", "shop/charts/redis/templates/mtls.yaml", nil, nil]
    #expect(try await Self.origins(input) == expected.map { $0.map { Origin(path: $0) } })
  }

  @Test func `are the files that Kustomize notes, with the place there`() async throws {
    let source = "# by hand\n\(Self.policy("other"))---\n\(Self.policy("default"))"
    let input = Self.policy("default", note: ["path: base/mtls.yaml"])
    let there = SourcePosition(line: 18, column: 5)
    #expect(
      try await Self.origins(input, ["base/mtls.yaml": source]) == [Origin(path: "base/mtls.yaml", position: there)])
    let list = """
      apiVersion: v1
      kind: List
      items:
      - \(Self.policy("other", note: ["path: base/mtls.yaml"]).replacing("\n", with: "\n  "))
      - \(Self.policy("default", note: ["path: base/mtls.yaml"]).replacing("\n", with: "\n  "))
      """
    #expect(
      try await Self.origins(list, ["base/mtls.yaml": source]).map(\.?.position?.line) == [9, 18])
  }

  @Test(
    arguments: [
      (["path: base/missing.yaml"], Origin(path: "base/missing.yaml")),
      (["path: base/other.yaml"], Origin(path: "base/other.yaml")),
      (["path: base/patched.yaml"], Origin(path: "base/patched.yaml")),
      (["path: base/twice.yaml"], Origin(path: "base/twice.yaml")),
      (["path: base/broken.yaml"], Origin(path: "base/broken.yaml")),
      (["path: ../../../../../../../etc/mtls.yaml"], Origin(path: "../../../../../../../etc/mtls.yaml")),
      (["path: /etc/mtls.yaml"], Origin(path: "/etc/mtls.yaml")),
      (
        ["path: mtls.yaml", "repo: https://example.com/shop", "ref: v1"],
        Origin(path: "https://example.com/shop//mtls.yaml?ref=v1")
      ),
      (
        ["configuredIn: kustomization.yaml", "configuredBy:", "  kind: ConfigMapGenerator"],
        Origin(path: "kustomization.yaml")
      ),
      (["path: ["], nil), (["nothing"], nil),
    ] as [([String], Origin?)]) func `have no place where it is not certain`(note: [String], expected: Origin?)
    async throws
  {
    let policy = Self.policy("default")
    let files = [
      "base/other.yaml": Self.policy("other"), "base/patched.yaml": Self.policy("default", mode: "mode: STRICT"),
      "base/twice.yaml": policy + "---\n" + policy, "base/broken.yaml": "[", "/etc/mtls.yaml": policy,
      "mtls.yaml": policy, "kustomization.yaml": policy, "../../../../../../../etc/mtls.yaml": policy,
    ]
    #expect(try await Self.origins(Self.policy("default", note: note), files) == [expected])
  }
}
