import ArgumentParser
import Diagnostics
import Linting

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
    if let path = environment("MESHLINT_CONFIG") { return (path, "which MESHLINT_CONFIG names") }
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
