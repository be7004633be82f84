import Diagnostics
import Foundation
import Reporting
import RuleCatalogue
import Testing

@Suite struct `A report for people` {
  private static let cart = ResourceReference(apiVersion: "v1", kind: "Service", namespace: "shop", name: "cart")

  private static let root = SourceRoot.sample(["charts/a.yaml": "é🔒: x\n"])

  @Test func `is a line a finding in concise form`() {
    let findings = [
      Finding.sample(object: Self.cart, at: .at(1, 7..<13)),
      .sample("A file", severity: .info).with { $0.origin = Origin(path: "charts/a.yaml") },
      .sample("No file").with { $0.origin = Origin(path: "gone.yaml", position: SourcePosition(line: 3, column: 5)) },
    ]
    #expect(
      conciseReport(.sample(findings), root: Self.root) == """
        k8s/cart.yaml:1:7: error[mtls-policy-conflict]: The cart is open (Service shop/cart)
        charts/a.yaml:1:1: info[mtls-policy-conflict]: A file
        k8s/cart.yaml:1:1: error[mtls-policy-conflict]: No file (rendered from gone.yaml:3:5)

        """)
    #expect(conciseReport(.sample([]), root: Self.root) == "")
  }

  @Test func `starts no line with what could be a command, whatever files are named`() {
    let finding = Finding.sample(related: [.init("there", at: .at(1, 1..<2))])
    let report = Report.sample([finding], path: "::error::x.yaml")
    #expect(conciseReport(report, root: Self.root).hasPrefix("./::error::x.yaml:1:1: error"))
    #expect(textReport(report).contains("\n  ./::error::x.yaml:1:1: there\n"))
  }

  @Test func `has one finding for all meshes that share it`() throws {
    let finding = { (mesh: String?, message: String) in
      Finding.sample(message, object: Self.cart).with {
        $0.mesh = mesh
        $0.identity = FindingIdentity(rule: "r", mesh: mesh ?? "", object: "o", path: "p", occurrence: 0)
      }
    }
    let findings = [finding("a", "Both"), finding("b", "Both"), finding("b", "One"), finding(nil, "None")]
    let report = Report.sample(findings, meshes: ["b", "a"])
    #expect(textReport(report).components(separatedBy: "] (Service").count == 4)
    #expect(textReport(report).contains("Both [mesh b, a]\n") && textReport(report).contains("None\n"))
    #expect(
      conciseReport(report, root: Self.root).hasPrefix(
        "k8s/cart.yaml:1:1: error[mtls-policy-conflict]: Both (Service shop/cart) [mesh b, a]\n"))
    #expect(githubReport(report, root: sampleRoot).contains("Both [mesh b, a]\n"))
    #expect(markdownReport(report, root: Self.root).hasPrefix("### meshlint: 3 errors\n"))
    #expect(summary(of: report, isVerbose: false).hasPrefix("3 errors in 0 resources (0 files, 2 meshes)\n"))
    #expect(try JSON(text: jsonReport(report, version: "1"))["findings"].items.count == 4)
    #expect(try sarif(report)["runs"].items.map(\.["results"].items.count) == [1, 1])
  }

  @Test func `says where what it shows was rendered from`() {
    let findings = [
      Finding.sample().with { $0.origin = Origin(path: "a.yaml", position: SourcePosition(line: 3, column: 5)) },
      .sample().with { $0.origin = Origin(path: "b.yaml") },
    ]
    let text = textReport(.sample(findings))
    #expect(text.contains("(k8s/cart.yaml:1:1) The cart is open (rendered from a.yaml:3:5)\n"))
    #expect(text.contains("The cart is open (rendered from b.yaml)\n"))
  }

  @Test func `lists what is suppressed, and why, where it is asked to`() throws {
    var report = Report.sample([.sample("Counts")])
    report.suppressed = [
      Finding.sample("Known", object: Self.cart).with {
        $0.suppression = AppliedSuppression(source: .comment, reason: "migration", until: "2027-01-31")
      }
    ]
    #expect(!textReport(report).contains("Known"))
    #expect(
      textReport(report, showsSuppressed: true).hasSuffix(
        """

        Suppressed [IST0113] (Service shop/cart k8s/cart.yaml:1:1) Known
          by comment until 2027-01-31: migration

        """))
    #expect(try JSON(text: jsonReport(report, version: "1"))["suppressed"].value == nil)
    let suppressed = try JSON(text: jsonReport(report, version: "1", showsSuppressed: true))["suppressed"]
    #expect(suppressed[0]["suppression"]["by"].string == "comment")
  }

  @Test func `lists what several meshes suppress once`() {
    var report = Report.sample([], meshes: ["a", "b"])
    report.suppressed = ["b", "a"].map { mesh in
      Finding.sample("Known", object: Self.cart).with {
        $0.mesh = mesh
        $0.suppression = AppliedSuppression(source: .configuration, span: .at(1, 7..<13))
      }
    }
    #expect(
      textReport(report, showsSuppressed: true) == """
        Suppressed [IST0113] (Service shop/cart k8s/cart.yaml:1:1) Known [mesh a, b]
          by configuration k8s/cart.yaml:1:7

        """)
    #expect(summary(of: report, isVerbose: false).contains(" · 1 finding suppressed\n"))
  }

  @Test func `counts what is hidden and passes on what must be known`() {
    var report = Report.sample([])
    report.summary.baselined = 4
    report.notes = ["HEAD has no parent"]
    #expect(
      summary(of: report, isVerbose: false)
        == "no findings in 0 resources (0 files) · 4 in baseline\nnote: HEAD has no parent\n")
  }

  @Test(arguments: [
    (1, 4..<6, 3, 9), (1, 7..<8, 10, 11), (2, 3..<4, 15, 16), (2, 4..<9, 16, nil), (7, 1..<2, nil, nil),
  ])
  func `gives JSON the offsets of bytes where there is such a place`(
    line: Int, columns: Range<Int>, start: Int?, end: Int?
  ) throws {
    let report = Report.sample([.sample(at: .at(line, columns))], text: "a: é🔒 b\nbé:x")
    let location = try JSON(text: jsonReport(report, version: "1"))["findings"][0]["location"]
    #expect(location["startOffset"].number == start)
    #expect(location["endOffset"].number == end)
  }
}

