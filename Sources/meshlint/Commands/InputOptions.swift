import ArgumentParser
import Linting

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

  /// Says on standard error that the input of meshes holds nothing, and what to do.
  func complain(ofNothingIn meshes: [AnalysisOptions]) {
    let paths = meshes.flatMap(\.paths).map { $0 == "-" ? "standard input" : $0 }
    let sources = paths.isEmpty ? files.filesFrom.map { "the list \($0)" } : paths
    Output.error(
      "meshlint: no Kubernetes manifest in \(sources.joined(separator: ", ")); name files or directories that hold "
        + "some, or pass --allow-empty (--list-files says what was looked at)\n")
  }

  /// All paths that the call names, here and in lists; nil where it leaves the choice to the configuration. To be asked
  /// once, since a list may come from standard input.
  func namedPaths() throws -> [String]? {
    paths.isEmpty && files.filesFrom.isEmpty ? nil : paths + (try files.listedPaths())
  }
}

extension InputOptions {
  /// What the flags say of every mesh.
  var settings: [ConfigurationValue.Field] { .list("context", context, from: "--context") }
}
