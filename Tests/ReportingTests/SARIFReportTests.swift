import Diagnostics
import Foundation
import RuleCatalogue
import Testing

@testable import Reporting

@Suite struct `The SARIF report` {
  private static let cart = ResourceReference(
    apiVersion: "networking.istio.io/v1", kind: "DestinationRule", namespace: "shop", name: "cart")

  @Test func `has an empty list of results and all rules that ran for a clean run`() throws {
    let run = try sarif(.sample([]))["runs"][0]
    #expect(run["results"].value is [Any])
    #expect(run["results"].items.isEmpty)
    #expect(run["tool"]["driver"]["rules"].items.count == 3)
    #expect(run["automationDetails"]["id"].string == "meshlint/")
    #expect(run["columnKind"].string == "utf16CodeUnits")
    #expect(run["invocations"][0]["executionSuccessful"].value as? Bool == true)
    #expect(run["tool"]["driver"]["semanticVersion"].string == "1.2.3")
  }

  @Test(arguments: RulePage.all) func `describes a rule within GitHub's limits`(page: RulePage) throws {
    var report = Report.sample([])
    report.rules = [page.id]
    let rule = try sarif(report)["runs"][0]["tool"]["driver"]["rules"][0]
    #expect(rule["id"].string == page.id.name)
    #expect(rule["name"].string.map { $0 != page.id.name && $0.count <= 255 } == true)
    for key in ["shortDescription", "fullDescription", "help"] {
      let text = try #require(rule[key]["text"].string)
      #expect(!text.isEmpty && text.utf16.count <= 1024, "\(key)")
    }
    #expect(rule["help"]["markdown"].string?.contains("# expect: ") == false)
    #expect(rule["helpUri"].string == page.documentationURL)
    let properties = rule["properties"]
    #expect((1...10).contains(properties["tags"].items.count))
    #expect(["high", "medium", "low"].contains(properties["precision"].string))
    let tags = properties["tags"].items.map(\.string)
    let weight = properties["security-severity"].string.flatMap(Double.init)
    #expect((weight != nil) == tags.contains("security"))
    #expect((weight == nil) == properties.keys.contains("problem.severity"))
    if let weight { #expect(weight > 0 && weight <= 10) }
    for number in page.cwe { #expect(tags.contains { $0?.hasSuffix("-\(number)") == true }) }
  }

  @Test func `gives each result one location, with the level of the finding and not of the rule`() throws {
    let text = "spec:\n  name: \"🔒é\" # mode\n"
    let finding = Finding.sample(severity: .info, object: Self.cart, at: .at(2, 9..<13))
    let result = try sarif(.sample([finding], text: text))["runs"][0]["results"][0]
    #expect(result["level"].string == "note")
    #expect(result["ruleId"].string == "mtls-policy-conflict")
    #expect(result["ruleIndex"].number == 0)
    #expect(result["locations"].items.count == 1)
    let location = result["locations"][0]
    #expect(location["logicalLocations"][0]["fullyQualifiedName"].string == "DestinationRule shop/cart")
    let artifact = location["physicalLocation"]["artifactLocation"]
    #expect(artifact["uri"].string == "k8s/cart.yaml")
    #expect(artifact["uriBaseId"].string == "%SRCROOT%")
    #expect(artifact.keys == ["uri", "uriBaseId"])
    #expect(location["physicalLocation"].keys == ["artifactLocation", "region"])
    // The lock takes two UTF-16 code units.
    #expect(Self.region(location) == [2, 9, 2, 14])
  }

  private static func region(_ location: JSON) -> [Int?] {
    let region = location["physicalLocation"]["region"]
    return ["startLine", "startColumn", "endLine", "endColumn"].map { region[$0].number }
  }

  @Test(arguments: [
    // Over several lines, without extent, on a line that is not there.
    (SourceSpan(file: FileID(0), start: .init(line: 1, column: 3), end: .init(line: 3, column: 1)), [1, 3, 1, 7]),
    (.at(2, 3..<3), [2, 3, 2, 6]), (.at(1, 1..<1), [1, 1, 1, 7]), (.at(9, 4..<6), [9, 4, 9, 6]),
  ]) func `keeps a region to one line and gives it an extent`(span: SourceSpan, expected: [Int]) throws {
    let report = Report.sample([.sample(at: span)], text: "spec: \n  x: \n\n")
    let location = try sarif(report)["runs"][0]["results"][0]["locations"][0]
    #expect(Self.region(location) == expected)
  }

  @Test(arguments: [
    ("k8s/a b.yaml", "k8s/a%20b.yaml", true), ("k8s/ü%:#?.yaml", "k8s/%C3%BC%25%3A%23%3F.yaml", true),
    ("/repository/x/a.yaml", "x/a.yaml", true), ("./x/../a.yaml", "a.yaml", true),
    ("../other/a.yaml", "file:///other/a.yaml", false), ("<stdin>", "%3Cstdin%3E", true),
  ]) func `names files from the root of the repository`(path: String, uri: String, isInside: Bool) throws {
    let run = try sarif(.sample([.sample()], path: path))["runs"][0]
    let artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    #expect(artifact["uri"].string == uri)
    #expect(artifact.keys.contains("uriBaseId") == isInside)
    #expect(run["originalUriBaseIds"]["%SRCROOT%"]["uri"].string == "file:///repository/")
    let notes = run["invocations"][0]["toolExecutionNotifications"].items.compactMap { $0["message"]["text"].string }
    #expect(notes.contains { $0.contains("standard input") } == (path == "<stdin>"))
  }

  @Test func `follows links, and starts at the root where the program runs below it`() throws {
    var root = SourceRoot(path: "/repository", workingDirectory: "/repository/k8s")
    let uri = { (path: String) in
      try sarif(.sample([.sample()], path: path), root: root)["runs"][0]["results"][0]["locations"][0][
        "physicalLocation"]["artifactLocation"]["uri"].string
    }
    #expect(try uri("cart.yaml") == "k8s/cart.yaml")
    root.targets["cart.yaml"] = "/repository/base/cart.yaml"
    #expect(try uri("cart.yaml") == "base/cart.yaml")
  }

  @Test func `links every related place from the message, whose first sentence is that of the finding`() throws {
    let related = [
      Finding.Related("here [a](9)", at: .at(1, 1..<5)), Finding.Related("there", at: .at(1, 7..<13)),
    ]
    let finding = Finding.sample("The [cart] is \\ open.", related: related).with { $0.help = "close it" }
    let result = try sarif(.sample([finding]))["runs"][0]["results"][0]
    #expect(
      result["message"]["text"].string
        == #"The \[cart\] is \\ open. See: [here \[a\](9)](1); [there](2). Help: close it"#)
    #expect(result["relatedLocations"].items.map { $0["id"].number } == [1, 2])
    #expect(Self.region(result["relatedLocations"][1]) == [1, 7, 1, 13])
  }

  @Test func `shows a finding where a change touched it, and in the file that was rendered`() throws {
    let anchored = Finding.sample(at: .at(1, 1..<2)).with { $0.anchor = .at(2, 3..<4) }
    let rendered = Finding.sample().with {
      $0.origin = Origin(path: "charts/a b.yaml", position: SourcePosition(line: 2, column: 3))
    }
    let file = Finding.sample().with { $0.origin = Origin(path: "charts/c.yaml") }
    let root = SourceRoot.sample(["charts/a b.yaml": "kind: x\n🔒:mode: STRICT\n", "charts/c.yaml": "{{ x }}\n"])
    let report = Report.sample([anchored, rendered, file], text: "abc\nabc\n")
    let results = try sarif(report, root: root)["runs"][0]["results"]
    #expect(results.items.map { Self.region($0["locations"][0]) } == [[2, 3, 2, 4], [2, 4, 2, 16], [1, 1, 1, 8]])
    #expect(Self.uri(results[1]) == "charts/a%20b.yaml")
    // The hash is that of the line which is shown.
    #expect(Self.hash(results[1]) == LineHashes(Array("kind: x\n🔒:mode: STRICT\n".utf8))[2])
    #expect(results[1]["message"]["text"].string == "The cart is open")
  }

  @Test(arguments: ["shop/templates/cart.yaml", "https://example.com/shop//base/cart.yaml?ref=v1", "../x.yaml"])
  func `shows a finding in the input where its origin is not at hand`(path: String) throws {
    let finding = Finding.sample().with {
      $0.origin = Origin(path: path, position: SourcePosition(line: 2, column: 3))
      $0.anchor = .at(2, 1..<2)
    }
    let result = try sarif(.sample([finding], text: "abc\nabc\n"))["runs"][0]["results"][0]
    #expect(Self.uri(result) == "k8s/cart.yaml")
    #expect(Self.region(result["locations"][0]) == [2, 1, 2, 2])
    #expect(
      result["message"]["text"].string
        == "The cart is open (rendered from \(path):2:3). See: [the finding itself](1)")
  }

  private static func uri(_ result: JSON) -> String? {
    result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].string
  }