@Suite struct `The annotations for GitHub` {
  @Test func `are ten of a level, the worst first, and a notice on the rest`() {
    let findings =
      (0..<12).map { Finding.sample("info \($0)", severity: .info) } + (0..<11).map { .sample("error \($0)") }
    let lines = githubReport(.sample(findings), root: sampleRoot).split(separator: "\n")
    #expect(lines.prefix(10).allSatisfy { $0.hasPrefix("::error ") })
    #expect(lines.dropFirst(10).allSatisfy { $0.hasPrefix("::notice ") })
    #expect(lines.count == 20)
    #expect(lines.last == "::notice title=meshlint::4 more findings have no annotation: see the job summary or the log")
    #expect(githubReport(.sample([]), root: sampleRoot) == "")
  }

  @Test func `have columns on one line only, in UTF-16 code units, and always a line`() {
    let span = SourceSpan(file: FileID(0), start: .init(line: 1, column: 4), end: .init(line: 3, column: 1))
    let findings = [
      Finding.sample("long", at: span), .sample("file").with { $0.origin = Origin(path: "charts/a.yaml") },
    ]
    let report = Report.sample(findings, text: "🔒: \"é\"\nb\n")
    var root = SourceRoot.sample(["charts/a.yaml": "é🔒: x\n"])
    root.workingDirectory += "/sub"
    #expect(
      githubReport(report, root: root) == """
        ::error file=sub/k8s/cart.yaml,line=1,col=5,endLine=1,endColumn=8,title=mtls-policy-conflict::k8s/cart.yaml:1:4: long
        ::error file=charts/a.yaml,line=1,col=1,endLine=1,endColumn=7,title=mtls-policy-conflict::charts/a.yaml:1:1: file

        """)
  }

  @Test func `cannot be forged by what the text report shows`() {
    let text = "  ::meshlint-end-of-report::\n::error::x\n"
    let lines = githubLog(text, commands: "::notice::y\n").split(separator: "\n")
    #expect(lines.first == "::stop-commands::meshlint-end-of-report-")
    #expect(lines.suffix(2) == ["::meshlint-end-of-report-::", "::notice::y"])
    #expect(githubLog("", commands: "") == "")
  }
}

@Suite struct `The table in Markdown` {
  @Test func `has the worst first and keeps to its limit`() {
    let findings =
      (0..<500).map { Finding.sample("warning \($0)", severity: .warning) } + [.sample("error")]
    let table = markdownReport(.sample(findings), root: sampleRoot, limit: 10_000)
    #expect(table.utf8.count <= 10_000)
    #expect(table.hasPrefix("### meshlint: 1 error, 500 warnings\n"))
    let rows = table.split(separator: "\n").filter { $0.hasPrefix("| error") || $0.hasPrefix("| warning") }
    #expect(rows.first?.contains("error") == true)
    #expect(table.hasSuffix("\n\n\(501 - rows.count) more findings have no room here.\n"))
    #expect(markdownReport(.sample([]), root: sampleRoot) == "### meshlint: no findings\n")
  }
}
