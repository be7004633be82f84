import ArgumentParser
import Diagnostics
import Glibc
import Linting
import MeshModel
import MeshResolver
import RuleCatalogue

/// Which configuration holds, and which of its meshes are judged.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The configuration (otherwise MESHLINT_CONFIG, else .meshlint.yaml near the paths, up to the top of the repository).",
      valueName: "file"))
  var config: String?

  @Flag(help: "Read no configuration.")
  var noConfig = false

  @Option(
    name: .customLong("mesh"),
    help: ArgumentHelp("Only this mesh of the configuration (repeatable).", valueName: "name"))
  var meshes: [String] = []

  func validate() throws {
    if noConfig, config != nil { throw ValidationError("Give either --config or --no-config.") }
  }

  /// Where the configuration of a call is; nil where there is none.
  func path(for paths: [String], in tree: any FileTree = WorkingTree()) throws -> String? {
    let path = try choice(for: paths, in: tree)?.path
    return path.flatMap { tree.isEarlier && !tree.exists($0) ? nil : $0 }
  }

  /// Which configuration a call has and why, in words.
  func origin(for paths: [String]) throws -> String {
    try choice(for: paths, in: WorkingTree()).map { "\($0.path), \($0.reason)" } ?? "no configuration"
  }

  private func choice(for paths: [String], in tree: any FileTree) throws -> (path: String, reason: String)? {
    if noConfig { return nil }
    if let config { return (config, "which --config names") }
    if let path = variable("MESHLINT_CONFIG") { return (path, "which MESHLINT_CONFIG names") }
    do throws(ConfigurationSearch.Ambiguity) {
      let found = try ConfigurationSearch(tree: tree, space: .current).find(for: paths)
      return found.map { ($0, "the nearest") }
    } catch { throw CallFailure(description: error.description) }
  }

  /// Reads the configuration of a call, from a revision where that is asked for.
  func document(for paths: [String], in tree: any FileTree) throws -> ConfigurationDocument {
    guard let path = try path(for: paths, in: tree) else { return ConfigurationDocument() }
    do throws(InvalidConfiguration) {
      let document = try ConfigurationReader(tree: tree, space: .current, format: .current).read(path)
      if !tree.isEarlier { try document.requirePaths(in: tree) }
      return document
    } catch { throw CallFailure(error) }
  }
}

extension CallFailure {
  /// Every problem on a line of its own.
  init(_ invalid: InvalidConfiguration) {
    self.init(description: invalid.problems.map(\.description).joined(separator: "\nmeshlint: "))
  }
}

extension ConfigurationFormat {
  /// The format with the reports that this program writes.
  static let current = ConfigurationFormat(reportFormats: OutputOptions.Format.allCases.map(\.rawValue))
}

extension PathSpace {
  static let current = PathSpace(workingDirectory: workingDirectory)

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}

/// A variable of the environment; nil for an empty one.
func variable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}

/// A call with its configuration: flags come first, then what the files say, then the defaults.
struct ConfiguredCall {
  /// What the files and flags say.
  var document: ConfigurationDocument
  var configuration: Configuration
  /// The meshes to judge.
  var meshes: [AnalysisOptions]
  /// What the reader of the report must know, a sentence each.
  var notes: [String]

  /// `paths`: What ``InputOptions/namedPaths()`` gave. `output`: What the flags say about the report. `tree`: Where files are read, the configuration among them.
  init(
    _ input: InputOptions, _ mesh: MeshOptions, _ options: ConfigurationOptions, paths: [String]?,
    rules: RuleOptions? = nil,
    output: [ConfigurationValue.Field] = [], in tree: any FileTree = WorkingTree()
  ) throws {
    document = try options.document(for: paths ?? [], in: tree)
    let flags = input.settings + mesh.settings
    document.put((try rules?.settings() ?? []) + .object("output", output), mesh: flags)
    configuration = Configuration(document, .current)
    let choice: MeshChoice
    do throws(MeshChoice.Failure) {
      choice = try MeshChoice(
        of: configuration, paths: paths, names: options.meshes, unnamed: Configuration.Mesh(flags), .current)
    } catch { throw CallFailure(description: error.description) }
    (meshes, notes) = (choice.meshes, choice.notes)
    let suppressions = try rules?.suppressions() ?? []
    for index in meshes.indices {
      meshes[index].tree = tree
      meshes[index].filter = input.files.applied(to: meshes[index].filter)
      meshes[index].standardInputName = input.files.stdinFilename
      meshes[index].suppressions = suppressions
      meshes[index].resolver.now = mesh.now ?? time(nil)
      guard let namespace = mesh.namespace else { continue }
      meshes[index].defaultNamespace = namespace
      meshes[index].namespaces = []
    }
  }
}

