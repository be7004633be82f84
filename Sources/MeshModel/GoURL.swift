/// Addresses as Go's `net/url` reads them.
package enum GoURL {
  /// The host without its port, empty where there is none; nil for a text that Go refuses.
  package static func host(of text: String) -> String? {
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.dropFirst().allSatisfy(isEscapedCorrectly), let scheme = Self.scheme(of: parts[0]) else { return nil }
    let rest = parts[0].dropFirst(scheme.isEmpty ? 0 : scheme.utf8.count + 1).prefix { $0 != "?" }
    guard rest.hasPrefix("/") else {
      // Behind a scheme all is opaque; without one, the first segment would look like one.
      return scheme.isEmpty && rest.prefix { $0 != "/" }.contains(":") ? nil : ""
    }
    guard rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") else {
      return isEscapedCorrectly(rest) ? "" : nil
    }
    let authority = rest.dropFirst(2).prefix { $0 != "/" }
    guard isEscapedCorrectly(rest.dropFirst(2 + authority.count)) else { return nil }
    // What stands before the last `@` are credentials.
    return host(ofAuthority: authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
  }

  /// Empty where there is none; nil where a colon has nothing before it.
  private static func scheme(of text: Substring) -> Substring? {
    guard let end = text.firstIndex(where: { !$0.isASCII || !($0.isLetter || $0.isNumber || "+-.".contains($0)) }),
      text[end] == ":"
    else { return "" }
    guard let first = text[..<end].first else { return nil }
    return first.isLetter ? text[..<end] : ""
  }

  private static func host(ofAuthority authority: Substring) -> String? {
    var (name, port) = (authority, Substring())
    if authority.hasPrefix("[") {
      guard let end = authority.lastIndex(of: "]") else { return nil }
      (name, port) = (authority[..<end].dropFirst(), authority[end...].dropFirst())
    } else if let colon = authority.lastIndex(of: ":") {
      (name, port) = (authority[..<colon], authority[colon...])
    }
    guard port.isEmpty || port.first == ":" && port.dropFirst().allSatisfy({ ("0"..."9").contains($0) }),
      name.utf8.allSatisfy({ $0 >= 0x80 || !forbiddenInHosts.contains($0) })
    else { return nil }
    return String(name)
  }

  private static let forbiddenInHosts = Set(" \\^`{|}%".utf8)

  /// Whether every `%` comes before two hexadecimal digits.
  private static func isEscapedCorrectly(_ text: Substring) -> Bool {
    text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { piece in
      piece.count >= 2 && piece.prefix(2).allSatisfy { $0.isASCII && $0.isHexDigit }
    }
  }
}
