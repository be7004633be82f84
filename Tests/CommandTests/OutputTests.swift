import Foundation
import Testing

@Suite struct `The reports of a run` {
  private static let mistake = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../examples/plaintext-to-strict")
  private static let formats = ["text", "concise", "json", "sarif", "github", "markdown", "istio", "istio-json"]

  private static func text(_ name: String, in folder: Folder) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  @Test func `go to several files at once, with the same exit status for each format`() throws {
    let folder = try Folder()
    let outputs = Self.formats.flatMap { ["-o", "\($0)=report.\($0)"] }
    let run = try Run(arguments: ["analyze", "-q", Self.mistake.path] + outputs, in: folder.url)
    #expect(run.status == 1)
    #expect(run.output == "")
    for format in Self.formats {
      let single = try Run("analyze", "-q", "-o", format, Self.mistake.path, in: folder.url)
      #expect(single.status == 1)
      #expect(try single.output == Self.text("report.\(format)", in: folder), "\(format)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == Self.formats.count)
  }

  @Test(arguments: [
    (["-o", "json=gone/report.json"], "gone/report.json: no such file or directory"),
    (["-o", "json=."], ".: is a directory"),
    (["-o", "json="], "the file is missing; expected FORMAT or FORMAT=FILE"),
    (["-o", "srif=x"], "'srif' is none of text, concise, json, sarif, github, markdown, istio or istio-json; did you"),
    (["-o", "JSON"], "; did you mean json?"), (["-oSARIF=x"], "; did you mean sarif?"),
    (["-o", "json,text"], "'json,text' is none of"), (["-o"], "Missing value for '-o"),
    (["-o", "json", "-o", "text"], "Only one format can go to standard output"),
    (["-o", "json=x", "-o", "sarif=x"], "Only one format can be written to x"),
    (["-o", "json=x", "-osarif=./x"], "Only one format can be written to ./x"),
    (["-o", "json=report", "-o", "sarif=same"], "Only one format can be written to same"),
  ]) func `are refused before anything is read where they cannot be written`(
    outputs: [String], message: String
  ) throws {
    let folder = try Folder(["report": "old"])
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appending(path: "same").path, withDestinationPath: "report")
    let run = try Run(arguments: ["analyze", Self.mistake.path] + outputs, in: folder.url)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.error.contains(message), "\(run.error)")
    #expect(try Self.text("report", in: folder) == "old")
  }

  @Test(arguments: ["-oconcise=out", "-o=concise=out", "--output=concise=out"])
  func `take the format and the file right behind the option`(output: String) throws {
    let folder = try Folder()
    #expect(try Run("analyze", "-q", output, Self.mistake.path, in: folder.url).output == "")
    #expect(try Self.text("out", in: folder).contains("error[mtls-policy-conflict]"))
    let path = try Run("analyze", "-q", "-oconcise", "--", "-oconcise=out", in: folder.url)
    #expect(path.error.contains("-oconcise=out: no such file or directory"))
  }

  @Test func `are not taken for written where the device is full`() throws {
    let run = try Run("analyze", "-q", "-o", "json=/dev/full", Self.mistake.path)
    #expect(run.status == 2)
    #expect(run.error == "meshlint: /dev/full: no space left on device\n")
    let shell = try Run(
      program: URL(filePath: "/bin/sh"),
      arguments: ["-c", "\"$0\" analyze -q \"$1\" > /dev/full", Run.program.path, Self.mistake.path])
    #expect(shell.status == 2)
    #expect(shell.error == "meshlint: standard output: no space left on device\n")
  }

  @Test func `take the place of the file behind a link, and go into what is no file`() throws {
    let folder = try Folder(["real.txt": "old"])
    let link = folder.url.appending(path: "link.txt")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: folder.url.appending(path: "real.txt"))
    let run = try Run(
      "analyze", "-q", "-o", "concise=link.txt", "-o", "text=/dev/fd/1", Self.mistake.path, in: folder.url)
    #expect(run.output.hasPrefix("Error [IST0113]"))
    #expect(try Self.text("real.txt", in: folder).contains("error[mtls-policy-conflict]"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path).hasSuffix("real.txt"))
  }

  @Test func `name files from the root of the repository in SARIF`() throws {
    let folder = try Folder([".git": "", "k8s/a.yaml": "kind: [\n"])
    let run = try Run("analyze", "-q", "-o", "sarif", "a.yaml", in: folder.url.appending(path: "k8s"))
    #expect(run.status == 3)
    #expect(run.output.contains("\"uri\" : \"k8s/a.yaml\""), "\(run.output.suffix(2000))")
    #expect(run.output.contains("\"executionSuccessful\" : false"))
  }
}