// MARK: Flags as settings

extension ConfigurationValue {
  static func text(_ text: String, from flag: String) -> ConfigurationValue {
    ConfigurationValue(.text(text), from: .flag(flag))
  }

  static func list(_ texts: [String], from flag: String) -> ConfigurationValue {
    ConfigurationValue(.list(texts.map { .text($0, from: flag) }), from: .flag(flag))
  }
}

extension [ConfigurationValue.Field] {
  /// A setting that is an object, unless it has no fields.
  static func object(_ key: String, _ fields: [ConfigurationValue.Field]) -> Self {
    fields.isEmpty ? [] : [.init(key, ConfigurationValue(.fields(fields), from: .flag("")))]
  }

  /// A setting that is a text, unless it is nil.
  static func text(_ key: String, _ text: String?, from flag: String) -> Self {
    text.map { [.init(key, .text($0, from: flag))] } ?? []
  }

  /// A setting that is a list, unless it is empty.
  static func list(_ key: String, _ texts: [String], from flag: String) -> Self {
    texts.isEmpty ? [] : [.init(key, .list(texts, from: flag))]
  }
}

extension InputOptions {
  /// What the flags say of every mesh.
  var settings: [ConfigurationValue.Field] { .list("context", context, from: "--context") }
}

extension MeshOptions {
  /// What the flags say of every mesh.
  var settings: [ConfigurationValue.Field] {
    var fields: [ConfigurationValue.Field] = .text(
      "istio", istioVersion.map { "\($0.version)" }, from: "--istio-version")
    fields += .text("trust-domain", trustDomain, from: "--trust-domain")
    fields += .text("root-namespace", rootNamespace, from: "--root-namespace")
    fields += .list("revisions", revision, from: "--revision")
    fields += .text("meshconfig", meshConfig, from: "--mesh-config")
    fields += .text("mesh-networks", meshNetworks, from: "--mesh-networks")
    if assumeComplete {
      fields.append(.init("complete", ConfigurationValue(.boolean(true), from: .flag("--assume-complete"))))
    }
    return fields
  }
}

extension RuleOptions {
  /// What the flags say.
  ///
  /// Throws: Which rule or level does not exist, with the nearest that does.
  func settings() throws -> [ConfigurationValue.Field] {
    for text in select + ignore where RulePage.all(matching: text).isEmpty { _ = try RulePage.required(text) }
    let levels = try severity.map { assignment in
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, Severity(rawValue: parts[1]) != nil else {
        throw CallFailure(
          description: "--severity \(assignment): expected RULE=LEVEL, where LEVEL is error, warning or info")
      }
      let name = try RulePage.required(parts[0]).id.name
      return ConfigurationValue.Field(name, .text(parts[1], from: "--severity"))
    }
    return .object(
      "rules",
      .list("select", select, from: "--select") + .list("ignore", ignore, from: "--ignore")
        + .object("severity", levels.reversed()))
  }
}

/// When a run fails, and what the report leaves out.
struct OutcomeOptions: ParsableArguments {
  @Option(help: "The least severity that makes the exit status 1 (otherwise the configuration's, else warning).")
  var failOn: FailureThreshold?

  @Option(help: "Leave findings below this severity out of the report (otherwise the configuration's, else info).")
  var minSeverity: Severity?

  /// What the flags say.
  var settings: [ConfigurationValue.Field] {
    .text("fail-on", failOn?.rawValue, from: "--fail-on")
      + .text("min-severity", minSeverity?.rawValue, from: "--min-severity")
  }
}

extension FailureThreshold: ExpressibleByArgument {}
