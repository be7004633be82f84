/// Cuts a template into tokens (Go's `text/template/parse/lex.go`).
struct GoTemplateLexer {
  enum Kind: Hashable {
    case text, left, right, space, pipe, assign, declare, open, close, dot, field, variable, identifier, string, number
    /// A character that stands for itself, such as a comma.
    case other
    case end
    /// What is wrong; nothing follows.
    case problem
  }

  struct Token {
    var kind: Kind
    /// Of a string, what stands between the quotes.
    var text: String
    var line: Int
    /// Whether a string has escapes.
    var isEscaped = false
  }

  private let input: [UnicodeScalar]
  private var index = 0
  private var line = 1
  private var depth = 0
  private(set) var tokens: [Token] = []

  /// Linear in the length of the text.
  init(_ text: String) {
    input = Array(text.unicodeScalars)
    readText()
  }

  // MARK: Text

  private mutating func readText() {
    var trimsStart = false
    while true {
      var end = index
      while end < input.count, !stands("{{", at: end) { end += 1 }
      var text = input[index..<end]
      if trimsStart { text = text.drop(while: Self.isSpace)[...] }
      let trimsEnd = end < input.count && stands("-", at: end + 2) && isSpace(at: end + 3)
      if trimsEnd { while let last = text.last, Self.isSpace(last) { text.removeLast() } }
      if !text.isEmpty { add(.text, String(text)) }
      line += input[index..<end].count { $0 == "\n" }
      index = end
      guard end < input.count else {
        add(.end, "")
        return
      }
      index += trimsEnd ? 3 : 2
      guard let trims = stands("/*", at: trimsEnd ? index + 1 : index) ? readComment() : readAction() else { return }
      trimsStart = trims
    }
  }

  /// Nil after a problem; else whether white space behind it is dropped.
  private mutating func readComment() -> Bool? {
    while index < input.count, !stands("*/", at: index) { step() }
    guard index < input.count else { return fail("unclosed comment") }
    index += 2
    if stands("}}", at: index) {
      index += 2
      return false
    }
    guard isTrimmingEnd(at: index) else { return fail("comment ends before closing delimiter") }
    index += 4
    return true
  }

  // MARK: Actions

  /// As ``readComment()``.
  private mutating func readAction() -> Bool? {
    add(.left, "{{")
    depth = 0
    while true {
      if stands("}}", at: index) || isTrimmingEnd(at: index) {
        if depth > 0 { return fail("unclosed left paren") }
        let trims = !stands("}}", at: index)
        add(.right, "}}")
        index += trims ? 4 : 2
        return trims
      }
      guard index < input.count else { return fail("unclosed action") }
      if !readToken() { return nil }
    }
  }

  /// False after a problem.
  private mutating func readToken() -> Bool {
    let scalar = input[index]
    switch scalar {
    case _ where Self.isSpace(scalar):
      repeat { step() } while isSpace(at: index) && !isTrimmingEnd(at: index)
      add(.space, " ")
    case "=": take(.assign, "=")
    case ":":
      guard stands("=", at: index + 1) else { return fail("expected :=") != nil }
      take(.declare, ":=")
    case "|": take(.pipe, "|")
    case "(":
      depth += 1
      take(.open, "(")
    case ")":
      depth -= 1
      take(.close, ")")
    case "\"": return readString(until: "\"", "unterminated quoted string")
    case "`": return readString(until: "`", "unterminated raw quoted string")
    case "'": return readString(until: "'", "unterminated character constant")
    case "." where !isDigit(at: index + 1): return readName(.field, alone: .dot)
    case "$": return readName(.variable, alone: .variable)
    case ".", "+", "-", "0"..."9": readNumber()
    case _ where Self.isOfName(scalar): return readName(.identifier, alone: .identifier)
    case _ where scalar.isASCII && scalar.value > 0x20 && scalar.value < 0x7f: take(.other, String(scalar))
    default: return fail("unrecognized character in action: \(Self.name(of: scalar))") != nil
    }
    return true
  }

  /// A field or variable is read with the character that it starts with.
  private mutating func readName(_ kind: Kind, alone: Kind) -> Bool {
    let start = index
    if kind != .identifier { index += 1 }
    while index < input.count, Self.isOfName(input[index]) { index += 1 }
    guard isTerminator(at: index) else {
      return fail("bad character \(Self.name(of: input[index]))") != nil
    }
    let text = String(input[start..<index])
    add(text.count == 1 ? alone : kind, text)
    return true
  }

  private mutating func readNumber() {
    let start = index
    index += 1
    while index < input.count, Self.isOfName(input[index]) || ["+", "-", "."].contains(input[index]) { index += 1 }
    add(.number, String(input[start..<index]))
  }

  private mutating func readString(until quote: UnicodeScalar, _ problem: String) -> Bool {
    index += 1
    let start = index
    var isEscaped = false
    while index < input.count, input[index] != quote, quote == "`" || input[index] != "\n" {
      if input[index] == "\\", quote != "`" {
        isEscaped = true
        step()
        if index == input.count { break }
      }
      step()
    }
    guard index < input.count, input[index] == quote else { return fail(problem) != nil }
    add(quote == "'" ? .number : .string, String(input[start..<index]))
    tokens[tokens.count - 1].isEscaped = isEscaped
    index += 1
    return true
  }

  // MARK: Steps

  private mutating func add(_ kind: Kind, _ text: String) { tokens.append(Token(kind: kind, text: text, line: line)) }

  private mutating func take(_ kind: Kind, _ text: String) {
    add(kind, text)
    index += text.unicodeScalars.count
  }

  private mutating func step() {
    if input[index] == "\n" { line += 1 }
    index += 1
  }

  /// Always nil, which ends the reading.
  private mutating func fail(_ problem: String) -> Bool? {
    add(.problem, problem)
    return nil
  }

  private func stands(_ text: StaticString, at place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= input.count else { return false }
    return text.withUTF8Buffer { bytes in
      zip(input[place...], bytes).allSatisfy { $0.value == UInt32($1) }
    }
  }

  private func isSpace(at place: Int) -> Bool { place < input.count && Self.isSpace(input[place]) }

  private func isDigit(at place: Int) -> Bool { place < input.count && ("0"..."9").contains(input[place]) }

  /// ` -}}`.
  private func isTrimmingEnd(at place: Int) -> Bool { isSpace(at: place) && stands("-}}", at: place + 1) }

  private func isTerminator(at place: Int) -> Bool {
    guard place < input.count else { return true }
    let scalar = input[place]
    return Self.isSpace(scalar) || [".", ",", "|", ":", ")", "("].contains(scalar) || stands("}}", at: place)
  }

  private static func isSpace(_ scalar: UnicodeScalar) -> Bool { [" ", "\t", "\r", "\n"].contains(scalar) }

  private static func isOfName(_ scalar: UnicodeScalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
  }

  /// As Go's `%#U` writes it.
  private static func name(of scalar: UnicodeScalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + " '\(scalar)'"
  }
}

extension String {
  fileprivate init(_ scalars: ArraySlice<UnicodeScalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
