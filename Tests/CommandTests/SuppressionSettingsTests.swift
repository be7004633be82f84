import Foundation
import Testing

/// A DestinationRule whose settings check no certificate (IST0128).
private func rule(_ name: String) -> String {
  """
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: \(name), namespace: shop}
  spec: {host: \(name).example.com, trafficPolicy: {tls: {mode: SIMPLE}}}

  """
}

@Suite struct `Suppressions in a configuration` {
  private static let entries = """
    suppressions:
      unused: error
      entries:
        - {rule: IST0128, object: DestinationRule shop/bank, reason: agreed}
        - {rule: IST0128, object: DestinationRule shop/queue, reason: agreed}
        - {rule: IST0128, object: DestinationRule shop/gone, reason: agreed}

    """
  private static let meshes = """
    meshes:
      prod: {roots: [k8s/base, k8s/prod], complete: true}
      staging: {roots: [k8s/base, k8s/staging]}

    """
  /// The second entry is for a mesh of its own.
  private static let files = [
    "k8s/base/bank.yaml": rule("bank"), "k8s/prod/shop.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
    "k8s/staging/queue.yaml": rule("queue"), "list.txt": "k8s/base/bank.yaml\n",
  ]

  private static func folder(_ configuration: String, extending base: String? = nil) throws -> Folder {
    var files = files
    files[".meshlint.yaml"] = configuration
    files["shared/base.yaml"] = base
    return try Folder(files)
  }

  private func unused(_ arguments: [String], in folder: URL) throws -> [Substring] {
    let run = try Run(
      arguments: ["analyze", "-o", "concise", "--ignore", "IST0102", "--ignore", "IST0174"] + arguments, in: folder)
    #expect(run.status == (run.output.isEmpty ? 0 : 1), "\(run.error)")
    return run.output.split(separator: "\n").filter { $0.contains("[unused-suppression]") }.map {
      $0.prefix { $0 != " " }
    }
  }

  @Test(arguments: [
    ([], true), (["."], true), (["k8s"], true), (["--mesh", "prod", "--mesh", "staging"], true),
    (["--mesh", "prod"], false), (["--mesh", "staging"], false), (["k8s/prod"], false),
    (["k8s/base", "k8s/prod"], false), (["k8s/base/bank.yaml"], false), (["--files-from", "list.txt"], false),
    (["--include", "k8s/**"], false), (["--exclude", "**/queue.yaml"], false), (["--select", "IST0128"], false),
    (["--ignore", "IST0128"], false), (["--mesh", "prod", "--assume-complete"], false),

  ]) func `are called unused where the run reads all meshes, whole`(arguments: [String], isJudged: Bool) throws {
    let folder = try Self.folder(Self.meshes + Self.entries)
    #expect(try unused(arguments, in: folder.url) == (isJudged ? [".meshlint.yaml:9:7:"] : []))
  }

  @Test(arguments: [
    ([], "", true), (["."], "", true), ([".."], "k8s", true), ([], "k8s/base", false), (["k8s/base"], "", false),
    (["k8s/base", "--assume-complete"], "", false),
  ]) func `are called unused where a mesh without a name is read from its configuration on`(
    arguments: [String], directory: String, isJudged: Bool
  ) throws {
    let folder = try Self.folder(Self.entries)
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: ".git"), withIntermediateDirectories: false)
    let place = directory.isEmpty ? ".meshlint.yaml:6:7:" : "../.meshlint.yaml:6:7:"
    #expect(try unused(arguments, in: folder.url.appending(path: directory)) == (isJudged ? [Substring(place)] : []))
  }

  @Test func `are judged by its settings, in each file of it and in every format`() throws {
    let base = """
      suppressions:
        require-reason: true
        max-days: 30
        entries:
          - rule: IST0128
            object: DestinationRule shop/queue
            until: 2026-12-31
      """
    let own = """
      extends: shared/base.yaml
      suppressions:
        unused: info
        entries:
          - {rule: IST0128, object: DestinationRule shop/bank, reason: agreed, until: 2027-12-31}
          - {rule: IST0129, object: DestinationRule shop/bank, reason: agreed, until: 2026-12-24}

      """
    let formats = ["text", "concise", "github", "markdown", "json=out.json", "sarif=out.sarif"]
    for configuration in [own, own + Self.meshes.replacing(", complete: true", with: "")] {
      let folder = try Self.folder(configuration, extending: base)
      for format in formats.prefix(4) {
        let files = format == "text" ? formats.suffix(2).flatMap { ["-o", $0] } : []
        let run = try Run(
          arguments: ["analyze", "--now", "2026-12-20T00:00:00Z", "-o", format] + files, in: folder.url)
        #expect(run.status == 1, "\(run.error)")
        for (words, place) in [
          ("gives no reason", ("shared/base.yaml", 5, 7)),
          ("holds for longer than the 30 days", (".meshlint.yaml", 5, 7)),
          ("leaves nothing out", (".meshlint.yaml", 6, 7)),
        ] {
          let lines = run.output.split(separator: "\n").filter { $0.contains(words) }
          let place = format == "github" ? "file=\(place.0),line=\(place.1)" : "\(place.0):\(place.1)"
          #expect(lines.contains { $0.contains(place) }, "\(format) \(words)\n\(run.output)")
        }
      }
      for file in ["out.json", "out.sarif"] {
        let text = try String(contentsOf: folder.url.appending(path: file), encoding: .utf8)
        #expect(text.contains("\"shared/base.yaml\"") && text.contains("\".meshlint.yaml\""))
        #expect(text.matches(of: /"startColumn" ?: 7/).count >= 3)
      }
    }
  }

  @Test func `are judged on both sides of a comparison`() throws {
    var mesh = Shop.mesh
    mesh[".meshlint.yaml"] = "meshes: {prod: {roots: [k8s]}}\n" + Self.entries.replacing("bank", with: "lost")
    let shop = try Shop(mesh)
    let entry = "    - {rule: IST0128, object: DestinationRule shop/late, reason: agreed}\n"
    let text = try #require(mesh[".meshlint.yaml"])
    try shop.write("# Settings\n" + text + entry, to: ".meshlint.yaml")
    let run = try shop.analyze("--since", "HEAD", "-o", "github")
    #expect(run.status == 1)
    #expect(run.error.contains("1 new since HEAD, 0 fixed, "), "\(run.error)")
    #expect(run.output.hasPrefix("::error ") && run.output.contains("file=.meshlint.yaml,line=9,"), "\(run.output)")
  }
}
