/// What Rust's `regex` refuses in an expression, which is what Linkerd matches with. Go and Envoy take some of it, such
/// as braces that count nothing.
///
/// It says what is wrong for certain, and passes over what it does not know.
package enum RustPattern {
  /// What is wrong with an expression, in the words of `regex-syntax`; nil where nothing is that is looked for.
  package static func problem(with pattern: String) -> String? {
    var scan = Scan(rest: Array(pattern.unicodeScalars)[...])
    return scan.problem()
  }

  private struct Scan {
    var rest: ArraySlice<Unicode.Scalar>
    var openGroups = 0
    /// Whether nothing stands before this place that could be repeated.
    var isAtStart = true

    mutating func problem() -> String? {
      while let scalar = rest.popFirst() {
        let wasAtStart = isAtStart
        isAtStart = false
        switch scalar {
        case "\\":
          guard let escaped = rest.popFirst() else {
            return "incomplete escape sequence, reached end of pattern prematurely"
          }
          if ("1"..."9").contains(escaped) { return "backreferences are not supported" }
        case "[":
          if !skipClass() { return "unclosed character class" }
        case "(":
          openGroups += 1
          isAtStart = true
          if starts(with: ["?", "="], ["?", "!"], ["?", "<", "="], ["?", "<", "!"]) {
            return "look-around, including look-ahead and look-behind, is not supported"
          }
          guard rest.first == "?" else { break }
          let opening = rest.prefix { $0 != ")" && $0 != ":" && $0 != ">" }
          // In this mode, blanks and comments mean nothing.
          if !opening.contains("<"), opening.contains("x") { return nil }
          rest = rest.dropFirst(opening.count + (rest.dropFirst(opening.count).first == ")" ? 0 : 1))
        case ")":
          guard openGroups > 0 else { return "unopened group" }
          openGroups -= 1
        case "|": isAtStart = true
        case "*", "+", "?":
          if wasAtStart { return "repetition operator missing expression" }
        case "{":
          if let problem = wasAtStart ? "repetition operator missing expression" : skipCount() { return problem }
        default: break
        }
      }
      return openGroups > 0 ? "unclosed group" : nil
    }

    private func starts(with openings: [Unicode.Scalar]...) -> Bool { openings.contains { rest.starts(with: $0) } }

    /// Passes over `2}` and the like, and says what is wrong with it.
    private mutating func skipCount() -> String? {
      guard let end = rest.firstIndex(of: "}") else { return "unclosed counted repetition" }
      let numbers = rest[..<end].split(separator: ",", omittingEmptySubsequences: false).map { number in
        number.filter { !$0.properties.isWhitespace }
      }
      rest = rest[(end + 1)...]
      let areNumbers = numbers.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
      guard numbers.count <= 2, areNumbers, numbers.contains(where: { !$0.isEmpty }) else {
        return "repetition quantifier expects a valid decimal"
      }
      return nil
    }

    /// Passes over a class, which may hold others; false where it has no end.
    private mutating func skipClass() -> Bool {
      var depth = 1
      skipOpening()
      while let scalar = rest.popFirst() {
        switch scalar {
        case "\\": rest = rest.dropFirst()
        case "[":
          depth += 1
          skipOpening()
        case "]":
          depth -= 1
          if depth == 0 { return true }
        default: break
        }
      }
      return false
    }

    /// A bracket that closes is one of the characters where it comes first.
    private mutating func skipOpening() {
      if rest.first == "^" { rest.removeFirst() }
      if rest.first == "]" { rest.removeFirst() }
    }
  }
}
