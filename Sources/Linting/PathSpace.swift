import Diagnostics
import Glibc

/// How paths are spelled: relative to the working directory where they lie near it.
///
/// Paths are compared by their text. Links count for nothing here.
package struct PathSpace: Sendable {
  /// An absolute path.
  package let workingDirectory: String

  package init(workingDirectory: String) { self.workingDirectory = workingDirectory }

  /// Paths of the process. The working directory has no links in it.
  package static var current: PathSpace { PathSpace(workingDirectory: realPath(".") ?? "/") }

  /// The path from the root of the file system, without `.` and `..`.
  package func absolute(_ path: String) -> String { workingDirectory.appending(path: path).withoutDotSegments }

  /// The path as reports show it: relative, unless it has nothing in common with the working directory.
  package func shown(_ path: String) -> String {
    let target = absolute(path)
    let isNear = target.split(separator: "/").first == workingDirectory.split(separator: "/").first
    return isNear ? relativePath(to: target) : target
  }

  /// The way that leads to a path from the working directory.
  func relativePath(to path: String) -> String {
    let target = absolute(path).split(separator: "/")
    let base = workingDirectory.split(separator: "/")
    let common = zip(target, base).prefix { $0 == $1 }.count
    let parts = base[common...].map { _ in ".." } + target[common...]
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Whether a path lies in a directory, or is the same.
  package func contains(_ directory: String, _ path: String) -> Bool { absolute(path).isInside(absolute(directory)) }

  /// The directory that a path lies in.
  package func parent(of path: String) -> String {
    let path = absolute(path)
    return path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
  }

  /// The nearest directory on disk, from an absolute one upwards, that holds a `.git`.
  package static func repository(around directory: String) -> String? {
    let components = directory.split(separator: "/")
    for count in stride(from: components.count, through: 0, by: -1) {
      let candidate = "/" + components.prefix(count).joined(separator: "/")
      if access(candidate.appending(path: ".git"), F_OK) == 0 { return candidate }
    }
    return nil
  }

  /// An absolute path on disk without links; nil where it leads nowhere.
  package static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// Files and directories, with all that is in them.
package struct PathSet: Sendable {
  private let paths: [String]
  private let space: PathSpace

  package init(_ paths: [String], _ space: PathSpace) {
    self.paths = paths.map(space.absolute)
    self.space = space
  }

  /// Whether a path is one of these or lies inside.
  package func contains(_ path: String) -> Bool {
    let path = space.absolute(path)
    return paths.contains(where: path.isInside)
  }
}

extension String {
  /// The path with another one behind it. An absolute one replaces it, as it does for `cd`.
  func appending(path: String) -> String {
    if path.hasPrefix("/") || self == "." { return path }
    return hasSuffix("/") ? self + path : "\(self)/\(path)"
  }

  /// Whether this is a directory or a path inside it. Both are absolute.
  package func isInside(_ directory: String) -> Bool { path(below: directory) != nil }

  /// What is left of an absolute path below a directory; empty for the directory itself, nil for one elsewhere.
  func path(below directory: String) -> Substring? {
    if self == directory { return "" }
    let prefix = directory == "/" ? "/" : directory + "/"
    return hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }

  /// The path without the parts that lead nowhere, so that `a.yaml` and `./a.yaml` are one file.
  var plainPath: String {
    let parts = split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return hasPrefix("/") ? "/" + parts : parts.isEmpty ? "." : parts
  }
}