  private static func hash(_ result: JSON) -> String? {
    result["partialFingerprints"]["primaryLocationLineHash"].string
  }

  @Test func `tells of the finding itself where a change touched another of its places`() throws {
    let related = [Finding.Related("requires it", at: .at(2, 1..<4)), .init("sees it", at: .at(3, 1..<4))]
    let finding = Finding.sample("Open", related: related).with { $0.anchor = .at(2, 1..<4) }
    let report = Report.sample([finding], text: "abc\nabc\nabc\n")
    let result = try sarif(report)["runs"][0]["results"][0]
    #expect(result["message"]["text"].string == "Open. See: [the finding itself](1); [sees it](2)")
    #expect(Self.region(result["relatedLocations"][0]) == [1, 1, 1, 2])
    #expect(
      githubReport(report, root: sampleRoot).hasSuffix(
        "::k8s/cart.yaml:2:1: Open%0Ak8s/cart.yaml:1:1: the finding itself%0Ak8s/cart.yaml:3:1: sees it\n"))
  }

  @Test func `has one result for the findings of a rule on a line`() throws {
    let finding = { (message: String, rule: RulePage, severity: Severity, span: SourceSpan) in
      Finding.sample(message, rule: rule, severity: severity, object: Self.cart, at: span).with {
        $0.identity = FindingIdentity(rule: "r", mesh: "", object: message, path: "p", occurrence: 0)
      }
    }
    let findings = [
      finding("b", .mtlsPolicyConflict, .warning, .at(1, 3..<4)),
      finding("a", .mtlsPolicyConflict, .error, .at(1, 5..<6)).with {
        $0.related = [.init("there", at: .at(2, 1..<2))]
        $0.help = "close it"
      },
      finding("b", .mtlsPolicyConflict, .warning, .at(1, 7..<8)),
      // The same words at the same place, of another object.
      finding("b", .mtlsPolicyConflict, .warning, .at(1, 7..<8)),
      finding("c", .duplicateResource, .error, .at(1, 5..<6)),
      finding("d", .mtlsPolicyConflict, .warning, .at(3, 1..<2)).with { $0.anchor = .at(1, 1..<2) },
      finding("e", .mtlsPolicyConflict, .warning, .at(2, 1..<2)),
    ]
    let text = "mode: STRICT\nmode: STRICT\nabc\n"
    let results = try sarif(.sample(findings, text: text))["runs"][0]["results"].items
    #expect(
      results.map { $0["message"]["text"].string } == [
        "a. See: [there](1). 4 more like it on this line: [b](2); [b](3); [d](4). Help: close it", "c", "e",
      ])
    #expect(results[0]["level"].string == "error")
    #expect(
      results[0]["relatedLocations"].items.map(Self.region) == [
        [2, 1, 2, 2], [1, 3, 1, 4], [1, 7, 1, 8], [1, 1, 1, 2],
      ])
    #expect(results[0]["relatedLocations"].items.map { $0["id"].number } == [1, 2, 3, 4])
    #expect(
      results[0]["relatedLocations"][1]["logicalLocations"][0]["fullyQualifiedName"].string
        == "DestinationRule shop/cart")
    #expect(results[0]["partialFingerprints"]["meshlint/v1"].string == findings[1].identity?.fingerprint)
    let hashes = LineHashes(Array(text.utf8))
    #expect(results.map(Self.hash) == [hashes[1], hashes[1], hashes[2]])
  }

  @Test func `keeps what counts apart from what is suppressed on the same line`() throws {
    var report = Report.sample([.sample("a"), .sample("b")])
    report.suppressed = ["known", "known", "other"].map { reason in
      Finding.sample(reason).with {
        $0.suppression = AppliedSuppression(source: .comment, reason: reason, span: .at(1, 7..<13))
      }
    }
    let results = try sarif(report, showsSuppressed: true)["runs"][0]["results"].items
    #expect(results.map { $0["suppressions"].items.count } == [0, 2])
    #expect(results[1]["suppressions"].items.map { $0["justification"].string } == ["known", "other"])
    #expect(Self.region(results[1]["suppressions"][0]["location"]) == [1, 7, 1, 13])
  }

  @Test func `links a hundred places of a result, and counts all`() throws {
    let findings = (0..<150).map {
      Finding.sample("\($0)", at: .at(1, 1..<2), related: [.init("x", at: .at(1, 1..<2))])
    }
    let result = try sarif(.sample(findings))["runs"][0]["results"][0]
    #expect(result["relatedLocations"].items.count == 100)
    let text = try #require(result["message"]["text"].string)
    #expect(text.hasPrefix("0. See: [x](1). 149 more like it on this line: [1](2); ") && text.hasSuffix("; [99](100)"))
  }

  @Test func `has no hash where a file has no such line`() throws {
    let result = try sarif(.sample([.sample(at: .at(9, 1..<2))]))["runs"][0]["results"][0]
    #expect(result["partialFingerprints"].keys == [])
  }

  @Test func `has a run for each mesh, twenty at most, with the worst`() throws {
    let names = (1...22).map { "mesh-\($0)" }
    let findings = names.suffix(2).map { name in Finding.sample().with { $0.mesh = name } }
    let log = try sarif(.sample(findings, meshes: names))
    let identifiers = log["runs"].items.map { $0["automationDetails"]["id"].string ?? "" }
    #expect(identifiers == (Array(names.prefix(18)) + names.suffix(2)).map { "meshlint/\($0)/" })
    #expect(log["runs"].items.map(\.["results"].items.count) == Array(repeating: 0, count: 18) + [1, 1])
    #expect(Self.notifications(log["runs"][0]) == ["2 meshes left out: code scanning takes 20 runs"])
  }

  private static func notifications(_ run: JSON) -> [String] {
    run["invocations"][0]["toolExecutionNotifications"].items.compactMap { $0["message"]["text"].string }
  }

  @Test func `keeps the five thousand worst results, and says so`() throws {
    let findings = (0..<5_003).map { index in
      Finding.sample("\(index)", severity: index == 5_002 ? .error : .warning, at: .at(index + 1, 1..<2))
    }
    // Of the two on the last line one counts for both.
    let more = Finding.sample("more", severity: .info, at: .at(5_002, 1..<2))
    let run = try sarif(.sample(findings + [more], text: String(repeating: "a\n", count: 5_003)))["runs"][0]
    #expect(run["results"].items.count == 5_000)
    #expect(run["results"][0]["message"]["text"].string == "5002")
    #expect(Self.notifications(run).contains { $0.hasPrefix("4 findings left out") })
  }

  @Test func `notes what was not read or judged`() throws {
    var report = Report.sample([.sample("The YAML cannot be parsed", rule: .unreadableInput)])
    report.summary.unreadable = 1
    report.incomplete = [.init(rule: RulePage.duplicateResource.id, count: 2, needs: "the <mesh>")]
    report.notes = ["HEAD has no parent"]
    let invocation = try sarif(report)["runs"][0]["invocations"][0]
    #expect(invocation["executionSuccessful"].value as? Bool == false)
    let notifications = invocation["toolExecutionNotifications"].items
    #expect(notifications.map { $0["level"].string } == ["error", "note", "note"])
    #expect(notifications[0]["locations"].items.count == 1)
    #expect(notifications[1]["associatedRule"]["id"].string == "duplicate-resource")
    #expect(notifications[1]["message"]["text"].string == "Not judged: 2 × the <mesh>")
    #expect(notifications[2]["message"]["text"].string == "HEAD has no parent")
  }

  @Test func `lists what is suppressed only where it is asked to`() throws {
    var report = Report.sample([])
    let sources: [AppliedSuppression.Source] = [.comment, .annotation, .configuration, .commandLine]
    report.suppressed = sources.map { source in
      Finding.sample().with {
        $0.suppression = AppliedSuppression(source: source, reason: "known", until: "2027-01-31")
      }
    }.enumerated().map { index, finding in finding.with { $0.span = .at(index + 1, 1..<2) } }
    #expect(try sarif(report)["runs"][0]["results"].items.isEmpty)
    let results = try sarif(report, showsSuppressed: true)["runs"][0]["results"].items
    #expect(
      results.map { $0["suppressions"][0]["kind"].string } == ["inSource", "inSource", "external", "external"])
    #expect(results[0]["suppressions"][0]["justification"].string == "known; until 2027-01-31")
  }
}
