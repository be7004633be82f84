extension YAMLNode {
  /// What a scalar's text means where no type is asked for, by the rules of YAML 1.1 that Kubernetes' reader follows.
  package enum ScalarType: Sendable { case null, bool, integer, float, string }

  /// The type of this scalar; quoted and block scalars are strings. Nil for a collection.
  package var scalarType: ScalarType? {
    let entry = tree.entries[index]
    guard entry.kind == .scalar else { return nil }
    guard entry.flags.contains(.inferred) else { return .string }
    guard entry.textLength > 0 else { return .null }
    switch tree.text[Int(entry.textOffset)] {
    case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
      guard entry.textLength <= 4 else { return .string }
      if isOne(of: ["~", "null", "Null", "NULL"]) { return .null }
      return isOne(of: ["n", "N", "no", "No", "NO"]) ? .bool : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"),
      UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "o"), UInt8(ascii: "O"):
      return entry.textLength <= 5 && isOne(of: Self.booleanWords) ? .bool : .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      return plainDecimal == nil ? numericType : .integer
    default:
      return .string
    }
  }

  /// The type of a plain scalar that starts as a number does.
  private var numericType: ScalarType {
    guard bytes.allSatisfy(Self.mayBeOfNumber) else { return .string }
    let text = String(decoding: bytes, as: UTF8.self)
    if Self.integer(text) != nil { return .integer }
    let digits = text.filter { $0 != "_" }
    if isOne(of: [".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN"]) { return .float }
    return Double(digits) != nil && digits.contains(where: \.isNumber) ? .float : .string
  }

  /// Whether a number may have this byte in it, in any base, as infinity or as no number.
  private static func mayBeOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: "xXopP_.+-inIN".utf8.contains(byte)
    }
  }

  /// The truth value of a plain scalar that YAML 1.1 reads as a boolean; nil for anything else.
  package var bool: Bool? {
    guard scalarType == .bool else { return nil }
    return isOne(of: ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"])
  }

  /// The value of a plain scalar that YAML 1.1 reads as an integer; nil for anything else, quoted numbers included.
  package var int: Int? {
    if let number = plainDecimal { return number }
    guard scalarType == .integer else { return nil }
    return string.flatMap(Self.integer)
  }

  /// Whether this is a plain `null`, `~` or nothing at all.
  package var isNull: Bool {
    let entry = tree.entries[index]
    guard entry.kind == .scalar, entry.flags.contains(.inferred), entry.textLength <= 4 else { return false }
    return entry.textLength == 0 || isOne(of: ["~", "null", "Null", "NULL"])
  }

  private var plainDecimal: Int? { tree.plainDecimal(tree.entries[index]) }

  private static let booleanWords: [StaticString] = [
    "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "y", "Y", "on", "On", "ON", "off", "Off",
    "OFF",
  ]

  private func isOne(of words: [StaticString]) -> Bool { words.contains { equals($0) } }

  private static func integer(_ text: String) -> Int? {
    let digits = text.filter { $0 != "_" }
    let (sign, rest) = digits.hasPrefix("-") ? (-1, digits.dropFirst()) : (1, digits.drop { $0 == "+" })
    let magnitude: Int? =
      if rest.hasPrefix("0x") {
        Int(rest.dropFirst(2), radix: 16)
      } else if rest.hasPrefix("0b") {
        Int(rest.dropFirst(2), radix: 2)
      } else if rest.hasPrefix("0o") {
        Int(rest.dropFirst(2), radix: 8)
      } else if rest.count > 1, rest.hasPrefix("0") {
        Int(rest, radix: 8)
      } else {
        Int(rest)
      }
    guard let magnitude, rest.first?.isNumber == true else { return nil }
    return sign * magnitude
  }
}

extension YAMLTree {
  /// The value of a plain scalar of a few decimal digits, as nearly every number in a manifest is written.
  func plainDecimal(_ entry: Entry) -> Int? {
    guard entry.flags.contains(.inferred), (1...9).contains(entry.textLength) else { return nil }
    var value = 0
    for byte in text[Int(entry.textOffset)..<Int(entry.textOffset + entry.textLength)] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    // A leading zero makes the number octal.
    return entry.textLength > 1 && text[Int(entry.textOffset)] == UInt8(ascii: "0") ? nil : value
  }
}
