import Diagnostics
import Foundation
import Linting
import MeshResolver
import MeshRules
import RuleCatalogue
import Testing

/// Files in a folder of their own, and what a run over them reports.
private struct Sample {
  var files: [String: String]

  init(_ text: String) { files = ["a.yaml": text] }
  init(files: [String: String]) { self.files = files }

  /// `meshes`: The files of each mesh; one mesh of all files where there are none.
  func report(
    meshes: [[String]] = [], _ configure: (inout AnalysisOptions) -> Void = { _ in }
  ) async throws -> Report {
    let folder = FileManager.default.temporaryDirectory.appending(path: "meshlint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let paths = meshes.isEmpty ? [[folder.path]] : meshes.map { $0.map { folder.appending(path: $0).path } }
    var plan = AnalysisPlan(
      meshes: paths.enumerated().map { number, paths in
        var options = AnalysisOptions(paths: paths)
        options.mesh = meshes.isEmpty ? nil : "mesh-\(number)"
        configure(&options)
        return options
      })
    plan.minimumSeverity = .info
    var report = try await Analysis.run(plan).report
    for index in report.files.files.indices {
      report.files.files[index].path = report.files.files[index].path.replacingOccurrences(
        of: folder.path + "/", with: "")
    }
    return report
  }
}

extension Report {
  /// `path:line:column rule` of each finding.
  fileprivate var places: [String] { findings.map { place($0.span) + " " + $0.rule.name } }

  fileprivate func place(_ span: SourceSpan) -> String {
    "\(files.path(of: span)):\(span.start.line):\(span.start.column)"
  }
}

private let level = "no-server-certificate-verification-destination-level"

/// A DestinationRule with IST0128 in line 9.
private func rule(_ name: String = "bank", comment: String = "", annotations: String = "{}") -> String {
  """
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: \(name)
    namespace: shop
    annotations: \(annotations)
  spec:
    host: \(name).example.com
    trafficPolicy: {tls: {mode: SIMPLE}} \(comment)

  """
}

/// 2026-12-31 23:59:59 in UTC.
private let lastSecondOf2026 = 1_798_761_599

@Suite struct `A suppression` {
  @Test(arguments: [
    (lastSecondOf2026, "2026-12-31", true), (lastSecondOf2026 + 1, "2026-12-31", false),
    (lastSecondOf2026 - 86_399, "2026-12-30", false), (lastSecondOf2026, "2027-01-01", true),
    (lastSecondOf2026 + 1, "2027-01-01", true), (951_782_399, "2000-02-28", true), (951_782_400, "2000-02-28", false),
    (951_782_400, "2000-02-29", true), (0, "1970-01-01", true), (0, "1969-12-31", false), (-1, "1969-12-31", true),
  ]) func `holds through its last day`(now: Int, until: String, holds: Bool) async throws {
    let report = try await Sample(rule(comment: "# meshlint: ignore[IST0128] soon; until=\(until)")).report {
      $0.resolver.now = now
    }
    #expect(report.places == (holds ? [] : ["a.yaml:9:31 \(level)", "a.yaml:9:80 expired-suppression"]))
    #expect(
      report.suppressed.map(\.suppression?.until) == (holds ? [until] : []))
  }

  @Test(arguments: [
    ("until=2027-01-30", true), ("until=2027-01-31", false), ("because", false), ("until=2027-02-29", false),
    ("until=27-02-01", false),
  ]) func `lasts no longer than the configuration allows`(terms: String, isTaken: Bool) async throws {
    let report = try await Sample(rule(annotations: "{meshlint.dev/ignore.IST0128: \"\(terms)\"}")).report {
      $0.resolver.now = lastSecondOf2026
      $0.suppressionSettings.maximumDays = 30
    }
    #expect(report.findings.map(\.rule.name).sorted() == (isTaken ? [] : ["malformed-suppression", level]))
  }

