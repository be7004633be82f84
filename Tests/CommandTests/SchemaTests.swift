import Diagnostics
import Foundation
import Reporting
import Testing

@Suite struct `The JSON Schemas` {
  private static let examples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples")

  @Test(arguments: JSONSchema.all.map(\.name)) func `are printed by name, and are JSON`(name: String) throws {
    let run = try Run("schema", name)
    #expect(run.status == 0)
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect((schema["$id"] as? String)?.hasSuffix("/\(name)-v1.json") == true)
    #expect(schema["title"] is String)
  }

  @Test func `are listed where a name is wrong`() throws {
    let run = try Run("schema", "finding")
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.error.contains("there is no schema 'finding'; expected one of config, findings, rules"))
  }

  @Test func `hold for all fields that a finding can have, and have no others`() throws {
    let span = SourceSpan(file: FileID(0), start: .init(line: 1, column: 1), end: .init(line: 1, column: 2))
    var full = Finding(
      rule: RuleID(code: "IST0113", name: "mtls-policy-conflict"), severity: .error, confidence: .high, message: "m",
      help: "h", object: ResourceReference(apiVersion: "v1", kind: "Service", namespace: nil, name: "cart"), span: span,
      related: [.init("r", at: span)])
    (full.mesh, full.anchor) = ("prod", span)
    full.identity = FindingIdentity(rule: "r", mesh: "prod", object: "o", path: "spec", occurrence: 0)
    full.path = "spec"
    full.origin = Origin(path: "a.yaml", position: span.start)
    full.suppression = AppliedSuppression(source: .comment, reason: "why", until: "2027-01-31", span: span)
    let plain = Finding(
      rule: full.rule, severity: .info, confidence: .low, message: "m", object: nil, span: span)
    var report = Report(
      files: SourceFiles([.init(path: "a.yaml", text: [0x61, 0x62])]), findings: [full, plain], summary: .init(),
      incomplete: [.init(rule: full.rule, count: 1, needs: "n")])
    (report.suppressed, report.notes, report.meshes) = ([full], ["note"], ["prod"])
    let schema = try #require(JSONSchema.all.first { $0.name == "findings" })
    var validator = try SchemaValidator(text: schema.text)
    try validator.check(jsonReport(report, version: "1", showsSuppressed: true))
    #expect(validator.problems == [])
    #expect(validator.properties.subtracting(validator.met) == [])
    #expect(try jsonReport(report, version: "1").contains("\"schema\" : \"\(schema.id)\""))
  }

  @Test(arguments: [
    ("findings", ["analyze", "-o", "json", "plaintext-to-strict"]),
    ("findings", ["analyze", "-o", "json", "bookinfo-strict"]),
    ("istio-messages", ["analyze", "-o", "istio-json", "plaintext-to-strict"]),
    ("rules", ["rules", "--format", "json"]),
    ("inspection", ["inspect", "-o", "json", "."]),
  ]) func `hold for what the program prints`(name: String, arguments: [String]) throws {
    var validator = try SchemaValidator(text: Run("schema", name).output)
    try validator.check(Run(arguments: arguments, in: Self.examples).output)
    #expect(validator.problems.prefix(5) == [])
    #expect(!validator.met.isEmpty)
    if name == "rules" { #expect(validator.properties == validator.met) }
  }

  @Test func `hold for verdicts on requests`() throws {
    let requests = #"[{"dest": "shop/cart", "port": 8080, "principal": "cluster.local/ns/shop/sa/web"}]"#
    let folder = try Folder(["requests.json": requests])
    let mesh = Self.examples.appending(path: "plaintext-to-strict").path
    var validator = try SchemaValidator(text: Run("schema", "inspection").output)
    let run = try Run("inspect", "-o", "json", "--requests", "requests.json", mesh, in: folder.url)
    try validator.check(run.output)
    #expect(validator.problems.prefix(5) == [])
    #expect(validator.met.contains("#/$defs/verdict/policy"))
  }

  @Test func `refuse a field that nobody described, and one that is missing`() throws {
    var validator = try SchemaValidator(text: Run("schema", "istio-messages").output)
    try validator.check(#"[{"code": "X", "documentationUrl": "u", "level": "Error", "message": 1, "extra": true}]"#)
    #expect(validator.problems.count == 4)
  }
}
