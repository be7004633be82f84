/// Addresses as Go's `net/url` reads them.
package struct GoURL {
  /// Why Go refuses a text, in its words.
  package struct Problem: Error {
    package let text: String
  }

  /// In lower case; empty where there is none.
  package private(set) var scheme = ""
  /// Without brackets and port; empty where there is none.
  package private(set) var host = ""
  /// The digits after the host.
  package private(set) var port = ""

  /// Reads what `url.Parse` takes; with `isRequest` what `url.ParseRequestURI` takes, which knows no fragment.
  package init(_ text: String, isRequest: Bool = false) throws(Problem) {
    guard !isRequest else {
      try read(text[...], isRequest: true, whole: text)
      return
    }
    let end = text.utf8.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
    try read(text[..<end], isRequest: false, whole: String(text[..<end]))
    if end != text.endIndex { try checkEscapes(in: text[text.utf8.index(after: end)...], whole: text) }
  }

  /// The host without its port, empty where there is none; nil for a text that Go refuses.
  package static func host(of text: String) -> String? { try? GoURL(text).host }

  private func problem(_ reason: String, _ whole: String) -> Problem {
    Problem(text: "parse \(goQuoted(whole)): \(reason)")
  }

  private mutating func read(_ text: Substring, isRequest: Bool, whole: String) throws(Problem) {
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw problem("net/url: invalid control character in URL", whole)
    }
    if text.isEmpty, isRequest { throw problem("empty url", whole) }
    if text == "*" { return }
    guard let scheme = Self.scheme(of: text) else { throw problem("missing protocol scheme", whole) }
    self.scheme = scheme.lowercased()
    var rest = scheme.isEmpty ? text : text[scheme.endIndex...].dropFirst()
    rest = rest.prefix { $0 != "?" }
    if !rest.utf8.starts(with: "/".utf8) {
      // Behind a scheme all is opaque; without one, the first segment would look like one.
      if !scheme.isEmpty { return }
      if isRequest { throw problem("invalid URI for request", whole) }
      if rest.prefix(while: { $0 != "/" }).contains(":") {
        throw problem("first path segment in URL cannot contain colon", whole)
      }
    } else if rest.hasPrefix("//"), !scheme.isEmpty || !isRequest && !rest.hasPrefix("///") {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      try read(authority: authority, whole: whole)
      rest = rest[authority.endIndex...]
    }
    try checkEscapes(in: rest, whole: whole)
  }

  /// Empty where there is none; nil where a colon has nothing before it.
  private static func scheme(of text: Substring) -> Substring? {
    guard let end = text.firstIndex(where: { !$0.isASCII || !($0.isLetter || $0.isNumber || "+-.".contains($0)) }),
      text[end] == ":"
    else { return text[text.startIndex..<text.startIndex] }
    guard let first = text[..<end].first else { return nil }
    return first.isLetter ? text[..<end] : text[text.startIndex..<text.startIndex]
  }

  private mutating func read(authority: Substring, whole: String) throws(Problem) {
    let at = authority.lastIndex(of: "@")
    let place = at.map { authority[authority.index(after: $0)...] } ?? authority
    var (name, port) = (place, Substring())
    if place.hasPrefix("[") {
      guard let end = place.lastIndex(of: "]") else { throw problem("missing ']' in host", whole) }
      (name, port) = (place[..<end].dropFirst(), place[end...].dropFirst())
    } else if let colon = place.lastIndex(of: ":") {
      (name, port) = (place[..<colon], place[colon...])
    }
    guard port.isEmpty || port.first == ":" && port.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw problem("invalid port \(goQuoted(String(port))) after host", whole)
    }
    try check(host: name, whole: whole)
    if let at {
      let user = authority[..<at]
      if !user.utf8.allSatisfy(Self.isAllowedInUserinfo) { throw problem("net/url: invalid userinfo", whole) }
      try checkEscapes(in: user, whole: whole)
    }
    host = String(name)
    self.port = String(port.dropFirst())
  }

  /// In a host, only bytes beyond ASCII may be escaped.
  private func check(host: Substring, whole: String) throws(Problem) {
    var rest = host.utf8[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "%") {
        let escape = rest.prefix(3)
        guard Self.isEscape(escape),
          escape.dropFirst().first.map({ $0 >= UInt8(ascii: "8") }) ?? false || escape.elementsEqual("%25".utf8)
        else { throw problem("invalid URL escape \(goQuoted(String(decoding: escape, as: UTF8.self)))", whole) }
        rest = rest.dropFirst(3)
      } else {
        if Self.forbiddenInHosts.contains(byte) {
          let character = goQuoted(String(UnicodeScalar(byte)))
          throw problem("invalid character \(character) in host name", whole)
        }
        rest = rest.dropFirst()
      }
    }
  }

  private static let forbiddenInHosts = Array(" #\\^`{|}".utf8)

  private static func isAllowedInUserinfo(_ byte: UInt8) -> Bool {
    Syntax.isAlphanumeric(byte) || "-._:~!$&'()*+,;=%@".utf8.contains(byte)
  }

  /// Every `%` must come before two hexadecimal digits.
  private func checkEscapes(in text: Substring, whole: String) throws(Problem) {
    var rest = text.utf8[...]
    while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
      let escape = rest[percent...].prefix(3)
      guard Self.isEscape(escape) else {
        throw problem("invalid URL escape \(goQuoted(String(decoding: escape, as: UTF8.self)))", whole)
      }
      rest = rest[escape.endIndex...]
    }
  }

  private static func isEscape(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.count == 3 && bytes.dropFirst().allSatisfy { UnicodeScalar($0).properties.isASCIIHexDigit }
  }
}
