import Diagnostics

/// What code hosts need to find a file: paths from the root of the repository, without symbolic links.
package struct SourceRoot: Sendable {
  /// The root of the repository: absolute, without symbolic links.
  package var path: String
  /// Absolute, without symbolic links.
  package var workingDirectory: String
  /// Where paths of the input lead whose files exist: absolute, without symbolic links.
  package var targets: [String: String] = [:]

  /// What renderers name as the source of objects, as far as it lies below the root.
  package var origins: [String: OriginFile] = [:]

  package init(path: String, workingDirectory: String) {
    self.path = path
    self.workingDirectory = workingDirectory
  }

  /// A path of the input from the root; absolute where it lies outside of it. Standard input keeps its name.
  func path(of path: String) -> String {
    if path == "<stdin>" { return path }
    let absolute = targets[path] ?? (path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)").withoutDotSegments
    return contains(absolute) ? String(absolute.dropFirst(prefix.count)) : absolute
  }

  /// Whether an absolute path without symbolic links lies below the root.
  package func contains(_ path: String) -> Bool { path.hasPrefix(prefix) }

  private var prefix: String { path.hasSuffix("/") ? path : path + "/" }
}

/// A file from which a renderer made objects.
package struct OriginFile: Sendable {
  /// Absolute, without symbolic links.
  package var path: String
  package var text: [UInt8]

  package init(path: String, text: [UInt8]) {
    self.path = path
    self.text = text
  }
}