  @Test func `tells who asked for it, where and why`() async throws {
    let text = rule("one", comment: "# meshlint: ignore[IST0128] their CA is public; until=2027-01-31")
    let more = rule(
      "two", annotations: "{meshlint.dev/ignore.IST0128: ours; galley.istio.io/analyze-suppress: IST0128}"
    )
    .replacing("ours;", with: "ours,")
    let report = try await Sample(text + "---\n" + more + "---\n" + rule("three")).report {
      $0.suppressions = ["IST0128=DestinationRule shop/t*"].compactMap { CommandLineSuppression($0) }
    }
    #expect(report.places == [])
    #expect(report.summary.suppressed == 3)
    let applied = report.suppressed.compactMap(\.suppression)
    #expect(applied.map(\.source) == [.comment, .annotation, .commandLine])
    #expect(applied.map(\.reason) == ["their CA is public", "ours", nil])
    #expect(applied.map { $0.span.map(report.place) } == ["a.yaml:9:42", "a.yaml:16:17", nil])
  }

  @Test func `leaves nothing out where it is not heeded, and counts as used all the same`() async throws {
    let report = try await Sample(rule(comment: "# meshlint: ignore[IST0128]")).report { $0.heedsSuppressions = false }
    #expect(report.places == ["a.yaml:9:31 \(level)"])
    #expect(report.suppressed.isEmpty && report.summary.suppressed == 0)
  }

  @Test func `is no suppression of itself`() async throws {
    let report = try await Sample(
      rule(comment: "# meshlint: ignore[IST0128] # meshlint: ignore[unused-suppression, IST0129]")
        + "# meshlint: ignore-object[all] everything\n"
    ).report()
    #expect(report.places == ["a.yaml:9:87 malformed-suppression"])
  }
}

