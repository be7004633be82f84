import Diagnostics
import Foundation
import Reporting
import Testing

@Suite struct `Names that were made to break a report` {
  static let names = [
    "100%", "%0A::error::x", "a::b", "::error::x", "##[add-mask]x", "]]>", "<script>alert(1)</script>", "<!--",
    "\u{1B}[31mred", "\u{9B}31m", "two\nlines", "two\r\nlines", "\u{202E}txt.exe", "\u{2028}x", "\u{200F}x", "Grüße",
    "🔒🏴‍☠️", "a|b", "a\\|b", "`code`", "@octocat", "fixes #1", "[x](javascript:alert(1))", "![x](//evil)",
    "https://evil.example", "www.evil.example", "a,b:c=d", "\"'&#64;", "*bold* _x_ ~~y~~", "$x$", "\u{0}", "\u{7F}",
  ]

  /// A report with the name wherever a name can stand.
  private static func report(_ name: String) -> Report {
    let object = ResourceReference(apiVersion: "v1", kind: "Service", namespace: name, name: name)
    let finding = Finding.sample(
      "Host \(name) is open", object: object, at: .at(1, 1..<3), related: [.init("see \(name)", at: .at(1, 1..<3))]
    ).with {
      $0.help = "rename \(name)"
      $0.mesh = name
    }
    return .sample([finding], text: name, path: "k8s/\(name).yaml", meshes: [name])
  }

  /// The path of the report's file without empty parts.
  private static func path(_ name: String) -> String {
    "k8s/\(name).yaml".replacingOccurrences(of: "//", with: "/")
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    let marks: [ClosedRange<UInt32>] = [
      0x0...0x9, 0xB...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
    ]
    return !marks.contains { $0.contains(scalar.value) }
  }

  @Test(arguments: names) func `steer no terminal and start no line`(name: String) throws {
    let report = Self.report(name)
    for text in [
      textReport(report), conciseReport(report, root: sampleRoot), githubReport(report, root: sampleRoot),
      markdownReport(report, root: sampleRoot),
      try jsonReport(report, version: "1"), try sarifReport(report, version: "1", root: sampleRoot),
    ] {
      #expect(text.unicodeScalars.allSatisfy(Self.isHarmless), "\(text.debugDescription)")
    }
    #expect(conciseReport(report, root: sampleRoot).filter(\.isNewline).count == 1)
    #expect(githubReport(report, root: sampleRoot).filter(\.isNewline).count == 1)
    #expect(markdownReport(report, root: sampleRoot).filter(\.isNewline).count == 5)
  }

  @Test(arguments: names) func `come out of workflow commands as they are`(name: String) throws {
    let command = githubReport(Self.report(name), root: sampleRoot)
    // As the runner reads it: properties up to the second `::`, then the message.
    let body = try #require(command.split(separator: "\n").first).dropFirst("::error ".count)
    let end = try #require(body.range(of: "::"))
    var properties: [String: String] = [:]
    for property in body[..<end.lowerBound].split(separator: ",") {
      let parts = property.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      properties[String(parts[0])] = String(parts[1]).removingPercentEncoding
    }
    #expect(properties.keys.sorted() == ["col", "endColumn", "endLine", "file", "line", "title"])
    #expect(properties["file"] == Self.path(name).printable)
    let message = try #require(String(body[end.upperBound...]).removingPercentEncoding).split(separator: "\n")
    #expect(message.count == 3)
    #expect(message[0].hasPrefix("k8s/\(name.printable).yaml:1:1: Host \(name.printable) is open"))
    #expect(message[1] == "help: rename \(name.printable)")
  }

  @Test(arguments: names) func `are text in Markdown`(name: String) throws {
    let row = try #require(markdownReport(Self.report(name), root: sampleRoot).split(separator: "\n").last)
    #expect(row.filter { $0 == "|" }.count == 4)
    // What is left after the markup of the report itself is text and entities.
    var text = String(row)
    for markup in [
      "<code>", "</code>", "<br>", "[mtls-policy-conflict](https://meshlint.dev/rules/mtls-policy-conflict)",
    ] {
      text = text.replacingOccurrences(of: markup, with: "")
    }
    #expect(!text.contains { "<>`*_[]\\$~!\"".contains($0) }, "\(text)")
    #expect(!text.contains("://") && !text.contains("www.") && !text.contains("@o"))
    #expect(text.range(of: #"&(?!#\d+;)"#, options: .regularExpression) == nil)
  }

  @Test(arguments: names) func `come out of JSON as they went in`(name: String) throws {
    let finding = try JSON(text: jsonReport(Self.report(name), version: "1"))["findings"][0]
    #expect(finding["message"].string == "Host \(name) is open")
    #expect(finding["object"]["name"].string == name)
    #expect(finding["location"]["path"].string == "k8s/\(name).yaml")
    let location = try sarif(Self.report(name))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    let uri = try #require(location["artifactLocation"]["uri"].string)
    #expect(uri.removingPercentEncoding == Self.path(name))
    #expect(uri.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~/%".contains($0)) }, "\(uri)")
  }
}
