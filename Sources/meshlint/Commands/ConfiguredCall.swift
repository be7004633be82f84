import Diagnostics
import Glibc
import Linting
import MeshResolver

/// A call with its configuration: flags come first, then what the files say, then the defaults.
struct ConfiguredCall {
  /// What the files and flags say.
  var document: ConfigurationDocument
  var configuration: Configuration
  /// The meshes to judge.
  var meshes: [AnalysisOptions]
  /// What the reader of the report must know, a sentence each.
  var notes: [String]

  /// `paths`: What ``InputOptions/namedPaths()`` gave. `outcome`: What the flags say about the report. `tree`: Where
  /// files are read, the configuration among them.
  init(
    _ input: InputOptions, _ mesh: MeshOptions, _ options: ConfigurationOptions, paths: [String]?,
    rules: RuleOptions? = nil, outcome: OutcomeOptions? = nil, in tree: any FileTree = WorkingTree()
  ) throws {
    document = try options.document(for: paths ?? [], in: tree)
    let flags = input.settings + mesh.settings
    document.put(
      input.files.settings + (try rules?.settings() ?? []) + .object("output", outcome?.settings ?? []), mesh: flags)
    let space = PathSpace.current
    configuration = Configuration(document, space)
    let choice: MeshChoice
    do throws(MeshChoice.Failure) {
      choice = try MeshChoice(
        of: configuration, paths: paths, names: options.meshes, unnamed: Configuration.Mesh(flags), space)
    } catch { throw CallFailure(description: error.description) }
    (meshes, notes) = (choice.meshes, choice.notes)
    let suppressions = try rules?.suppressions() ?? []
    for index in meshes.indices {
      meshes[index].tree = tree
      meshes[index].standardInputName = input.files.stdinFilename
      if !(input.files.include + input.files.exclude).isEmpty { meshes[index].coversConfiguration = false }
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
