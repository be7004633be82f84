import Glibc
import Linting
import Reporting

/// What a step of GitHub Actions knows from its environment.
struct GitHubActions {
  /// The file to which summaries of the step are appended.
  private let summaryPath: String?

  /// Nil outside of GitHub Actions.
  static var current: GitHubActions? {
    environment("GITHUB_ACTIONS") == "true" ? GitHubActions(summaryPath: environment("GITHUB_STEP_SUMMARY")) : nil
  }

  /// Adds to the summary of the step. A summary that cannot be written is no reason to fail: the log has the report.
  ///
  /// `markdown`: The text for a number of bytes that are left.
  func appendSummary(_ markdown: (_ limit: Int) -> String) {
    guard let summaryPath else { return }
    var status = stat()
    let size = stat(summaryPath, &status) == 0 ? Int(status.st_size) : 0
    let text = markdown(max(0, MarkdownLimit.stepSummary - size))
    guard size + text.utf8.count <= MarkdownLimit.stepSummary else { return }
    do { try Output.append(text, toFile: summaryPath) } catch { Output.error("meshlint: \(error.description)\n") }
  }
}

extension SourceRoot {
  /// Where the program runs: the root is GitHub's workspace or the repository around the working directory, and the
  /// working directory itself outside of both.
  ///
  /// `origins`: What renderers name as the sources of objects. They are looked for from the working directory and from
  /// the root, and never outside of it.
  static func current(for paths: Set<String>, origins: Set<String>) -> SourceRoot {
    let directory = PathSpace.current.workingDirectory
    let workspace = environment("GITHUB_WORKSPACE").flatMap(PathSpace.realPath).flatMap {
      directory.isInside($0) ? $0 : nil
    }
    var root = SourceRoot(
      path: workspace ?? PathSpace.repository(around: directory) ?? directory, workingDirectory: directory)
    for path in paths { root.targets[path] = PathSpace.realPath(path) }
    for path in origins where !path.hasPrefix("/") {
      root.origins[path] = [directory, root.path].lazy.compactMap { root.originFile("\($0)/\(path)") }.first
    }
    return root
  }

  private func originFile(_ path: String) -> OriginFile? {
    guard let resolved = PathSpace.realPath(path), contains(resolved), let text = try? WorkingTree().read(resolved)
    else { return nil }
    return OriginFile(path: resolved, text: text)
  }
}
