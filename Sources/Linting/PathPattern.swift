/// A pattern of paths below a directory, written like a line of `.gitignore` there: one without a slash is the name of
/// a file or directory anywhere, one with a slash a path.
package struct PathPattern: Sendable {
  private let glob: GlobPattern
  private let matchesName: Bool
  /// The directory, as an absolute path.
  private let directory: String
  private let space: PathSpace

  /// Nil where the text is no pattern.
  package init?(_ text: String, in directory: String, _ space: PathSpace) {
    guard let (glob, matchesName) = Self.parts(of: text) else { return nil }
    (self.glob, self.matchesName) = (glob, matchesName)
    self.directory = space.anchor(of: text, in: directory).directory
    self.space = space
  }

  /// How many stars a text has as a pattern; nil where it is none.
  static func starCount(of text: String) -> Int? { parts(of: text)?.glob.starCount }

  private static func parts(of text: String) -> (glob: GlobPattern, matchesName: Bool)? {
    var path = PathSpace(workingDirectory: "/").anchor(of: text, in: "/").line[...]
    if path.hasSuffix("/") { path = path.dropLast() }
    let matchesName = !path.contains("/")
    if path.hasPrefix("/") { path = path.dropFirst() }
    guard !path.isEmpty, !path.hasPrefix("!"), let glob = GlobPattern(String(path)) else { return nil }
    return (glob, matchesName)
  }

  /// Whether the pattern matches a path or a directory that it lies in.
  package func covers(_ path: String) -> Bool { candidates(path).contains(where: glob.covers) }

  /// What each star stands for; nil where the pattern does not cover the path.
  func captures(covering path: String) -> [String]? { candidates(path).lazy.compactMap(glob.captures).first }

  /// What the pattern may match of a path: its names, from the outermost directory down, or all that is left of it
  /// below the directory.
  private func candidates(_ path: String) -> [String] {
    guard let rest = space.absolute(path).path(below: directory) else { return [] }
    return matchesName ? rest.split(separator: "/").map(String.init) : [String(rest)]
  }
}

extension PathSpace {
  /// Lines of a `.gitignore` in the working directory that match what a line of one in another directory does.
  func patterns(_ line: String, in directory: String) -> [String] {
    if absolute(directory) == absolute("") { return [line] }
    let (line, directory) = anchor(of: line, in: directory)
    let rest = workingDirectory.path(below: directory)
    guard rest != "" else { return [line] }
    // A name without a slash stands for itself anywhere.
    let path = line.dropLast(line.hasSuffix("/") ? 1 : 0)
    let parts = path.contains("/") ? path.split(separator: "/") : ["**", path]
    let end = line.hasSuffix("/") ? "/" : ""
    guard let rest else {
      let prefix = relativePath(to: directory).unicodeScalars.map {
        "\\*?[".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)"
      }
      return [prefix.joined() + "/" + parts.joined(separator: "/") + end]
    }
    // Below the working directory what is left of the pattern counts; beside it, the pattern as seen from here.
    let steps = rest.split(separator: "/")
    return Self.rests(of: parts[...], below: steps[...]).map {
      $0.isEmpty ? "**" : "/" + $0.joined(separator: "/") + end
    }
    .sorted() + [String(repeating: "../", count: steps.count) + parts.joined(separator: "/") + end]
  }

  /// A line as one without steps such as `./` and `../` at its start, and the directory that it is for then.
  fileprivate func anchor(of line: String, in directory: String) -> (line: String, directory: String) {
    var (rest, directory) = (line[...], absolute(directory))
    while true {
      if rest.hasPrefix("./") {
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("../") {
        rest = rest.dropFirst(3)
        directory = parent(of: directory)
      } else {
        // With its steps the line had a slash, and so was a path.
        return (rest.startIndex == line.startIndex ? line : "/" + rest, directory)
      }
    }
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
