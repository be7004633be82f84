/// JSON as Go's `encoding/json` reads it, with its words for what is wrong.
struct GoJSON {
  struct Problem: Error {
    let text: String
  }

  indirect enum Value {
    case null, bool, number
    case string(String)
    case array([Value])
    case object([(key: String, value: Value)])

    /// What Go calls a value that does not fit.
    var kind: String {
      switch self {
      case .null: "null"
      case .bool: "bool"
      case .number: "number"
      case .string: "string"
      case .array: "array"
      case .object: "object"
      }
    }
  }

  private let bytes: [UInt8]
  private var index = 0

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// The first value of a text. As for Go's decoder, anything may follow.
  static func firstValue(of text: String) throws(Problem) -> Value {
    var reader = GoJSON(text)
    reader.skipSpace()
    if reader.index == reader.bytes.count { throw Problem(text: "EOF") }
    return try reader.value(depth: 0)
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(Problem) -> Value {
    // Go stops at 10,000 levels, which no key set has.
    if depth > 500 { throw Problem(text: "exceeded max depth") }
    switch try peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try number()
      return .number
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    default: throw unexpected("looking for beginning of value")
    }
  }

  private mutating func object(depth: Int) throws(Problem) -> Value {
    var fields: [(key: String, value: Value)] = []
    index += 1
    skipSpace()
    if try peek() == UInt8(ascii: "}") {
      index += 1
      return .object([])
    }
    while true {
      skipSpace()
      guard try peek() == UInt8(ascii: "\"") else { throw unexpected("looking for beginning of object key string") }
      let key = try string()
      skipSpace()
      guard try peek() == UInt8(ascii: ":") else { throw unexpected("after object key") }
      index += 1
      skipSpace()
      fields.append((key, try value(depth: depth + 1)))
      skipSpace()
      switch try peek() {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "}"):
        index += 1
        return .object(fields)
      default: throw unexpected("after object key:value pair")
      }
    }
  }

  private mutating func array(depth: Int) throws(Problem) -> Value {
    var items: [Value] = []
    index += 1
    skipSpace()
    if try peek() == UInt8(ascii: "]") {
      index += 1
      return .array([])
    }
    while true {
      skipSpace()
      items.append(try value(depth: depth + 1))
      skipSpace()
      switch try peek() {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "]"):
        index += 1
        return .array(items)
      default: throw unexpected("after array element")
      }
    }
  }

  // MARK: Scalars

  private mutating func string() throws(Problem) -> String {
    index += 1
    var text: [UInt8] = []
    while true {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try escape()
      case ..<0x20: throw unexpected("in string literal")
      default:
        text.append(byte)
        index += 1
      }
    }
  }

  private mutating func escape() throws(Problem) -> [UInt8] {
    index += 1
    let byte = try peek()
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"):
      var code: UInt32 = 0
      for _ in 0..<4 {
        guard let digit = Character(UnicodeScalar(try peek())).hexDigitValue else {
          throw unexpected("in \\u hexadecimal character escape")
        }
        code = code * 16 + UInt32(digit)
        index += 1
      }
      // Halves of surrogate pairs occur in no name and no key.
      return Array(String(UnicodeScalar(code) ?? "\u{FFFD}").utf8)
    default:
      index -= 1
      throw unexpected("in string escape code")
    }
  }

  private mutating func number() throws(Problem) {
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    let first = try peek()
    guard Self.isDigit(first) else { throw unexpected("in numeric literal") }
    if first == UInt8(ascii: "0") { index += 1 } else { skipDigits() }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard Self.isDigit(try peek()) else { throw unexpected("after decimal point in numeric literal") }
      skipDigits()
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      let sign = try peek()
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
      guard Self.isDigit(try peek()) else { throw unexpected("in exponent of numeric literal") }
      skipDigits()
    }
  }

  private mutating func literal(_ word: String) throws(Problem) {
    for byte in word.utf8 {
      guard try peek() == byte else {
        throw unexpected("in literal \(word) (expecting '\(UnicodeScalar(byte))')")
      }
      index += 1
    }
  }

  // MARK: Bytes

  private func peek() throws(Problem) -> UInt8 {
    guard index < bytes.count else { throw Problem(text: "unexpected EOF") }
    return bytes[index]
  }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]) { index += 1 }
  }

  private mutating func skipDigits() {
    while index < bytes.count, Self.isDigit(bytes[index]) { index += 1 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private func unexpected(_ place: String) -> Problem {
    let character =
      switch bytes[index] {
      case UInt8(ascii: "'"): "'\\''"
      case UInt8(ascii: "\""): "'\"'"
      default: "'\(goQuoted(String(UnicodeScalar(bytes[index]))).dropFirst().dropLast())'"
      }
    return Problem(text: "invalid character \(character) \(place)")
  }
}
