import Diagnostics
import Linting
import Reporting
import RuleCatalogue
import Testing

@Suite struct `A baseline` {
  private static func finding(
    _ rule: RulePage = .unknownField, _ object: String = "Service shop/cart", _ path: String = "spec",
    mesh: String = "", line: Int = 1, severity: Severity? = nil
  ) -> Finding {
    let place = SourcePosition(line: line, column: 1)
    var finding = Finding(
      rule: rule.id, severity: severity ?? rule.severity, confidence: rule.confidence, message: "", object: nil,
      span: SourceSpan(file: FileID(0), start: place, end: place))
    finding.mesh = mesh.isEmpty ? nil : mesh
    finding.identity = FindingIdentity(rule: rule.id.name, mesh: mesh, object: object, path: path, occurrence: line - 1)
    return finding
  }

  private static func baseline(_ findings: [Finding]) -> Baseline {
    Baseline(accepting: findings, includingErrors: true)
  }

  private static func read(_ text: String) throws -> Baseline {
    try Baseline.parse(Array(text.utf8), path: "b.json")
  }

  private static let some = [
    finding(), finding(line: 2), finding(.duplicateKey, "", "a.b"),
    finding(.unknownField, "apps/Deployment shop/\"ca\\rt\"\u{7F}\n\u{1F600}\u{2028}\u{FEFF}", "spec.x[%::</script>]"),
    finding(.mtlsDisabled, "Service shop/web", mesh: "prod"), finding(.mtlsDisabled, "Service shop/web", mesh: "east"),
  ]

  @Test func `is the same when it was written and read`() throws {
    let baseline = Self.baseline(Self.some)
    #expect(baseline.total == 6)
    #expect(try Self.read(baselineFile(baseline)) == baseline)
    #expect(try Self.read(baselineFile(Baseline())) == Baseline())
    #expect(baselineFile(Self.baseline(Self.some.reversed())) == baselineFile(baseline))
  }

  @Test func `has a line for each entry, in order, and no other changes with one more`() {
    let entries = Set(Self.some.compactMap(\.identity?.first)).sorted()
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
    let all = lines(baselineFile(Self.baseline(Self.some)))
    #expect(all.filter { $0.hasPrefix("    {\"rule\"") }.count == entries.count)
    for (index, entry) in entries.enumerated() {
      #expect(all[index + 5].hasPrefix("    {\"rule\": \"\(entry.rule)\", "))
      let fewer = lines(baselineFile(Self.baseline(Self.some.filter { $0.identity?.first != entry })))
      #expect(all.filter { !fewer.contains($0) } == [all[index + 5]])
      #expect(fewer.filter { !all.contains($0) } == [])
    }
  }

  @Test func `accepts the first of those alike and calls the others new`() throws {
    var plan = AnalysisPlan(meshes: [AnalysisOptions(paths: [])])
    let (one, two, three) = (Self.finding(), Self.finding(line: 2), Self.finding(line: 3))
    var comparison = Self.baseline([one, two]).compare(with: [one, two, three], of: plan)
    #expect(comparison.accepted == [one, two])
    #expect(comparison.new == [three])
    comparison = Self.baseline([one, two, three]).compare(with: [two], of: plan)
    #expect(comparison.stale == [StaleEntry(identity: try #require(one.identity), accepted: 3, found: 1)])
    plan.meshes[0].selection.ignored = [RulePage.unknownField.id]
    comparison = Self.baseline([one, two]).compare(with: [], of: plan)
    #expect(comparison.stale == [])
    #expect(comparison.notJudged == 2)
  }

  @Test func `takes entries of meshes that were not judged for neither stale nor found`() {
    var plan = AnalysisPlan(meshes: [AnalysisOptions(paths: [])])
    plan.meshes[0].mesh = "prod"
    let meshes = ["", "east", "prod"].map { Self.finding(mesh: $0) }
    let comparison = Self.baseline(meshes).compare(with: [], of: plan)
    #expect(comparison.stale.map(\.identity.mesh) == ["prod"])
    #expect(comparison.notJudged == 2)
  }

  @Test func `takes an entry of a rule that there is no more for stale`() throws {
    let text = #"{"version": 1, "findings": [{"rule": "gone", "object": "", "path": "", "count": 2}]}"#
    let comparison = try Self.read(text).compare(with: [], of: AnalysisPlan(meshes: [AnalysisOptions(paths: [])]))
    #expect(comparison.stale.map(\.accepted) == [2])
  }

  @Test func `hides an error of security only where it was made to, and never what cannot be read`() {
    let security = Self.finding(.mtlsPolicyConflict, severity: .error)
    let findings = [
      security, Self.finding(.mtlsPolicyConflict, line: 2, severity: .warning), Self.finding(.unreadableInput),
    ]
    let careful = Baseline(accepting: findings, includingErrors: false)
    #expect(careful.total == 1)
    let plan = AnalysisPlan(meshes: [AnalysisOptions(paths: [])])
    #expect(careful.compare(with: [security], of: plan).new == [security])
    let other = Baseline(accepting: findings, includingErrors: true)
    #expect(other.total == 2)
    #expect(other.compare(with: [security], of: plan).accepted == [security])
  }

  private static let entry = #"{"rule": "a", "object": "", "path": "", "count": 1}"#

  @Test(arguments: [
    ("", "b.json: is no baseline"), ("[]", "b.json: is no baseline"), ("{", "b.json:2:1: "),
    (#"{"findings": []}"#, #"b.json:1:1: a baseline has a "version""#),
    (#"{"version": 2, "finding": []}"#, "b.json:1:13: this meshlint reads version 1 of baselines, not 2"),
    (#"{"version": 1, "finding": []}"#, #"b.json:1:16: "finding" is no key of a baseline; did you mean findings?"#),
    (#"{"version": 1}"#, #"b.json:1:1: the "findings" of a baseline are an array"#),
    (#"{"version": 1, "version": 1}"#, #"b.json:1:16: "version" stands twice"#),
    (#"{"version": 1, "includeErrors": 1, "findings": []}"#, #"b.json:1:33: "includeErrors" is true or false"#),
    ("ENTRIES\"a\"", "b.json:2:1: an entry is an object"),
    (#"ENTRIES{"rule": "a"}"#, #"b.json:2:1: an entry has "rule", "object", "path" and "count""#),
    (#"ENTRIES{"rule": 1}"#, #"b.json:2:10: "rule" is a string"#),
    (#"ENTRIES{"rule": "a", "line": 1}"#, #"b.json:2:15: "line" is no key"#),
    (#"ENTRIES{"rule": "a", "object": "", "path": "", "count": 0}"#, #"b.json:2:50: the "count" of an entry is"#),
    (
      #"ENTRIES{"rule": "a", "object": "", "path": "", "count": 1, "fingerprint": "0"}"#,
      #"b.json:2:68: the "fingerprint" belongs to other values"#
    ),
    ("ENTRIES\(entry), \(entry)", "b.json:2:54: this entry stands twice"),
    ("ENTRIES\n<<<<<<< HEAD\n\(entry)\n", "b.json:3:1: a merge left a conflict here"),
    ("ENTRIES\(entry),\n=======\n", "b.json:3:1: a merge left a conflict here"),
    ("{\"version\": 1, \"findings\": []}\n---\n{}", "b.json:3:1: a baseline is one document"),
  ]) func `says what is wrong with its file, and where`(text: String, message: String) throws {
    var text = text
    if text.hasPrefix("ENTRIES") { text = "{\"version\": 1, \"findings\": [\n\(text.dropFirst(7))]}" }
    let error = #expect(throws: UnusableFile.self) { try Self.read(text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }
}