@Suite struct `In GitHub Actions the program` {
  private static let mistake = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../examples/plaintext-to-strict")

  private static func run(_ arguments: String..., in folder: Folder, environment: [String: String] = [:]) throws -> Run
  {
    try Run(
      arguments: ["analyze"] + arguments + [mistake.path], in: folder.url,
      environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md"].merging(environment) { $1 })
  }

  private static func summary(in folder: Folder) throws -> String? {
    let file = folder.url.appending(path: "summary.md")
    return FileManager.default.fileExists(atPath: file.path) ? try String(contentsOf: file, encoding: .utf8) : nil
  }

  @Test func `prints a coloured report, annotations, and adds to the summary`() throws {
    let folder = try Folder(["summary.md": "before\n"])
    let run = try Self.run(in: folder)
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("::stop-commands::meshlint-end-of-report\n\u{1B}[1;31mError"))
    #expect(run.output.contains("\n::meshlint-end-of-report::\n::error file="))
    #expect(try Self.summary(in: folder)?.hasPrefix("before\n### meshlint: 1 error\n\n| Severity |") == true)
  }

  @Test(arguments: ["text", "concise", "json"]) func `prints no commands where a format is asked for`(format: String)
    throws
  {
    let folder = try Folder()
    let run = try Self.run("-o", format, in: folder)
    #expect(!run.output.contains("::error") && !run.output.contains("::stop-commands"))
    #expect(try Self.summary(in: folder) == nil)
  }

  @Test func `adds to the summary beside annotations`() throws {
    let folder = try Folder()
    let run = try Self.run("-o", "github", in: folder)
    #expect(run.output.hasPrefix("::error file="))
    #expect(try Self.summary(in: folder)?.hasPrefix("### meshlint: 1 error") == true)
  }

  @Test func `adds no more to the summary than GitHub takes`() throws {
    let folder = try Folder(["summary.md": String(repeating: "x", count: (1 << 20) - 150)])
    #expect(try Self.run(in: folder).status == 1)
    let summary = try #require(try Self.summary(in: folder))
    #expect(summary.utf8.count <= 1 << 20)
    #expect(summary.hasSuffix("\n\n1 more finding has no room here.\n"))
  }

  @Test func `goes on where there is no summary to write, and heeds NO_COLOR`() throws {
    let run = try Self.run(
      in: Folder(), environment: ["GITHUB_STEP_SUMMARY": "/no/such/summary.md", "NO_COLOR": "1"])
    #expect(run.status == 1)
    #expect(run.error.contains("meshlint: /no/such/summary.md: no such file or directory"))
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test func `names files from the workspace`() throws {
    let folder = try Folder(["sub/k8s/a.yaml": "kind: [\n"])
    let run = try Run(
      arguments: ["analyze", "-o", "github", "k8s"], in: folder.url.appending(path: "sub"),
      environment: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": folder.url.path])
    #expect(run.output.contains("file=sub/k8s/a.yaml,line="), "\(run.output)")
  }

  @Test func `is not where the program runs elsewhere, and FORCE_COLOR colours there`() throws {
    let run = try Run(arguments: ["analyze", Self.mistake.path], environment: ["FORCE_COLOR": "1"])
    #expect(run.output.hasPrefix("\u{1B}[1;31mError"))
    #expect(!run.output.contains("::"))
  }
}
