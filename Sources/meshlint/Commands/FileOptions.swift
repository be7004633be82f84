import ArgumentParser
import Linting
import Reporting

/// Which files are read, for every command that reads manifests.
struct FileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read only files that match this, or lie in a directory that does (repeatable).",
      discussion: """
        Patterns are written like lines of .gitignore in the working directory: *.tmpl.yaml is a name anywhere, \
        'k8s/**/dev' a path. They hold for what is found in directories; a file that is named is read in any case.
        """, valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("Leave out files and directories that match this (repeatable).", valueName: "glob"))
  var exclude: [String] = []

  @Flag(help: "Read what .gitignore and .meshlintignore leave out, too.")
  var noIgnoreFiles = false

  @Option(
    help: ArgumentHelp(
      "Read what a list names, too; - is standard input (repeatable).",
      discussion: """
        One path a line, or with a NUL behind each. Files that do not end in .yaml, .yml or .json are passed over: \
        git ls-files -z | meshlint analyze --files-from -
        """, valueName: "file"))
  var filesFrom: [String] = []

  @Option(
    help: ArgumentHelp(
      "The path of what standard input holds. It takes the place of the file of this name.", valueName: "path"))
  var stdinFilename: String?

  func validate() throws {
    for (option, patterns) in [("--include", include), ("--exclude", exclude)] {
      guard let pattern = patterns.first(where: { !FileFilter.isPattern($0) }) else { continue }
      throw ValidationError("\(option) \(pattern): expected a pattern such as 'k8s/dev/**' or '*.tmpl.yaml'.")
    }
    if filesFrom.count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input can be read once.") }
  }

  /// What the flags say.
  var settings: [ConfigurationValue.Field] {
    .list("include", include, from: "--include") + .list("exclude", exclude, from: "--exclude")
      + (noIgnoreFiles
        ? [.init("ignore-files", ConfigurationValue(.boolean(false), from: .flag("--no-ignore-files")))] : [])
  }

  /// The paths that lists name.
  func listedPaths() throws -> [String] {
    do throws(UnusableFile) {
      var paths: [String] = []
      for list in filesFrom { paths += try PathList.read(list) }
      return paths
    } catch {
      throw CallFailure(description: error.description)
    }
  }
}

/// Whether a command says what it would read.
struct ListingOptions: ParsableArguments {
  @Flag(help: "Print which files are read, and why others are not, and stop.")
  var listFiles = false
}

/// Prints for `--list-files` what becomes of the files of meshes.
func listFiles(of meshes: [AnalysisOptions]) async throws {
  for options in meshes {
    let mesh = options.mesh.map { " (mesh \($0.printable))" } ?? ""
    for (path, fate) in try await Analysis.fatesOrFail(options) {
      Output.standard("\(path.printable): \(fate.description.printable)\(mesh)\n")
    }
  }
}
