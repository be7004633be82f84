import ArgumentParser
import Diagnostics
import Glibc
import Reporting

/// Which reports are written, and where to.
struct OutputOptions: ParsableArguments {
  enum Format: String, CaseIterable {
    case text, concise, json, sarif, github, markdown, istio
    case istioJSON = "istio-json"

    /// Whether the format shows what makes a finding the same as one of another run.
    var identifiesFindings: Bool { self == .json || self == .sarif }

    /// Whether the format has only what istioctl can print.
    var isOfIstio: Bool { self == .istio || self == .istioJSON }
  }

  /// `FORMAT` or `FORMAT=FILE`.
  struct Destination {
    var format: Format
    /// Nil for standard output.
    var path: String?

    init(argument: String) throws {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let format = Format(rawValue: parts[0]) else {
        let suggestion = closest(to: parts[0], of: Format.allCases.map(\.rawValue))
        throw ValidationError("'\(parts[0])' is none of \(OutputOptions.formats)\(didYouMean(suggestion))")
      }
      self.format = format
      path = parts.count > 1 ? parts[1] : nil
      if path == "" { throw ValidationError("the file is missing; expected FORMAT or FORMAT=FILE") }
    }
  }

  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp(
      "The format of the report: \(formats); FORMAT=FILE writes it to a file (repeatable).",
      discussion: """
        Without any it is text; in GitHub Actions also annotations (github) and, in the job summary, a table (markdown). \
        istio and istio-json are what istioctl analyze prints with -o log and -o json; findings without a code of \
        Istio's (IST…) go to standard error then.
        """,
      valueName: "format"),
    transform: Destination.init(argument:))
  var outputs: [Destination] = []

  @Option(
    help: """
      Colour the text: auto is only on a terminal and in GitHub Actions, or where FORCE_COLOR is set, and never where \
      NO_COLOR is.
      """)
  var color = ColorChoice.auto

  @Flag(name: .shortAndLong, help: "Print no summary.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more of what was looked at.")
  var verbose = false

  private static let formats: String = {
    let names = Format.allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }()

  func validate() throws {
    if outputs.count(where: { $0.path == nil }) > 1 {
      throw ValidationError("Only one format can go to standard output; write the others to files: -o json=FILE.")
    }
    var seen: Set<String> = []
    if let path = outputs.lazy.compactMap(\.path).first(where: { !seen.insert(Output.target(of: $0)).inserted }) {
      throw ValidationError("Only one format can be written to \(path).")
    }
  }

  /// Arguments with those in two that name format and file right behind `-o`: the parser takes `-osarif=FILE` for the
  /// name of an option.
  static func separated(_ arguments: some Collection<String>) -> [String] {
    let options = arguments.prefix { $0 != "--" }
    return options.flatMap { argument -> [String] in
      let isJoined = argument.hasPrefix("-o") && !argument.hasPrefix("-o=") && argument.contains("=")
      return isJoined ? ["-o", String(argument.dropFirst(2))] : [argument]
    } + arguments.dropFirst(options.count)
  }

  /// The options with the formats of a configuration, where the call names none.
  func configured(with formats: [String]) -> OutputOptions {
    guard outputs.isEmpty else { return self }
    var options = self
    options.outputs = formats.compactMap { try? Destination(argument: $0) }
    return options
  }

  /// Whether any of the formats shows what makes a finding the same as one of another run.
  var identifiesFindings: Bool { outputs.contains { $0.format.identifiesFindings } }

  /// Throws: ``CallFailure`` for a file that cannot be written, before anything is read.
  func checkFiles() throws {
    for path in outputs.compactMap(\.path) { try Output.checkFile(path) }
  }

  /// Writes the reports.
  func write(_ report: Report, showsSuppressed: Bool) throws {
    let actions = GitHubActions.current
    lazy var root = root(for: report)
    for destination in outputs {
      let text = try rendered(report, as: destination, root: root, showsSuppressed: showsSuppressed)
      if let path = destination.path { try Output.write(text, toFile: path) } else { Output.standard(text) }
    }
    if outputs.isEmpty {
      let text = textReport(report, showsSuppressed: showsSuppressed, style: color.style(for: STDOUT_FILENO))
      Output.standard(actions == nil ? text : githubLog(text, commands: githubReport(report, root: root)))
    }
    if outputs.isEmpty || outputs.contains(where: { $0.format == .github }) {
      actions?.appendSummary { markdownReport(report, root: root, limit: $0) }
    }
    // Scripts get what istioctl prints; the rest is for people.
    if !quiet, !outputs.isEmpty, outputs.allSatisfy(\.format.isOfIstio) {
      Output.error(linesBesideIstioctl(report))
    }
  }

  private func rendered(
    _ report: Report, as destination: Destination, root: @autoclosure () -> SourceRoot, showsSuppressed: Bool
  ) throws -> String {
    let style = destination.path == nil ? color.style(for: STDOUT_FILENO) : .plain
    return switch destination.format {
    case .text: textReport(report, showsSuppressed: showsSuppressed, style: style)
    case .concise: conciseReport(report, root: root())
    case .json: try jsonReport(report, version: version, showsSuppressed: showsSuppressed)
    case .sarif:
      try sarifReport(report, version: version, root: root(), showsSuppressed: showsSuppressed)
    case .github: githubReport(report, root: root())
    case .markdown: markdownReport(report, root: root())
    case .istio: istioctlReport(report, style: style)
    case .istioJSON: istioctlJSONReport(report)
    }
  }

  private func root(for report: Report) -> SourceRoot {
    let findings = report.findings + report.suppressed
    let spans = findings.flatMap { finding in
      [finding.span, finding.anchor, finding.suppression?.span].compactMap { $0 } + finding.related.map(\.span)
    }
    return .current(for: Set(spans.map(report.files.path)), origins: Set(findings.compactMap(\.origin?.path)))
  }
}

extension ColorChoice: ExpressibleByArgument {}
