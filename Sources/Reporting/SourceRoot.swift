import Diagnostics

/// What code hosts need to find a file: paths from the root of the repository, without symbolic links.
package struct SourceRoot: Sendable {
  /// The root of the repository: absolute, without symbolic links.
  package var path: String
  /// Absolute, without symbolic links.
  package var workingDirectory: String
  /// Where paths of the input lead whose files exist: absolute, without symbolic links.
  package var targets: [String: String] = [:]

  package init(path: String, workingDirectory: String) {
    self.path = path
    self.workingDirectory = workingDirectory
  }

  /// A path of the input from the root; absolute where it lies outside of it. Standard input keeps its name.
  func path(of path: String) -> String {
    if path == "<stdin>" { return path }
    let absolute = targets[path] ?? (path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)").withoutDotSegments
    let root = self.path.hasSuffix("/") ? self.path : self.path + "/"
    return absolute.hasPrefix(root) ? String(absolute.dropFirst(root.count)) : absolute
  }
}
