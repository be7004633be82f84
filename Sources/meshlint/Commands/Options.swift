import ArgumentParser
import Diagnostics
import FoundationEssentials
import Glibc
import Linting
import MeshModel
import MeshResolver
import RuleCatalogue

/// What to read, for every command that reads manifests.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files and directories to read; - is standard input.",
      discussion: """
        Directories are searched for .yaml, .yml and .json. Give everything that belongs to the mesh in one call: \
        what a policy does depends on Namespaces, workloads and Services. Without any, the meshes of the configuration \
        are read, else the working directory.
        """, valueName: "path"))
  var paths: [String] = []

  @Option(help: ArgumentHelp("Load this as well, but report nothing about it (repeatable).", valueName: "path"))
  var context: [String] = []

  @Flag(help: "Do not complain where there is nothing to read.")
  var allowEmpty = false

  @OptionGroup var files: FileOptions

  func validate() throws {
    if files.stdinFilename != nil, !paths.contains("-") {
      throw ValidationError("--stdin-filename goes with the path -.")
    }
    if paths.contains("-"), files.filesFrom.contains("-") {
      throw ValidationError("Standard input is either a manifest or a list of files.")
    }
  }

  /// All paths that the call names, here and in lists; nil where it leaves the choice to the configuration. To be asked
  /// once, since a list may come from standard input.
  func namedPaths() throws -> [String]? {
    paths.isEmpty && files.filesFrom.isEmpty ? nil : paths + (try files.listedPaths())
  }
}

/// What the manifests do not say about the mesh.
struct MeshOptions: ParsableArguments {
  @Flag(help: "The input is the whole mesh: what it does not mention does not exist.")
  var assumeComplete = false

  @Option(help: ArgumentHelp("The namespace of objects that name none.", valueName: "name"))
  var namespace: String?

  @Option(
    help: ArgumentHelp("Istio's root namespace (otherwise from the input, else istio-system).", valueName: "name"))
  var rootNamespace: String?

  @Option(help: ArgumentHelp("The trust domain (otherwise from the input, else cluster.local).", valueName: "name"))
  var trustDomain: String?

  @Option(help: ArgumentHelp("A file with mesh configuration, in place of what the input says.", valueName: "file"))
  var meshConfig: String?

  @Option(help: ArgumentHelp("A file with the networks of the mesh (meshNetworks).", valueName: "file"))
  var meshNetworks: String?

  @Option(
    help: ArgumentHelp(
      "The time at which certificates must be valid, such as 2026-11-21T12:00:00Z (otherwise the clock).",
      valueName: "time"),
    transform: secondsSince1970)
  var now: Int?

  @Option(
    help: ArgumentHelp(
      "An installed revision or revision tag of Istio (repeatable).",
      discussion: """
        Without any, namespaces labelled istio.io/rev are not judged unless the input shows the installation.
        """, valueName: "name"))
  var revision: [String] = []

  @Option(
    help: ArgumentHelp(
      "The version of Istio that the manifests are for, from \(Schemas.oldest) to \(Schemas.newest) (otherwise the newest).",
      valueName: "version"),
    transform: schemas(istio:))
  var istioVersion: Schemas?
}

extension Analysis {
  /// Loads the input of one mesh; a path that cannot be used is a failure of the call.
  static func loadOrFail(_ options: AnalysisOptions) async throws -> (mesh: EffectiveMesh, input: LoadedInput) {
    try await failing { try await load(options) }
  }

  /// What becomes of the files of one mesh; a path that cannot be used is a failure of the call.
  static func fatesOrFail(_ options: AnalysisOptions) async throws -> [(path: String, fate: FileFate)] {
    try await failing { try await fates(of: options) }
  }

  /// Judges the meshes of a plan; a path that cannot be used is a failure of the call.
  static func runOrFail(_ plan: AnalysisPlan) async throws -> AnalysisResult {
    try await failing { try await run(plan) }
  }

  private static func failing<Output>(_ work: () async throws -> Output) async throws -> Output {
    do {
      return try await work()
    } catch let missing as MissingPath {
      throw CallFailure(description: missing.description)
    } catch let unusable as UnusableFile {
      throw CallFailure(description: unusable.description)
    }
  }
}

/// A time in the form of RFC 3339 as seconds since 1970 in UTC.
private func secondsSince1970(_ text: String) throws -> Int {
  guard let date = try? Date(text, strategy: .iso8601) else {
    throw ValidationError("'\(text)' is no time such as 2026-11-21T12:00:00Z")
  }
  return Int(date.timeIntervalSince1970)
}

/// The schemas of a version of Istio.
private func schemas(istio text: String) throws -> Schemas {
  guard let schemas = Schemas(istio: text) else {
    throw ValidationError(
      "'\(text)' is no version of Istio that is known; expected one from \(Schemas.oldest) to \(Schemas.newest)")
  }
  return schemas
}

/// Which rules run.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run only this rule, by code, name, tag or pattern; one that is off by default runs in addition (repeatable).",
      valueName: "rule"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Do not run this rule (repeatable).", valueName: "rule"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp("Take a rule's findings as error, warning or info (repeatable).", valueName: "rule=level"))
  var severity: [String] = []

  @Option(
    name: [.customShort("S"), .long],
    help: ArgumentHelp(
      "Leave out the findings of a rule on some resources (repeatable).",
      discussion: """
        CODE="Kind namespace/name", as for istioctl analyze; * stands for any text. A resource can ask for it itself, \
        with the annotation galley.istio.io/analyze-suppress: CODE,CODE.
        """, valueName: "rule=resource"))
  var suppress: [String] = []

  /// Throws: Which of `suppress` cannot be used.
  func suppressions() throws -> [Suppression] {
    try suppress.map { text in
      guard var suppression = Suppression(text) else {
        throw CallFailure(description: "--suppress \(text): expected RULE=\"Kind namespace/name\"")
      }
      if RulePage.named(suppression.rule) == nil, suppression.rule.wholeMatch(of: /IST\d{4}/) != nil {
        Output.error("meshlint: --suppress \(text): meshlint never reports \(suppression.rule)\n")
      } else {
        suppression.rule = try RulePage.required(suppression.rule).id.code
      }
      return suppression
    }
  }
}

extension RulePage {
  static func required(_ text: String) throws -> RulePage {
    if let page = named(text) { return page }
    let near = didYouMean(nearest(to: text))
    throw CallFailure(description: "there is no rule '\(text)'\(near) (meshlint rules lists them all)")
  }
}

extension Severity: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}
