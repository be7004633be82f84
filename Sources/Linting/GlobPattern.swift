/// A pattern of paths, in the language of `.gitignore`.
///
/// `*` stands for any text within one component of the path, `?` for one character, `[a-z]`, `[!a-z]` and `[[:digit:]]`
/// for one of a set, `**/` for any directories or none, and `/**` at the end for everything inside. A backslash takes
/// the meaning from the character behind it. A pattern matches the whole path; what a leading or trailing slash means
/// is up to whoever reads the pattern.
///
/// Matching takes time in proportion to the length of the path times that of the pattern, whatever they are.
package struct GlobPattern: Hashable, Sendable, CustomStringConvertible {
  private enum Token: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case any
    case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    /// `*`
    case component
    /// `**/`
    case directories
    /// `**` at the end, or before a slash with a backslash.
    case rest

    var isScalar: Bool { if case .scalar = self { true } else { false } }
    var isWildcard: Bool { self == .component || self == .directories || self == .rest }
  }

  package let description: String
  private let tokens: [Token]
  /// What a path must end in; most patterns end in a name or an extension, which tells most paths apart.
  private let suffix: String

  /// Nil where a bracket is not closed, or nothing stands behind a backslash.
  package init?(_ text: String) {
    guard let tokens = Self.tokens(of: text) else { return nil }
    description = text
    self.tokens = tokens
    var suffix = String.UnicodeScalarView()
    for case .scalar(let scalar) in tokens[((tokens.lastIndex { !$0.isScalar } ?? -1) + 1)...] { suffix.append(scalar) }
    self.suffix = String(suffix)
  }

  /// How many stars there are, of either kind.
  package var starCount: Int { tokens.count(where: \.isWildcard) }

  /// Whether the pattern matches a path.
  package func matches(_ path: String) -> Bool {
    path.hasSuffix(suffix) && table(Array(path.unicodeScalars), coversContent: false)[0][0]
  }

  /// Whether the pattern matches a text, scalar by scalar.
  func matches(_ text: [Unicode.Scalar]) -> Bool { table(text, coversContent: false)[0][0] }

  /// Whether the pattern matches a path or a directory that it lies in.
  package func covers(_ path: String) -> Bool {
    table(Array(path.unicodeScalars), coversContent: true)[0][0]
  }

  /// What each `*` and `**` stands for where the pattern ``covers(_:)`` a path, in their order; nil where it does not.
  package func captures(covering path: String) -> [String]? {
    let text = Array(path.unicodeScalars)
    let table = table(text, coversContent: true)
    guard table[0][0] else { return nil }
    var found: [String] = []
    var position = 0
    for (index, token) in tokens.enumerated() {
      guard token.isWildcard else {
        position += 1
        continue
      }
      let stop = token == .component ? text[position...].firstIndex(of: "/") ?? text.count : text.count
      // The longest text after which the rest of the pattern still matches.
      let end = (position...stop).last { end in
        table[index + 1][end] && (token != .directories || end == position || text[end - 1] == "/")
      }
      var captured = String.UnicodeScalarView(text[position..<(end ?? position)])
      if token == .directories, captured.last == "/" { captured.removeLast() }
      found.append(String(captured))
      position = end ?? position
    }
    return found
  }

  /// For each token and each position of the text, whether the tokens from there match the text from there.
  private func table(_ text: [Unicode.Scalar], coversContent: Bool) -> [[Bool]] {
    var rows = [[Bool]](repeating: [], count: tokens.count + 1)
    var below = (0...text.count).map { $0 == text.count || (coversContent && $0 > 0 && text[$0] == "/") }
    rows[tokens.count] = below
    for (index, token) in tokens.enumerated().reversed() {
      var row = [Bool](repeating: false, count: text.count + 1)
      // Whether the tokens behind `**/` match behind one of the slashes to come.
      var matchesLater = false
      for position in (0...text.count).reversed() {
        let scalar = position < text.count ? text[position] : nil
        switch token {
        case .scalar(let wanted): row[position] = scalar == wanted && below[position + 1]
        case .any: row[position] = scalar != nil && scalar != "/" && below[position + 1]
        case .oneOf(let ranges, let isNegated):
          guard let scalar, scalar != "/" else { continue }
          row[position] = ranges.contains { $0.contains(scalar) } != isNegated && below[position + 1]
        case .component:
          row[position] = below[position] || (scalar != nil && scalar != "/" && row[position + 1])
        case .rest: row[position] = below[position] || (scalar != nil && row[position + 1])
        case .directories:
          if scalar == "/" { matchesLater = row[position + 1] }
          row[position] = below[position] || matchesLater
        }
      }
      rows[index] = row
      below = row
    }
    return rows
  }

  // MARK: Reading

  private static func tokens(of text: String) -> [Token]? {
    var tokens: [Token] = []
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\\":
        guard let escaped = rest.popFirst() else { return nil }
        tokens.append(.scalar(escaped))
      case "?": tokens.append(.any)
      case "[":
        guard let set = set(&rest) else { return nil }
        tokens.append(set)
      case "*":
        let isAtStart = tokens.isEmpty || tokens.last == .scalar("/") || tokens.last == .directories
        let stars = 1 + rest.prefix { $0 == "*" }.count
        rest = rest.dropFirst(stars - 1)
        if stars > 1, isAtStart, rest.first == "/" {
          rest = rest.dropFirst()
          tokens.append(.directories)
        } else {
          let isRest = stars > 1 && isAtStart && (rest.isEmpty || rest.starts(with: "\\/".unicodeScalars))
          tokens.append(isRest ? .rest : .component)
        }
      default: tokens.append(.scalar(scalar))
      }
    }
    return tokens
  }

  /// Reads a set from behind its opening bracket.
  private static func set(_ rest: inout Substring.UnicodeScalarView) -> Token? {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    let isNegated = rest.first == "!" || rest.first == "^"
    if isNegated { rest = rest.dropFirst() }
    var isFirst = true
    while var low = rest.popFirst() {
      if low == "]", !isFirst { return .oneOf(ranges, isNegated: isNegated) }
      isFirst = false
      if low == "[", rest.first == ":", let end = rest.dropFirst().firstIndex(of: "]"),
        rest[..<end].dropFirst().last == ":"
      {
        guard let members = namedSets[String(rest[..<end].dropFirst().dropLast())] else { return nil }
        ranges += members
        rest = rest[end...].dropFirst()
        continue
      }
      if low == "\\" {
        guard let escaped = rest.popFirst() else { return nil }
        low = escaped
      }
      var high = low
      if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
        rest = rest.dropFirst(2)
        high = end
        if end == "\\" {
          guard let escaped = rest.popFirst() else { return nil }
          high = escaped
        }
      }
      // Of a range that runs backwards git takes the first.
      ranges.append(low...max(low, high))
    }
    return nil
  }

  /// What the names in `[[:name:]]` stand for.
  private static let namedSets: [String: [ClosedRange<Unicode.Scalar>]] = [
    "alnum": ["0"..."9", "A"..."Z", "a"..."z"], "alpha": ["A"..."Z", "a"..."z"], "blank": [" "..." ", "\t"..."\t"],
    "cntrl": ["\0"..."\u{1F}", "\u{7F}"..."\u{7F}"], "digit": ["0"..."9"], "graph": ["!"..."~"],
    "lower": ["a"..."z"], "print": [" "..."~"], "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"],
    "space": [" "..." ", "\t"..."\r"], "upper": ["A"..."Z"], "xdigit": ["0"..."9", "A"..."F", "a"..."f"],
  ]
}
