/// Cuts a text into the tokens of HCL 1 (github.com/hashicorp/hcl `hcl/scanner/scanner.go`) or JSON. Linear in its
/// length.
struct HCLScanner {
  enum Token: Hashable {
    case identifier(String)
    case string(String)
    case number(String)
    /// One of `{ } [ ] , = :`
    case symbol(UInt8)
    case end

    /// What a message calls it.
    var title: String {
      switch self {
      case .identifier(let name): name
      case .string(let text): "\"\(text)\""
      case .number(let text): text
      case .symbol(let byte): "'\(Character(UnicodeScalar(byte)))'"
      case .end: "the end of the text"
      }
    }
  }

  private let bytes: [UInt8]
  private var index = 0
  /// JSON has no comments.
  private var isJSON = false
  /// Where the next byte stands.
  private(set) var position = HCLPosition(line: 1, column: 1)

  init(_ text: String) { bytes = Array(text.utf8) }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }
  private var second: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

  private mutating func advance() {
    if bytes[index] == UInt8(ascii: "\n") {
      position = HCLPosition(line: position.line + 1, column: 1)
    } else if bytes[index] & 0xC0 != 0x80 {
      // The first byte of a scalar.
      position.column += 1
    }
    index += 1
  }

  private func error(_ message: String, at place: HCLPosition) -> HCLError {
    HCLError(message: message, position: place)
  }

  /// The token that comes next, with where it starts.
  mutating func token() throws(HCLError) -> (token: Token, start: HCLPosition) {
    try skipSpace()
    let start = position
    guard let byte = next else { return (.end, start) }
    switch byte {
    case UInt8(ascii: "\""): return (.string(try string()), start)
    case UInt8(ascii: "<"): return (.string(try heredoc()), start)
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
      UInt8(ascii: "="), UInt8(ascii: ":"):
      advance()
      return (.symbol(byte), start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): return (try number(), start)
    case _ where Self.isLetter(byte):
      return (.identifier(take { Self.isLetter($0) || Self.isDigit($0) || $0 == 0x2D || $0 == 0x2E }), start)
    default: throw error("'\(Character(UnicodeScalar(byte)))' starts neither a name nor a value", at: start)
    }
  }

  /// Whether the text is JSON: it starts with an object (`lex.go` lexMode).
  mutating func startsWithObject() -> Bool {
    while let byte = next, Self.isSpace(byte) { advance() }
    isJSON = next == UInt8(ascii: "{")
    return isJSON
  }

  private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
    let first = index
    while let byte = next, isWanted(byte) { advance() }
    return String(decoding: bytes[first..<index], as: UTF8.self)
  }

  private mutating func skipSpace() throws(HCLError) {
    while let byte = next {
      switch byte {
      case _ where Self.isSpace(byte): advance()
      case _ where isJSON: return
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "/") where second == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where second == UInt8(ascii: "*"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipLine() {
    while let byte = next, byte != UInt8(ascii: "\n") { advance() }
  }

  private mutating func skipComment() throws(HCLError) {
    let start = position
    advance()
    advance()
    while let byte = next {
      advance()
      if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
        advance()
        return
      }
    }
    throw error("the comment that opens here is never closed", at: start)
  }

  // MARK: Values

  /// HCL reads `5m` as a number and a name behind it, which never fits.
  private mutating func number() throws(HCLError) -> Token {
    let start = position
    var last: UInt8 = 0
    let text = take { byte in
      let isExponentSign = (byte == 0x2D || byte == 0x2B) && (last == 0 || last | 0x20 == UInt8(ascii: "e"))
      defer { last = byte }
      return isExponentSign || Self.isLetter(byte) || Self.isDigit(byte) || byte == 0x2E
    }
    guard Double(text) != nil || Int(text) != nil else {
      throw error("\(text) is no number, and other values need quotation marks", at: start)
    }
    return .number(text)
  }

  private mutating func string() throws(HCLError) -> String {
    let start = position
    advance()
    var content: [UInt8] = []
    var braces = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\"") where braces == 0:
        advance()
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\n") where braces == 0: throw error("the text that opens here has no second \"", at: start)
      case UInt8(ascii: "\\"):
        try content += escape()
        continue
      // Between `${` and `}` stand expressions, with texts of their own.
      case UInt8(ascii: "$") where second == UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}") where braces > 0: braces -= 1
      default: break
      }
      content.append(byte)
      advance()
    }
    throw error("the text that opens here has no second \"", at: start)
  }

  private mutating func escape() throws(HCLError) -> [UInt8] {
    let start = position
    advance()
    guard let byte = next else { throw error("the text ends in an escape sequence", at: start) }
    advance()
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "v"): return [0x20]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "x"): return try scalar(digits: 2, start)
    case UInt8(ascii: "u"): return try scalar(digits: 4, start)
    case UInt8(ascii: "U"): return try scalar(digits: 8, start)
    default: throw error("\\\(Character(UnicodeScalar(byte))) is no escape sequence", at: start)
    }
  }

  private mutating func scalar(digits: Int, _ start: HCLPosition) throws(HCLError) -> [UInt8] {
    var left = digits
    let text = take { _ in
      left -= 1
      return left >= 0
    }
    guard text.utf8.count == digits, let code = UInt32(text, radix: 16) else {
      throw error("an escape sequence needs \(digits) hexadecimal digits here", at: start)
    }
    // Half of a surrogate pair, which JSON writes, is no scalar.
    return Array(String(UnicodeScalar(code).map(Character.init) ?? "\u{FFFD}").utf8)
  }

  /// `<<NAME` and lines up to one that holds the name alone.
  private mutating func heredoc() throws(HCLError) -> String {
    let start = position
    advance()
    guard next == UInt8(ascii: "<") else { throw error("'<' starts neither a name nor a value", at: start) }
    advance()
    if next == UInt8(ascii: "-") { advance() }
    let name = take { Self.isLetter($0) || Self.isDigit($0) }
    if next == 0x0D { advance() }
    guard !name.isEmpty, next == UInt8(ascii: "\n") else { throw error("'<<' needs a name and a new line", at: start) }
    advance()
    let end = Array(name.utf8)
    let first = index
    while index < bytes.count {
      let line = index
      while let byte = next, byte != UInt8(ascii: "\n") { advance() }
      let isEnd = bytes[line..<index].drop(while: Self.isSpace).prefix { $0 != 0x0D }.elementsEqual(end)
      if isEnd { return String(decoding: bytes[first..<line], as: UTF8.self) }
      if next != nil { advance() }
    }
    throw error("the text that opens here has no line with \(name) alone", at: start)
  }

  // MARK: Bytes

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
