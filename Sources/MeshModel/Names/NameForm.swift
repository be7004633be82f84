/// A form that Kubernetes asks of a name (apimachinery `pkg/util/validation/validation.go`).
enum NameForm {
  /// Lower-case letters, digits and inner hyphens, at most 63 (DNS-1123 label).
  case label
  /// A label that starts with a letter (DNS-1035 label).
  case serviceName
  /// Labels with dots between them, at most 253 characters (DNS-1123 subdomain).
  case subdomain
  /// Anything that can stand between two slashes of a URL.
  case pathSegment
  /// Letters, digits and inner `-`, `_` and `.`, at most 63.
  case qualifiedName
  /// Lower-case letters, digits and single inner hyphens, at most 15 and at least one letter (`IANA_SVC_NAME`).
  case portName

  /// Whether the text has the form. Most have, so that this builds nothing.
  func isForm(of text: some StringProtocol) -> Bool {
    if self == .pathSegment { return text != "." && text != ".." && !text.utf8.contains { $0 == 0x2f || $0 == 0x25 } }
    return text.utf8.withContiguousStorageIfAvailable(isForm) ?? isForm(Array(text.utf8))
  }

  private func isForm(_ bytes: some Sequence<UInt8>) -> Bool {
    var previous = UInt8(ascii: ".")
    var (count, hasLetter) = (0, false)
    for byte in bytes {
      if count == 0, self == .serviceName, !Self.isLetter(byte) { return false }
      count += 1
      if Self.isLetter(byte) || (self == .qualifiedName && Self.isLetter(byte | 0x20)) {
        hasLetter = true
      } else if !Self.isDigit(byte) {
        guard isInner(byte), count > 1 else { return false }
        let follows = !Self.isLetter(previous | 0x20) && !Self.isDigit(previous)
        if follows, self == .portName || (self == .subdomain && (byte == Self.dot || previous == Self.dot)) {
          return false
        }
      }
      previous = byte
    }
    guard count > 0, count <= limit, Self.isLetter(previous | 0x20) || Self.isDigit(previous) else { return false }
    return hasLetter || self != .portName
  }

  /// How many characters it has at most.
  private var limit: Int {
    switch self {
    case .subdomain: 253
    case .pathSegment: .max
    case .portName: 15
    case .label, .serviceName, .qualifiedName: 63
    }
  }

  private static let dot = UInt8(ascii: ".")

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// Whether the byte may stand between letters and digits.
  private func isInner(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"): true
    case Self.dot: self == .subdomain || self == .qualifiedName
    case UInt8(ascii: "_"): self == .qualifiedName
    default: false
    }
  }

  /// Why a text does not have the form, as the end of a sentence.
  func problem(with text: some StringProtocol) -> String {
    let allowed =
      switch self {
      case .pathSegment: "it may not be \".\" or \"..\" and holds no \"/\" and no \"%\""
      case .label, .serviceName, .portName: "it consists of lower-case letters, digits and \"-\""
      case .subdomain: "it consists of lower-case letters, digits, \"-\" and \".\""
      case .qualifiedName: "it consists of letters, digits, \"-\", \"_\" and \".\""
      }
    guard self != .pathSegment, !text.isEmpty else { return text.isEmpty ? "it is empty" : allowed }
    let length = text.utf8.count
    guard length <= limit else { return "it has \(length) of at most \(limit) characters" }
    let isPlain = text.utf8.allSatisfy { byte in
      Self.isLetter(byte) || Self.isDigit(byte) || isInner(byte)
        || (self == .qualifiedName && Self.isLetter(byte | 0x20))
    }
    guard isPlain else { return allowed }
    return switch self {
    case .serviceName: "it starts with a letter and ends with a letter or digit"
    case .subdomain: "every part between dots starts and ends with a letter or digit"
    case .portName: "it holds a letter, starts and ends with a letter or digit, and has no \"--\""
    default: "it starts and ends with a letter or digit"
    }
  }

  /// What was probably meant, where that is the text in lower case.
  func suggestion(for text: some StringProtocol) -> String? {
    let lower = text.lowercased()
    return lower != text && isForm(of: lower) ? lower : nil
  }
}
