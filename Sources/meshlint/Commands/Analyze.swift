import ArgumentParser
import Diagnostics
import Glibc
import Linting
import MeshResolver
import Reporting

/// `meshlint analyze`
struct Analyze: AsyncParsableCommand {
  enum Format: String, CaseIterable {
    case text, json, istio
    case istioJSON = "istio-json"
  }

  enum Threshold: String, CaseIterable, ExpressibleByArgument { case error, warning, info, never }

  /// `FORMAT` or `FORMAT=FILE`.
  struct Destination: ExpressibleByArgument {
    var format: Format
    /// Nil for standard output.
    var path: String?

    init?(argument: String) {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let format = Format(rawValue: parts[0]) else { return nil }
      self.format = format
      path = parts.count > 1 ? parts[1] : nil
      if path == "" { return nil }
    }
  }

  static let configuration = CommandConfiguration(
    abstract: "Report what is broken, unsafe or without effect in manifests.",
    discussion: """
      The report goes to standard output, a summary to standard error.

      EXAMPLES
        meshlint analyze ./k8s
        meshlint analyze ./k8s --context ../platform/istio   judge with, but not, the platform's manifests
        helm template shop ./chart | meshlint analyze -
        meshlint analyze ./k8s -o json=findings.json -o text
        meshlint analyze ./k8s --fail-on error --ignore duplicate-resource
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Mesh") var mesh: MeshOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp(
      "The format of the report: text, json, istio or istio-json; FORMAT=FILE writes it to a file (repeatable).",
      discussion: """
        istio and istio-json are what istioctl analyze prints with -o log and -o json; findings without a code of \
        Istio's (IST…) go to standard error then.
        """,
      valueName: "format"))
  var outputs: [Destination] = []

  @Option(help: "The least severity that makes the exit status 1.")
  var failOn = Threshold.warning

  @Option(help: "Leave findings below this severity out of the report.")
  var minSeverity = Severity.info

  @Option(help: "Colour the text: auto is only on a terminal, and never where NO_COLOR is set.")
  var color = ColorChoice.auto

  @Flag(help: "Read no configuration file.")
  var noConfig = false

  @Flag(name: .shortAndLong, help: "Print no summary.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more of what was looked at.")
  var verbose = false

  func validate() throws {
    if outputs.count(where: { $0.path == nil }) > 1 {
      throw ValidationError("Only one format can go to standard output; write the others to files: -o json=FILE.")
    }
  }

  func run() async throws {
    if input.files.listFiles { return try await listFiles(of: plan()) }
    let result = try await Analysis.runOrFail(try plan())
    let report = result.report
    try write(report)
    if !quiet {
      Output.error(summary(of: report, isVerbose: verbose, style: color.style(for: STDERR_FILENO)))
    }
    // The process ends here, so that nobody waits for the meshes to be taken apart.
    withExtendedLifetime(result) { status(for: report).exit() }
  }

  private func plan() throws -> AnalysisPlan {
    var options = try AnalysisOptions(input, mesh)
    options.selection = try rules.selection()
    options.suppressions = try rules.suppressions()
    options.identifiesFindings = outputs.contains { $0.format == .json }
    var plan = AnalysisPlan(meshes: [options])
    plan.minimumSeverity = minSeverity
    return plan
  }

  private func write(_ report: Report) throws {
    let destinations = outputs.isEmpty ? [Destination(argument: "text")].compactMap { $0 } : outputs
    for destination in destinations {
      let text =
        switch destination.format {
        case .text: textReport(report, style: style(of: destination))
        case .json: try jsonReport(report, version: version)
        case .istio: istioctlReport(report, style: style(of: destination))
        case .istioJSON: istioctlJSONReport(report)
        }
      if let path = destination.path { try Output.write(text, toFile: path) } else { Output.standard(text) }
    }
    // Scripts get what istioctl prints; the rest is for people.
    if !quiet, destinations.allSatisfy({ $0.format == .istio || $0.format == .istioJSON }) {
      Output.error(linesBesideIstioctl(report))
    }
  }

  private func style(of destination: Destination) -> Style {
    destination.path == nil ? color.style(for: STDOUT_FILENO) : .plain
  }

  private func status(for report: Report) -> ExitStatus {
    if report.summary.unreadable > 0 { return .unreadable }
    if report.summary.resources == 0, !input.allowEmpty {
      Output.error(
        "meshlint: no Kubernetes manifest in \(input.words); name files or directories that hold some, or pass "
          + "--allow-empty (--list-files says what was looked at)\n")
      return .unreadable
    }
    let threshold = Severity(rawValue: failOn.rawValue)
    return threshold.map { least in report.findings.contains { $0.severity >= least } } ?? false
      ? .findings : .success
  }
}
