/// A line of `.gitignore`, or a pattern of `--include` and `--exclude`, with the meaning that git gives it (`dir.c`,
/// `parse_path_pattern`, `match_basename` and `match_pathname`).
///
/// Without a slash before its end it matches the last component of a path, with one the whole path. A slash at the end
/// asks for a directory. Like git it compares bytes: `?` is one byte of a longer character.
struct IgnorePattern: Sendable {
  /// Whether the line starts with `!`, which takes back what lines before it ignore.
  let isNegated: Bool
  private let wantsDirectory: Bool
  private let matchesName: Bool
  /// What stands before the first wildcard.
  private let prefix: [UInt8]
  /// What stands behind the last wildcard, or a part of it, which tells most paths apart.
  private let suffix: [UInt8]
  /// The last byte of what matches, where it is certain; most lines fail by it.
  private let end: UInt8?
  /// What follows ``prefix``, with a character for each byte; nil where nothing does.
  private let glob: GlobPattern?

  /// Nil for a line that never matches: it is blank, a comment or no valid pattern.
  init?(_ line: ArraySlice<UInt8>) {
    var rest = Self.withoutTrailingSpaces(line)
    guard rest.first != UInt8(ascii: "#") else { return nil }
    isNegated = rest.first == UInt8(ascii: "!")
    if isNegated { rest = rest.dropFirst() }
    wantsDirectory = rest.last == Self.slash
    if wantsDirectory { rest = rest.dropLast() }
    matchesName = !rest.contains(Self.slash)
    if rest.first == Self.slash { rest = rest.dropFirst() }
    guard !rest.isEmpty else { return nil }
    prefix = Array(rest.prefix { !Self.specials.contains($0) })
    rest = rest.dropFirst(prefix.count)
    suffix = Self.literalEnd(of: rest)
    end = rest.isEmpty ? prefix.last : suffix.last
    if rest.isEmpty {
      glob = nil
    } else {
      guard let glob = GlobPattern(String(String.UnicodeScalarView(rest.map { Unicode.Scalar($0) }))) else {
        return nil
      }
      self.glob = glob
    }
  }

  /// Whether the pattern matches a path.
  ///
  /// `start`: Where the part begins that is relative to the directory of the pattern. `name`: Where the last component
  /// begins.
  func matches(_ path: [UInt8], from start: Int, name: Int, isDirectory: Bool) -> Bool {
    guard isDirectory || !wantsDirectory, end == nil || end == path.last else { return false }
    let start = matchesName ? name : start
    let rest = start + prefix.count
    guard glob == nil ? rest == path.count : rest + suffix.count <= path.count,
      path[start..<rest].elementsEqual(prefix), path[(path.count - suffix.count)...].elementsEqual(suffix)
    else { return false }
    return glob?.matches(path[rest...].map { Unicode.Scalar($0) }) ?? true
  }

  private static let slash = UInt8(ascii: "/")
  private static let backslash = UInt8(ascii: "\\")
  private static let specials: [UInt8] = Array("*?[\\".utf8)

  /// Spaces at the end of a line count only where a backslash stands before them.
  private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var (end, index) = (line.startIndex, line.startIndex)
    while index < line.endIndex {
      let isSpace = line[index] == UInt8(ascii: " ")
      index += line[index] == backslash ? 2 : 1
      if index > line.endIndex { return line }
      if !isSpace { end = index }
    }
    return line[..<end]
  }

  /// The bytes in which everything ends that matches a pattern.
  private static func literalEnd(of pattern: ArraySlice<UInt8>) -> [UInt8] {
    guard let last = pattern.lastIndex(where: { specials.contains($0) || $0 == UInt8(ascii: "]") }) else {
      return Array(pattern)
    }
    let isEscape = pattern[last] == backslash
    let literal = pattern[(last + 1)...].dropFirst(isEscape ? 1 : 0)
    // `**/` stands for no directory, too.
    return Array(pattern[last] == UInt8(ascii: "*") && literal.first == slash ? literal.dropFirst() : literal)
  }
}
