import ArgumentParser
import Diagnostics
import Linting

/// Which accepted findings are left out.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Leave out the findings that this baseline accepts (otherwise the configuration's).", valueName: "file"))
  var baseline: String?

  @Flag(help: "Leave out no finding for a baseline.")
  var noBaseline = false

  func validate() throws {
    if noBaseline, baseline != nil { throw ValidationError("Give either --baseline or --no-baseline.") }
  }

  /// Where the baseline to heed is; `configured` is the file that the configuration names.
  func path(configured: String?) -> String? { noBaseline ? nil : baseline ?? configured }

  /// The baseline to heed; `configured` is the file that the configuration names.
  func read(configured: String?, in tree: any FileTree) throws -> Baseline? {
    guard let path = path(configured: configured), !tree.isEarlier || tree.exists(path) else { return nil }
    return try Baseline.readOrFail(path, in: tree)
  }
}

extension Baseline {
  /// Reads a baseline; one that cannot be used is a failure of the call.
  static func readOrFail(_ path: String, in tree: any FileTree = WorkingTree()) throws -> Baseline {
    do throws(UnusableFile) { return try read(path, in: tree) } catch {
      throw CallFailure(description: error.description)
    }
  }
}