@Suite struct `An annotation that suppresses` {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, namespace: shop}
    spec:
      selector: {matchLabels: {app: cart}}
      template:
        metadata:
          labels: {app: cart}
          annotations: {sidecar.istio.io/injct: "true", meshlint.dev/ignore: unknown-annotation}
        spec: {containers: [{name: cart, image: cart:1}]}

    """

  @Test func `may stand in a pod template`() async throws {
    #expect(try await Sample(Self.deployment).report().places == [])
    let bare = Self.deployment.replacing(", meshlint.dev/ignore: unknown-annotation", with: "")
    #expect(try await Sample(bare).report().places == ["a.yaml:9:21 unknown-annotation"])
  }

  @Test func `covers what is in the manifest and about no object`() async throws {
    let text = rule(annotations: "{meshlint.dev/ignore: \"duplicate-key, IST0128\"}") + "kind: DestinationRule\n"
    #expect(try await Sample(text).report().places == [])
  }

  @Test func `covers its own object only`() async throws {
    let report = try await Sample(rule("one", annotations: "{meshlint.dev/ignore: IST0128}") + "---\n" + rule("two"))
      .report()
    #expect(report.places == ["a.yaml:19:31 \(level)"])
  }

  @Test(arguments: ["Namespace", "Service"])
  func `covers what a namespace lacks where it stands on the Namespace`(kind: String) async throws {
    let namespace = """
      apiVersion: v1
      kind: \(kind)
      metadata:
        name: shop
        labels: {istio-injection: enabled}
        annotations: {meshlint.dev/ignore: "workload-without-policy"}

      """
    let report = try await Sample(
      files: ["a.yaml": namespace, "b.yaml": Self.deployment.replacing("injct", with: "inject")]
    ).report {
      $0.selection.selected = [WorkloadWithoutPolicy.page.id]
      $0.resolver.isComplete = true
    }
    #expect(report.findings.contains { $0.rule == WorkloadWithoutPolicy.page.id } == false)
    #expect(report.suppressed.map(\.rule.name) == (kind == "Namespace" ? ["workload-without-policy"] : []))
  }
}

@Suite struct `An entry of the configuration that suppresses` {
  private static func entry(
    _ rule: String, _ object: String, line: Int = 3, until: String? = nil
  ) throws -> Configuration.Suppression {
    let place = { SourcePosition(line: line, column: $0) }
    return Configuration.Suppression(
      rule: try #require(RulePage.named(rule)).id, object: object, reason: "agreed", until: until,
      span: SourceSpan(file: FileID(0), start: place(5), end: place(9)))
  }

  private static func configure(_ entries: [Configuration.Suppression]) -> (inout AnalysisOptions) -> Void {
    { options in
      options.suppressionSettings.entries = entries
      options.configurationFiles = SourceFiles([.init(path: ".meshlint.yaml", text: Array("1\n2\n  - rule\n".utf8))])
      options.resolver.now = lastSecondOf2026
      options.coversConfiguration = true
    }
  }

  @Test(arguments: ["DestinationRule shop/bank", "DestinationRule */ba*", "*", "*shop/bank"])
  func `names its objects by a pattern`(object: String) async throws {
    let report = try await Sample(rule()).report(Self.configure([Self.entry("IST0128", object)]))
    #expect(report.places == [])
    let applied = try #require(report.suppressed.first?.suppression)
    #expect(applied.source == .configuration && applied.reason == "agreed")
    #expect(applied.span.map(report.place) == ".meshlint.yaml:3:5")
  }

  @Test func `is judged at its place in the configuration`() async throws {
    let entries = [
      try Self.entry("IST0128", "DestinationRule shop/other", line: 4),
      try Self.entry("IST0128", "DestinationRule shop/bank", line: 5, until: "2026-12-30"),
      try Self.entry("IST0128", "DestinationRule shop/bank", line: 6, until: "soon"),
    ]
    let report = try await Sample(rule()).report(Self.configure(entries))
    #expect(
      report.places == [
        "a.yaml:9:31 \(level)", ".meshlint.yaml:4:5 unused-suppression", ".meshlint.yaml:5:5 expired-suppression",
        ".meshlint.yaml:6:5 malformed-suppression",
      ])
    let partial = try await Sample(rule()).report {
      Self.configure([entries[0]])(&$0)
      $0.coversConfiguration = false
    }
    #expect(partial.places == ["a.yaml:9:31 \(level)"])
  }

  @Test func `covers findings about suppressions, and is judged itself`() async throws {
    let text = rule(comment: "# meshlint: ignore[IST0128, IST0129]")
    let own = try Self.entry("unused-suppression", "DestinationRule *")
    let report = try await Sample(text).report(Self.configure([own]))
    #expect(report.places == [])
    #expect(report.suppressed.map(\.rule.name) == [level, "unused-suppression"])
    let idle = try await Sample(rule(comment: "# meshlint: ignore[IST0128]")).report(Self.configure([own]))
    #expect(idle.places == [".meshlint.yaml:3:5 unused-suppression"])
  }

  @Test func `must say why where reasons are required`() async throws {
    var entry = try Self.entry("IST0128", "*")
    entry.reason = nil
    let report = try await Sample(rule()).report { [entry] options in
      Self.configure([entry])(&options)
      options.suppressionSettings.requiresReason = true
    }
    #expect(report.places == [".meshlint.yaml:3:5 suppression-without-reason"])
  }
}

@Suite struct `A suppression that leaves nothing out` {
  @Test func `is reported where the input is the whole mesh, or the rule looks at the object alone`() async throws {
    let text = rule().replacing("spec:", with: "spec: # meshlint: ignore[MSH0404, IST0129]")
      .replacing("{tls: {mode: SIMPLE}}", with: "{connectionPool: {tcp: {maxConnections: 1}}}")
    let partial = ["a.yaml:7:35 unused-suppression"]
    #expect(try await Sample(text).report().places == partial)
    let whole = ["a.yaml:7:26 unused-suppression"] + partial
    #expect(try await Sample(text).report { $0.coversConfiguration = true }.places == whole)
    #expect(
      try await Sample(text).report { $0.resolver.isComplete = true }.places == whole + [
        "a.yaml:8:9 unknown-destination-rule-host"
      ])
    let broken = try await Sample(files: ["a.yaml": text, "b.yaml": "a: b: c"]).report { $0.coversConfiguration = true }
    #expect(broken.places == partial + ["b.yaml:1:5 unreadable-input"])
  }

  @Test func `is not judged where its rule did not run`() async throws {
    let text = rule(comment: "# meshlint: ignore[IST0129]")
    let select = { (names: [String]) in
      { (options: inout AnalysisOptions) in
        options.selection.selected = Set(names.compactMap { RulePage.named($0)?.id })
      }
    }
    #expect(try await Sample(text).report(select(["IST0128"])).places == ["a.yaml:9:31 \(level)"])
    #expect(try await Sample(text).report(select(["IST0128", "MSH9001"])).places == ["a.yaml:9:31 \(level)"])
    #expect(
      try await Sample(text).report(select(["IST0129", "MSH9001"])).places == ["a.yaml:9:59 unused-suppression"])
    // Who asks for nothing but these rules wants to know what all others find.
    #expect(try await Sample(text).report(select(["MSH9001"])).places == ["a.yaml:9:59 unused-suppression"])
    #expect(
      try await Sample(text).report { $0.selection.ignored = [UnusedSuppression.page.id] }.places
        == ["a.yaml:9:31 \(level)"])
    #expect(
      try await Sample(text).report { $0.selection.severities[UnusedSuppression.page.id] = .error }.findings.last?
        .severity == .error)
  }

  @Test func `is in use if one mesh of the run needs it`() async throws {
    let rival = rule("rival", comment: "# meshlint: ignore[IST0128]").replacing("rival.", with: "bank.")
    let files = [
      "a.yaml": "# meshlint: ignore-object[MSH0404, IST0128] made twice\n" + rule(), "b.yaml": rival,
      "c.yaml": rule("other"),
    ]
    let whole = { (options: inout AnalysisOptions) in options.coversConfiguration = true }
    let together = try await Sample(files: files).report(meshes: [["a.yaml", "c.yaml"], ["a.yaml", "b.yaml"]], whole)
    #expect(together.places == ["c.yaml:9:31 \(level)"])
    #expect(together.suppressed.map(\.rule.code) == ["IST0128", "IST0128", "MSH0404", "IST0128"])
    let apart = try await Sample(files: files).report(meshes: [["a.yaml", "c.yaml"], ["b.yaml"]], whole)
    #expect(apart.places == ["a.yaml:1:27 unused-suppression", "c.yaml:9:31 \(level)"])
    #expect(apart.findings.map(\.mesh) == [nil, "mesh-0"])
  }

  @Test func `is not reported in what is context, and is in use where it leaves out something beside it`() async throws
  {
    let files = [
      "a.yaml": "# meshlint: ignore-object[MSH0404, IST0129] made twice\n" + rule(),
      "b.yaml": rule("rival").replacing("rival.", with: "bank."),
    ]
    let configure = { (options: inout AnalysisOptions) in
      options.coversConfiguration = true
      options.selection.ignored = [NoServerCertificateVerificationDestinationLevel.page.id]
      guard let path = options.paths.first, path.hasSuffix("b.yaml") else { return }
      options.contextPaths = [path.replacingOccurrences(of: "b.yaml", with: "a.yaml")]
    }
    let beside = try await Sample(files: files).report(meshes: [["b.yaml"]], configure)
    #expect(beside.places == [] && beside.suppressed.map(\.rule.code) == ["MSH0404"])
    let both = try await Sample(files: files).report(meshes: [["b.yaml"], ["a.yaml"]], configure)
    #expect(both.places == ["a.yaml:1:36 unused-suppression"])
  }

  @Test func `has a fingerprint as every finding`() async throws {
    let text = rule(comment: "# meshlint: ignore[IST0129]")
    let identify = { (options: inout AnalysisOptions) in options.identifiesFindings = true }
    let first = try await Sample(text).report(identify).findings.map(\.identity)
    let later = try await Sample("# moved\n\n" + text).report(identify).findings.map(\.identity)
    #expect(first.count == 2 && first == later && !first.contains(nil))
    #expect(first.last??.object == "networking.istio.io/DestinationRule shop/bank")
  }
}

@Suite struct `The page on suppressions` {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../docs/suppressions.md")

  private static func examples() throws -> [String] {
    try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  @Test func `has examples whose findings are left out, and would be there`() async throws {
    let examples = try Self.examples()
    #expect(examples.count == 3)
    for example in examples {
      #expect(try await Sample(example).report().places == [])
      let heedless = try await Sample(example).report { $0.heedsSuppressions = false }
      #expect(!heedless.findings.isEmpty)
    }
  }
}
