import ArgumentParser
import Diagnostics
import Glibc
import Linting
import MeshResolver
import Reporting

/// `meshlint analyze`
struct Analyze: AsyncParsableCommand {
  enum Threshold: String, CaseIterable, ExpressibleByArgument { case error, warning, info, never }

  static let configuration = CommandConfiguration(
    abstract: "Report what is broken, unsafe or without effect in manifests.",
    discussion: """
      The report goes to standard output, a summary to standard error.

      EXAMPLES
        meshlint analyze ./k8s
        meshlint analyze ./k8s --context ../platform/istio   judge with, but not, the platform's manifests
        helm template shop ./chart | meshlint analyze -
        meshlint analyze ./k8s -o sarif=meshlint.sarif -o text
        meshlint analyze ./k8s --fail-on error --ignore duplicate-resource
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Mesh") var mesh: MeshOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "The least severity that makes the exit status 1.")
  var failOn = Threshold.warning

  @Option(help: "Leave findings below this severity out of the report.")
  var minSeverity = Severity.info

  @Flag(help: "Read no configuration file.")
  var noConfig = false

  @Flag(name: .shortAndLong, help: "Print no summary.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more of what was looked at.")
  var verbose = false

  func run() async throws {
    let plan = try plan()
    try output.checkFiles()
    let result = try await Analysis.runOrFail(plan)
    let report = result.report
    try output.write(report, isQuiet: quiet)
    if !quiet {
      Output.error(summary(of: report, isVerbose: verbose, style: output.color.style(for: STDERR_FILENO)))
    }
    // The process ends here, so that nobody waits for the meshes to be taken apart.
    withExtendedLifetime(result) { status(for: report).exit() }
  }

  private func plan() throws -> AnalysisPlan {
    var options = AnalysisOptions(input, mesh)
    options.selection = try rules.selection()
    options.suppressions = try rules.suppressions()
    options.identifiesFindings = output.identifiesFindings
    var plan = AnalysisPlan(meshes: [options])
    plan.minimumSeverity = minSeverity
    plan.baseline = try baseline.read(configured: nil)
    return plan
  }

  private func status(for report: Report) -> ExitStatus {
    if report.summary.unreadable > 0 { return .unreadable }
    if report.summary.resources == 0, !input.allowEmpty {
      Output.error(
        "meshlint: no Kubernetes manifest in \(input.paths.joined(separator: ", ")); name files or directories that "
          + "hold some, or pass --allow-empty\n")
      return .unreadable
    }
    let threshold = Severity(rawValue: failOn.rawValue)
    return threshold.map { least in report.findings.contains { $0.severity >= least } } ?? false
      ? .findings : .success
  }
}
