import ArgumentParser
import Diagnostics
import Glibc
import Linting
import Reporting

/// `meshlint baseline`
struct BaselineCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Accept today's findings, and fail on new ones.",
    discussion: """
      A baseline is a file with findings that a team lives with for now. meshlint analyze --baseline FILE leaves them \
      out and reports what is new. It holds neither lines nor names of files, so findings stay accepted when \
      manifests move or grow.

      EXAMPLES
        meshlint baseline create ./k8s    write .meshlint-baseline.json
        meshlint analyze ./k8s --baseline .meshlint-baseline.json
        meshlint baseline check ./k8s     fail where something is new, or is listed and was mended
        meshlint baseline update ./k8s    take out what was mended
      """,
    subcommands: [Create.self, Update.self, Check.self])

  /// `meshlint baseline create`
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write a baseline of all that is found.")

    @OptionGroup var options: BaselineCallOptions

    @Flag(help: "Replace a baseline that exists.")
    var force = false

    @Flag(help: "Accept errors of rules about security too.")
    var includeErrors = false

    func run() async throws {
      let call = try options.call()
      if options.listing.listFiles { return try await listFiles(of: call.plan.meshes) }
      if !force, access(call.path, F_OK) == 0 {
        throw CallFailure(
          description: "\(call.path) exists: meshlint baseline update takes out what was mended, with --add it accepts "
            + "what is new too, and --force replaces the file")
      }
      let (comparison, report) = try await call.compare(Baseline(includesErrors: includeErrors))
      call.requireWhole(report, or: "\(call.path) was not written")
      let baseline = Baseline(accepting: comparison.new, includingErrors: includeErrors)
      try call.write(baseline, leavingOut: comparison.new.filter { !baseline.mayAccept($0) }, of: report)
      if !call.isQuiet, !call.isConfigured {
        Output.error(
          "To use it, write \"baseline: \(call.path)\" into .meshlint.yaml, or pass --baseline \(call.path) to "
            + "meshlint analyze\n")
      }
    }
  }

  /// `meshlint baseline update`
  struct Update: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take out of a baseline what was mended.")

    @OptionGroup var options: BaselineCallOptions

    @Flag(help: "Accept what is new too.")
    var add = false

    func run() async throws {
      let call = try options.call()
      if options.listing.listFiles { return try await listFiles(of: call.plan.meshes) }
      var baseline = try Baseline.readOrFail(call.path)
      let (comparison, report) = try await call.compare(baseline)
      call.requireWhole(report, or: "\(call.path) stays as it is")
      baseline.remove(comparison.stale)
      if add { baseline.add(comparison.new) }
      try call.write(baseline, leavingOut: add ? comparison.new.filter { !baseline.mayAccept($0) } : [], of: report)
    }
  }

  /// `meshlint baseline check`
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what is new and what was mended since a baseline was written.",
      discussion: "The exit status is 1 where there is any of both.")

    @OptionGroup var options: BaselineCallOptions

    func run() async throws {
      let call = try options.call()
      if options.listing.listFiles { return try await listFiles(of: call.plan.meshes) }
      var (comparison, report) = try await call.compare(try Baseline.readOrFail(call.path))
      // What was found in a file that cannot be read now was not mended.
      if report.summary.unreadable > 0 { comparison.stale = [] }
      Output.standard(baselineReport(comparison, path: call.path, files: report.files))
      if !call.isQuiet { Output.error(summary(of: comparison)) }
      call.requireWhole(report, or: "what was mended cannot be told")
      (comparison.new.isEmpty && comparison.stale.isEmpty ? ExitStatus.success : .findings).exit()
    }
  }
}

/// The options that the commands about baselines have in common.
struct BaselineCallOptions: ParsableArguments {
  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Input") var listing: ListingOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Mesh") var mesh: MeshOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(
    help: ArgumentHelp("The baseline (otherwise the configuration's, else .meshlint-baseline.json).", valueName: "file")
  )
  var baseline: String?

  @Flag(name: .shortAndLong, help: "Print no summary.")
  var quiet = false

  func call() throws -> BaselineCall {
    let call = try ConfiguredCall(input, mesh, configuration, paths: input.namedPaths(), rules: rules)
    var plan = AnalysisPlan(meshes: call.meshes)
    // What stands elsewhere in a mesh would pass for mended.
    for index in plan.meshes.indices { plan.meshes[index].reportedPaths = nil }
    return BaselineCall(
      path: baseline ?? call.configuration.baselinePath ?? ".meshlint-baseline.json",
      isConfigured: call.configuration.baselinePath != nil, plan: plan,
      allowsEmpty: input.allowEmpty, isQuiet: quiet)
  }
}

/// A call of a command about baselines.
struct BaselineCall {
  /// Where the baseline is.
  var path: String
  /// Whether the configuration names a baseline.
  var isConfigured: Bool
  var plan: AnalysisPlan
  var allowsEmpty: Bool
  var isQuiet: Bool

  /// Judges the input and compares it with a baseline.
  func compare(_ baseline: Baseline) async throws -> (BaselineComparison, Report) {
    var plan = plan
    plan.baseline = baseline
    let result = try await Analysis.runOrFail(plan)
    return (result.baseline ?? BaselineComparison(), result.report)
  }

  /// Ends the program where something was not read: what was found there earlier would pass for mended.
  ///
  /// `consequence`: What comes of it, in words.
  func requireWhole(_ report: Report, or consequence: String) {
    let problem: String
    if report.summary.unreadable > 0 {
      problem = "not all of the input can be read (meshlint analyze says where)"
    } else if report.summary.resources == 0, !allowsEmpty {
      problem = "no Kubernetes manifest was found (--allow-empty says that there is none)"
    } else {
      return
    }
    Output.error("meshlint: \(problem), so \(consequence)\n")
    ExitStatus.unreadable.exit()
  }

  /// Writes the baseline, and says what it accepts and what not.
  func write(_ baseline: Baseline, leavingOut leftOut: [Finding], of report: Report) throws {
    try Output.write(baselineFile(baseline), toFile: path)
    guard !isQuiet else { return }
    Output.error(summary(of: baseline, path: path, leavingOut: leftOut, files: report.files))
  }
}
