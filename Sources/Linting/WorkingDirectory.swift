import Glibc

/// The directory that relative paths start from.
struct WorkingDirectory: Sendable {
  /// Absolute and without links.
  let path: String
  private let components: [Substring]

  init(_ path: String) {
    self.path = path
    components = path.split(separator: "/")
  }

  /// The working directory of the process.
  static var current: WorkingDirectory { WorkingDirectory(realPath(".") ?? "/") }

  /// Whether an absolute path lies below the directory.
  func contains(_ absolute: String) -> Bool { absolute != path && absolute.isInside(path) }

  /// The path that leads from here to an absolute one.
  func relativePath(to absolute: String) -> String {
    let other = absolute.split(separator: "/")
    let shared = zip(components, other).prefix { $0 == $1 }.count
    let steps = components.dropFirst(shared).map { _ in ".." } + other.dropFirst(shared)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  /// The nearest directory, from this one upwards, that holds a `.git`.
  var repositoryRoot: String? {
    for count in stride(from: components.count, through: 0, by: -1) {
      let directory = "/" + components.prefix(count).joined(separator: "/")
      if access(directory.appending(path: ".git"), F_OK) == 0 { return directory }
    }
    return nil
  }

  /// An absolute path without links; nil where it leads nowhere.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

extension String {
  /// The path with another one behind it. An absolute one replaces it, as it does for `cd`.
  func appending(path: String) -> String {
    if path.hasPrefix("/") || self == "." { return path }
    return hasSuffix("/") ? self + path : "\(self)/\(path)"
  }

  /// Whether this is a directory or a path inside it. Both are absolute.
  func isInside(_ directory: String) -> Bool {
    self == directory || hasPrefix(directory == "/" ? "/" : directory + "/")
  }

  /// The path without the parts that lead nowhere, so that `a.yaml` and `./a.yaml` are one file.
  var plainPath: String {
    let parts = split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return hasPrefix("/") ? "/" + parts : parts.isEmpty ? "." : parts
  }

  /// An absolute path in which each `..` has taken away the part before it.
  var withoutParentSteps: String {
    let parts = split(separator: "/").reduce(into: [Substring]()) { parts, part in
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
