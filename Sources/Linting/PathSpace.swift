import Diagnostics

/// How paths are spelled: relative to the working directory where they lie near it.
///
/// Paths are compared by their text. Links count for nothing here.
package struct PathSpace: Sendable {
  /// An absolute path.
  package let workingDirectory: String

  package init(workingDirectory: String) { self.workingDirectory = workingDirectory }

  /// The path from the root of the file system, without `.` and `..`.
  package func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)").split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The path as reports show it: relative, unless it has nothing in common with the working directory.
  package func shown(_ path: String) -> String {
    let target = absolute(path).split(separator: "/")
    let base = absolute("").split(separator: "/")
    let common = zip(target, base).prefix { $0 == $1 }.count
    guard common > 0 else { return absolute(path) }
    let parts = base[common...].map { _ in ".." } + target[common...]
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Whether a path lies in a directory, or is the same.
  package func contains(_ directory: String, _ path: String) -> Bool {
    rest(of: absolute(path), below: absolute(directory)) != nil
  }

  /// What is left of an absolute path below a directory; empty for the directory itself, nil for one elsewhere.
  func rest(of path: String, below directory: String) -> Substring? {
    if path == directory { return "" }
    let prefix = directory == "/" ? "/" : directory + "/"
    return path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : nil
  }

  /// The directory that a path lies in.
  package func parent(of path: String) -> String {
    let path = absolute(path)
    return path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
  }
}

extension PathSpace {
  /// Lines of a `.gitignore` in the working directory that match what a line of one in another directory does.
  func patterns(_ line: String, in directory: String) -> [String] {
    let directory = absolute(directory)
    let rest = rest(of: absolute(""), below: directory)
    guard rest != "" else { return [line] }
    // A name without a slash stands for itself anywhere.
    let path = line.dropLast(line.hasSuffix("/") ? 1 : 0)
    let parts = path.contains("/") ? path.split(separator: "/") : ["**", path]
    let end = line.hasSuffix("/") ? "/" : ""
    guard let rest else {
      let prefix = shown(directory).unicodeScalars.map { "\\*?[".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)" }
      return [prefix.joined() + "/" + parts.joined(separator: "/") + end]
    }
    // Below the working directory what is left of the pattern counts; beside it, the pattern as seen from here.
    let steps = rest.split(separator: "/")
    return Self.rests(of: parts[...], below: steps[...]).map {
      $0.isEmpty ? "**" : "/" + $0.joined(separator: "/") + end
    }
    .sorted() + [String(repeating: "../", count: steps.count) + parts.joined(separator: "/") + end]
  }

  /// What is left of the components of a pattern below a directory, by each way in which they match its path.
  private static func rests(of pattern: ArraySlice<Substring>, below path: ArraySlice<Substring>) -> Set<[Substring]> {
    guard let first = pattern.first, let name = path.first else { return [Array(pattern)] }
    if first == "**" {
      return rests(of: pattern, below: path.dropFirst()).union(rests(of: pattern.dropFirst(), below: path))
    }
    guard GlobPattern(String(first))?.matches(String(name)) == true else { return [] }
    return rests(of: pattern.dropFirst(), below: path.dropFirst())
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
    return paths.contains { space.rest(of: path, below: $0) != nil }
  }
}

/// A pattern of paths below a directory.
package struct PathPattern: Sendable {
  private let glob: GlobPattern
  /// The directory, as an absolute path.
  private let directory: String
  private let space: PathSpace

  /// Nil where the text is no pattern.
  package init?(_ text: String, in directory: String, _ space: PathSpace) {
    guard let glob = GlobPattern(text) else { return nil }
    self.glob = glob
    self.directory = space.absolute(directory)
    self.space = space
  }

  /// Whether the pattern matches a path or a directory that it lies in.
  package func covers(_ path: String) -> Bool {
    space.rest(of: space.absolute(path), below: directory).map { glob.covers(String($0)) } ?? false
  }

  /// What each star stands for; nil where the pattern does not cover the path.
  func captures(covering path: String) -> [String]? {
    space.rest(of: space.absolute(path), below: directory).flatMap { glob.captures(covering: String($0)) }
  }
}

/// The namespaces of objects that name none, by the path of their file.
package struct NamespacePattern: Sendable {
  let pattern: PathPattern
  let template: NamespaceTemplate

  /// The namespace that the first pattern gives that covers a path.
  static func namespace(of path: String, _ patterns: [NamespacePattern]) -> String? {
    for entry in patterns {
      if let captures = entry.pattern.captures(covering: path) { return entry.template.filled(with: captures) }
    }
    return nil
  }
}

/// The name of a namespace in which `{1}` stands for what the first star of a pattern does.
struct NamespaceTemplate: Sendable {
  private enum Part: Sendable {
    case text(String)
    case capture(Int)
  }

  private var parts: [Part] = []

  /// Nil where the text is none, or would give names that no namespace can have.
  init?(_ text: String) {
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}"), let number = Int(rest[rest.index(after: open)..<close]),
        (1...9).contains(number)
      else { return nil }
      parts += [.text(String(rest[..<open])), .capture(number)]
      rest = rest[rest.index(after: close)...]
    }
    parts.append(.text(String(rest)))
    let isPlain = parts.allSatisfy { part in
      guard case .text(let text) = part else { return true }
      return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
    guard !text.isEmpty, isPlain else { return nil }
  }

  /// How many stars the pattern must have.
  var captureCount: Int {
    parts.reduce(0) { most, part in if case .capture(let number) = part { max(most, number) } else { most } }
  }

  func filled(with captures: [String]) -> String {
    parts.reduce(into: "") { name, part in
      switch part {
      case .text(let text): name += text
      case .capture(let number): name += captures.indices.contains(number - 1) ? captures[number - 1] : ""
      }
    }
  }
}
