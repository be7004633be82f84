import Glibc

/// Paths of the call, and paths from the top of the repository.
extension GitRepository {
  /// Where a path of the call lies below the top of the repository, without `.` and `..`; empty for the top itself, nil
  /// for one outside.
  package func path(below spelling: String) -> String? {
    guard spelling.hasPrefix("/") else { return Self.plain(prefix + spelling) }
    if let path = Self.plain(spelling), let below = self.below(path) { return below }
    guard let real = realpath(spelling, nil) else { return nil }
    defer { free(real) }
    return below(String(String(cString: real).dropFirst()))
  }

  /// A path from the top of the repository as seen from the working directory.
  package func shown(_ path: String) -> String {
    let (from, to) = (prefix.split(separator: "/"), path.split(separator: "/"))
    let common = zip(from, to.dropLast()).prefix { $0 == $1 }.count
    return ([Substring](repeating: "..", count: from.count - common) + to.dropFirst(common)).joined(separator: "/")
  }

  /// `path`: Without its leading slash.
  private func below(_ path: String) -> String? {
    let top = String(root.dropFirst())
    if top.isEmpty { return path }
    return path == top ? "" : path.hasPrefix(top + "/") ? String(path.dropFirst(top.count + 1)) : nil
  }

  /// Nil where the path leads above its start.
  package static func plain(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." { parts.append(part) } else if parts.popLast() == nil { return nil }
    }
    return parts.joined(separator: "/")
  }
}
