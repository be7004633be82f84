import Diagnostics
import Foundation
import Linting
import MeshModel
import MeshResolver
import RuleCatalogue
import TestCertificates
import Testing

/// One YAML text whose comments say what the linter must find in it.
///
/// A comment `# expect: RULE` stands at the end of the line at which the finding starts, or alone on the line above. A
/// text without such comments must be clean. A first line
/// `# options: assume-complete, root-namespace=NAME, select=RULE` sets options.
///
/// `${base64 NAME.crt}` and `${pem NAME.key}` stand for the certificate and key of a recipe of ``TestCertificates``, in
/// base64 and as a quoted text; the clock of such a fixture is theirs. That a key stands there at all is found in the
/// fixtures that are about this alone.
struct Fixture: Sendable, CustomTestStringConvertible {
  struct Expectation: Hashable, Sendable, Comparable, CustomStringConvertible {
    var line: Int
    var rule: String

    var description: String { "\(line): \(rule)" }

    static func < (lhs: Self, rhs: Self) -> Bool { (lhs.line, lhs.rule) < (rhs.line, rhs.rule) }
  }

  let name: String
  /// With the certificates that it names.
  let text: String

  init(name: String, text: String) {
    self.name = name
    self.text = text.withCertificates
  }

  var testDescription: String { name }

  var expected: [Expectation] {
    text.components(separatedBy: "\n").enumerated().flatMap { index, line -> [Expectation] in
      let isAlone = line.drop { $0 == " " }.hasPrefix("# expect: ")
      return line.components(separatedBy: "# expect: ").dropFirst().map { rest in
        Expectation(line: index + (isAlone ? 2 : 1), rule: String(rest.prefix { !$0.isWhitespace }))
      }
    }.sorted()
  }

  /// What ``newReport()`` gave when it was asked first; several tests ask about each fixture.
  func report() async throws -> Report { try await ReportCache.shared.report(of: self) }

  /// Runs everything over the text as over a file.
  func newReport(_ configure: (inout AnalysisOptions) -> Void = { _ in }) async throws -> Report {
    try await report(on: ["mesh.yaml": text], configure)
  }

  /// Runs everything over other files, with the options of this one.
  func report(
    on files: [String: String], _ configure: (inout AnalysisOptions) -> Void = { _ in }
  ) async throws -> Report {
    var options = options(paths: files.keys.sorted())
    options.tree = MemoryTree(files: files)
    configure(&options)
    return try await Analysis.run(AnalysisPlan(meshes: [options])).report
  }

  func found() async throws -> [Expectation] {
    try await report().findings.map { Expectation(line: Int($0.span.start.line), rule: $0.rule.name) }.sorted()
  }

  /// What the first line asks for, and that findings are identified.
  func options(paths: [String]) -> AnalysisOptions {
    var options = AnalysisOptions(paths: paths)
    options.identifiesFindings = true
    options.resolver.now = text.holdsCertificate ? TestCertificates.clock : nil
    let privateKey = RulePage.privateKeyInManifest.id
    if !name.hasPrefix(privateKey.name), !text.contains(privateKey.name) {
      options.selection.ignored.insert(privateKey)
    }
    let first = text.prefix { $0 != "\n" }
    guard first.hasPrefix("# options: ") else { return options }
    for option in first.dropFirst("# options: ".count).components(separatedBy: ", ") {
      let parts = option.components(separatedBy: "=")
      switch parts[0] {
      case "assume-complete": options.resolver.isComplete = true
      case "root-namespace": options.resolver.rootNamespace = parts.last
      case "trust-domain": options.resolver.trustDomain = parts.last
      case "namespace": options.defaultNamespace = parts.last
      case "select":
        options.selection.selected.insert(RulePage.named(parts.last ?? "")?.id ?? RuleID(code: "", name: ""))
      case "ignore":
        options.selection.ignored.insert(RulePage.named(parts.last ?? "")?.id ?? RuleID(code: "", name: ""))
      case "expires-within": options.resolver.expiryWindow = secondsOfPeriod(parts.last ?? "")
      case "now": options.resolver.now = Int(parts.last ?? "")
      case "istio-version":
        if let schemas = Schemas(istio: parts.last ?? "") { options.schemas = schemas }
      case "revision": options.resolver.revisions.insert(parts.last ?? "")
      default: Issue.record("unknown option '\(option)' in \(name)")
      }
    }
    return options
  }
}

extension Fixture {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  /// Every fixture file, by folder and name.
  static let all: [Fixture] = {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "yaml" }
      .map { file in
        Fixture(
          name: file.pathComponents.suffix(2).joined(separator: "/"),
          text: (try? String(contentsOf: file, encoding: .utf8)) ?? "")
      }
      .sorted { $0.name < $1.name }
  }()
}

/// The reports on fixtures, each made once.
private actor ReportCache {
  static let shared = ReportCache()

  private var reports: [String: Task<Report, any Error>] = [:]

  func report(of fixture: Fixture) async throws -> Report {
    let task = reports[fixture.text] ?? Task { try await fixture.newReport() }
    reports[fixture.text] = task
    return try await task.value
  }
}

/// Files that are on no disk, by their paths.
private struct MemoryTree: FileTree {
  var files: [String: String]

  func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles {
    var found = DiscoveredFiles()
    found.sources = paths.map { .file($0) }
    return found
  }

  func exists(_ path: String) -> Bool { files[path] != nil }

  func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    guard let text = files[path] else { throw UnreadableFile(message: "no such file") }
    return Array(text.utf8)
  }
}

extension String {
  /// Whether a certificate in PEM stands in the text, as it is or in base64.
  fileprivate var holdsCertificate: Bool {
    contains("-----BEGIN CERTIFICATE") || contains("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS")
  }

  /// This text with what `${base64 …}` and `${pem …}` stand for.
  fileprivate var withCertificates: String {
    guard contains("${") else { return self }
    return replacing(/\$\{(base64|pem) ([a-z0-9.+-]+)\}/) { match in
      do {
        let file = try TestCertificates.shared.file(String(match.output.2))
        return match.output.1 == "pem"
          ? "\"" + file.replacing("\n", with: "\\n") + "\"" : Data(file.utf8).base64EncodedString()
      } catch {
        Issue.record(error)
        return String(match.output.0)
      }
    }
  }
}
