/// A regular expression as Go's `regexp` and Envoy's RE2 read it: that is what API server, istiod and proxy match with.
///
/// It is an engine of its own. Swift's `Regex` backtracks, so a hostile pattern in the input could hang the linter, and
/// takes expressions that RE2 refuses; RE2 itself would be a dependency in C++. This one follows all alternatives at
/// once, so that matching is linear in the length of the text times that of the pattern.
package struct RegularExpression: Sendable {
  /// What is wrong with a pattern, in the words of Go.
  package struct SyntaxError: Error, Hashable, CustomStringConvertible {
    enum Reason: String, Sendable {
      case classRange = "invalid character class range"
      case escape = "invalid escape sequence"
      case namedCapture = "invalid named capture"
      case perlSyntax = "invalid or unsupported Perl syntax"
      case nestedRepetition = "invalid nested repetition operator"
      case repeatCount = "invalid repeat count"
      case openBracket = "missing closing ]"
      case openParenthesis = "missing closing )"
      case missingArgument = "missing argument to repetition operator"
      case trailingBackslash = "trailing backslash at end of expression"
      case closingParenthesis = "unexpected )"
      case depth = "expression nests too deeply"
      case size = "expression too large"
    }

    let reason: Reason
    /// The part of the pattern that is wrong.
    let part: String

    package var description: String { "error parsing regexp: \(reason.rawValue): `\(part)`" }
  }

  private let program: RegularExpressionProgram

  package init(_ pattern: String) throws(SyntaxError) {
    var parser = RegularExpressionParser(pattern)
    program = RegularExpressionProgram(try parser.parse())
  }

  /// Whether some part of the text matches. True where that would take unreasonably long to find out.
  package func matches(_ text: String) -> Bool {
    var steps = RegularExpression.stepLimit
    return matches(text, steps: &steps)
  }

  /// Whether there is an answer for every text; see ``matches(_:)``.
  var isDecidable: Bool { !program.isUndecidable }

  /// How many instructions it takes.
  var size: Int { program.size }

  /// As ``matches(_:)``, with a number of steps that several texts share.
  func matches(_ text: String, steps: inout Int) -> Bool { program.matches(text, steps: &steps) ?? true }

  /// What matching one text may take: a tenth of a second or so.
  static let stepLimit = 2_000_000
}
