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
        meshlint analyze ./k8s --since origin/main           what a branch brings
        meshlint analyze ./k8s --fail-on error --ignore duplicate-resource
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Input") var listing: ListingOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Mesh") var mesh: MeshOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup(title: "Suppressions") var suppressions: SuppressionOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Comparison") var revisions: RevisionOptions
  @OptionGroup(title: "Outcome") var outcome: OutcomeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if revisions.hook || revisions.since != nil, input.paths.contains("-") {
      throw ValidationError("--hook and --since compare files of a repository; leave - out.")
    }
  }

  func run() async throws {
    let paths = try input.namedPaths()
    if listing.listFiles { return try await listFiles(of: try plan(paths, in: WorkingTree()).meshes) }
    let maker = { try plan(paths, in: $0, isOutline: $1) }
    guard let plan = try await revisions.plan(paths: paths ?? [], maker) else { return }
    let output = output.configured(with: plan.formats)
    try output.checkFiles()
    let result = try await Analysis.runOrFail(plan)
    try output.write(result.report, showsSuppressed: suppressions.showSuppressed)
    if !output.quiet {
      let style = output.color.style(for: STDERR_FILENO)
      Output.error(summary(of: result.report, isVerbose: output.verbose, style: style))
    }
    // The process ends here, so that nobody waits for the meshes to be taken apart.
    withExtendedLifetime(result) { status(for: result, of: plan).exit() }
  }

  /// What the call asks for, with the settings that a revision has.
  ///
  /// `isOutline`: Whether only the names of files count, so that no baseline is read.
  private func plan(_ paths: [String]?, in tree: any FileTree, isOutline: Bool = false) throws -> AnalysisPlan {
    let call = try ConfiguredCall(
      input, mesh, configuration, paths: paths, rules: rules, outcome: outcome, in: tree)
    let settings = call.configuration
    var plan = AnalysisPlan(meshes: call.meshes)
    plan.notes = call.notes
    plan.minimumSeverity = settings.minimumSeverity ?? plan.minimumSeverity
    plan.failOn = settings.failOn ?? plan.failOn
    plan.formats = settings.formats
    plan.settingsFiles = call.document.files.files.map(\.path)
    if let path = baseline.path(configured: settings.baselinePath) { plan.settingsFiles.append(path) }
    if isOutline { return plan }
    plan.baseline = try baseline.read(configured: settings.baselinePath, in: tree)
    let identifies = output.configured(with: plan.formats).identifiesFindings
    for index in plan.meshes.indices {
      plan.meshes[index].identifiesFindings = identifies
      plan.meshes[index].heedsSuppressions = !suppressions.noSuppressions
    }
    return plan
  }

  private func status(for result: AnalysisResult, of plan: AnalysisPlan) -> ExitStatus {
    let report = result.report
    if report.summary.unreadable > 0 { return .unreadable }
    if report.summary.resources == 0, !input.allowEmpty, !revisions.allowsEmpty(result) {
      input.complain(ofNothingIn: plan.meshes)
      return .unreadable
    }
    let threshold = Severity(rawValue: plan.failOn.rawValue)
    return threshold.map { least in report.findings.contains { $0.severity >= least } } ?? false
      ? .findings : .success
  }
}
