import ArgumentParser
import Diagnostics
import Glibc
import Linting
import MeshResolver
import Reporting

/// `meshlint analyze`
struct Analyze: AsyncParsableCommand {
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

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Outcome") var outcome: OutcomeOptions

  @Flag(name: .shortAndLong, help: "Print no summary.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more of what was looked at.")
  var verbose = false

  func run() async throws {
    let call = try ConfiguredCall(input, mesh, configuration, rules: rules, output: outcome.settings)
    let output = try output.configured(by: call.configuration)
    let plan = try plan(call, output)
    try output.checkFiles()
    let result = try await Analysis.runOrFail(plan)
    let report = result.report
    try output.write(report, isQuiet: quiet)
    if !quiet {
      Output.error(summary(of: report, isVerbose: verbose, style: output.color.style(for: STDERR_FILENO)))
    }
    // The process ends here, so that nobody waits for the meshes to be taken apart.
    withExtendedLifetime(result) { status(for: report, of: plan, call.configuration).exit() }
  }

  private func plan(_ call: ConfiguredCall, _ output: OutputOptions) throws -> AnalysisPlan {
    var plan = AnalysisPlan(meshes: call.meshes)
    plan.notes = call.notes
    plan.minimumSeverity = call.configuration.minimumSeverity ?? .info
    plan.baseline = try baseline.read(configured: call.configuration.baselinePath)
    for index in plan.meshes.indices { plan.meshes[index].identifiesFindings = output.identifiesFindings }
    return plan
  }

  private func status(for report: Report, of plan: AnalysisPlan, _ configuration: Configuration) -> ExitStatus {
    if report.summary.unreadable > 0 { return .unreadable }
    if report.summary.resources == 0, !input.allowEmpty {
      Output.error(
        "meshlint: no Kubernetes manifest in \(plan.meshes.flatMap(\.paths).joined(separator: ", ")); name files or directories that "
          + "hold some, or pass --allow-empty\n")
      return .unreadable
    }
    let threshold = Severity(rawValue: (configuration.failOn ?? .warning).rawValue)
    return threshold.map { least in report.findings.contains { $0.severity >= least } } ?? false
      ? .findings : .success
  }
}
