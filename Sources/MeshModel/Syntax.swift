import Glibc

/// Forms of names and addresses that Istio's and Kubernetes' validation ask for.
package enum Syntax {
  /// Letters, digits and inner hyphens, at most 63 (`pkg/config/labels/instance.go` IsDNS1123Label).
  package static func isDNSLabel(_ text: some StringProtocol) -> Bool {
    isName(text) { $0 == UInt8(ascii: "-") } && text.utf8.count <= 63
  }

  /// Whether the text is letters and digits, with other bytes that are `allowed` only between them.
  private static func isName(_ text: some StringProtocol, _ allowed: (UInt8) -> Bool) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, isAlphanumeric(first) else { return false }
    var last = first
    for byte in bytes {
      guard isAlphanumeric(byte) || allowed(byte) else { return false }
      last = byte
    }
    return isAlphanumeric(last)
  }

  /// What is wrong with a host that may start with a wildcard (`pkg/config/validation/agent/validation.go`
  /// ValidateWildcardDomain); nil where nothing is.
  package static func problem(withWildcardDomain domain: String) -> String? {
    if isPlainName(domain) { return nil }
    if let problem = problem(withLengthOf: domain) { return problem }
    let dot = domain.utf8.firstIndex(of: UInt8(ascii: "."))
    let label = domain[..<(dot ?? domain.endIndex)]
    guard isWildcardLabel(label) else {
      return "domain name \(goQuoted(domain)) invalid (label \(goQuoted(String(label))) invalid)"
    }
    return dot.flatMap { problem(withDomain: domain[domain.utf8.index(after: $0)...]) }
  }

  /// What is wrong with a name without a wildcard (`pkg/config/validation/agent/validation.go` ValidateFQDN).
  package static func problem(withFQDN name: String) -> String? {
    problem(withLengthOf: name) ?? problem(withDomain: name[...])
  }

  /// CheckDNS1123Preconditions.
  private static func problem(withLengthOf domain: String) -> String? {
    if domain.utf8.count > 255 { return "domain name \(goQuoted(domain)) too long (max 255)" }
    return domain.isEmpty ? "empty domain name not allowed" : nil
  }

  private static func problem(withDomain domain: Substring) -> String? {
    if isPlainName(domain) { return nil }
    var labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Substring.init)
    // As `strconv.Atoi` takes it: with a sign, and not of any length.
    if let top = labels.last, Int(top) != nil {
      let reason = "top level domain \(goQuoted(String(top))) cannot be all-numeric"
      return "domain name \(goQuoted(String(domain))) invalid (\(reason))"
    }
    if labels.last?.isEmpty == true { labels.removeLast() }
    guard let label = labels.first(where: { !isDNSLabel($0) }) else { return nil }
    return "domain name \(goQuoted(String(domain))) invalid (label \(goQuoted(String(label))) invalid)"
  }

  private static func isPlainName(_ domain: some StringProtocol) -> Bool {
    domain.utf8.withContiguousStorageIfAvailable(isPlainName) ?? false
  }

  /// Whether this is a domain of lower-case letters, digits and hyphens, as nearly every one is, told in one pass.
  static func isPlainName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var (length, startsWithLetter) = (0, false)
    var previous = UInt8(ascii: ".")
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        if length == 0 { startsWithLetter = byte > UInt8(ascii: "9") }
        length += 1
      case UInt8(ascii: "-") where length > 0: length += 1
      case UInt8(ascii: ".") where length > 0 && length <= 63 && previous != UInt8(ascii: "-"): length = 0
      default: return false
      }
      previous = byte
    }
    return startsWithLetter && length > 0 && length <= 63 && previous != UInt8(ascii: "-") && bytes.count <= 255
  }

  /// `*`, `*foo`, `*-foo` or a DNS label.
  private static func isWildcardLabel(_ label: Substring) -> Bool {
    guard label.utf8.count <= 63 else { return false }
    guard label.hasPrefix("*") else { return isDNSLabel(label) }
    let rest = label.dropFirst()
    return rest.isEmpty || isDNSLabel(rest.hasPrefix("-") ? rest.dropFirst() : rest)
  }

  /// What is wrong with the key of a label, which is an optional DNS prefix and a name (`pkg/config/labels/instance.go`
  /// validateTagKey); nil where nothing is.
  package static func problem(withLabelKey key: String) -> String? {
    if isQualifiedName(key), key.utf8.count <= 63 { return nil }
    let slash = key.utf8.firstIndex(of: UInt8(ascii: "/"))
    let name = key[(slash.map { key.utf8.index(after: $0) } ?? key.startIndex)...]
    let prefix = key[..<(slash ?? key.startIndex)]
    let problem = "invalid tag key: \(goQuoted(key))"
    guard isQualifiedName(name), slash == nil || isLabelPrefix(prefix) else { return problem }
    if prefix.utf8.count > 253 { return problem + " (DNS prefix is too long)" }
    return name.utf8.count > 63 ? problem + " (name is too long)" : nil
  }

  /// The API server allows 63 bytes, Istio any number.
  package static func isLabelValue(_ value: String) -> Bool { value.isEmpty || isQualifiedName(value) }

  private static func isLabelPrefix(_ prefix: Substring) -> Bool {
    prefix.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      isName(Substring($0)) { $0 == UInt8(ascii: "-") }
    }
  }

  private static func isQualifiedName(_ text: some StringProtocol) -> Bool {
    isName(text) { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// A truth value as Go's `strconv.ParseBool` reads it; nil where the text is none.
  package static func goBool(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
  }

  // MARK: Addresses

  /// What an address starts with that is a Unix domain socket.
  package static let socketPrefix = "unix://"

  /// What is wrong with the path of a Unix domain socket (`pkg/config/validation/validation.go` ValidateUnixAddress);
  /// nil where nothing is.
  static func problem(withSocketPath path: some StringProtocol) -> String? {
    if path.isEmpty { return "unix address must not be empty" }
    if path.hasPrefix("@") || path.hasPrefix("/") && !path.hasSuffix("/") { return nil }
    return "\(path) is not an absolute path to a file"
  }

  /// The bytes of an IPv4 or IPv6 address; nil where it is none.
  package static func address(_ text: some StringProtocol) -> [UInt8]? {
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, String(text), &v4) == 1 { return withUnsafeBytes(of: &v4) { Array($0) } }
    // A zone, such as `fe80::1%eth0`, is allowed by Go and has no effect here.
    let zone = text.firstIndex(of: "%")
    if let zone, text.index(after: zone) == text.endIndex { return nil }
    let plain = zone.map { String(text[..<$0]) } ?? String(text)
    return inet_pton(AF_INET6, plain, &v6) == 1 ? withUnsafeBytes(of: &v6) { Array($0) } : nil
  }

  /// The text of the bytes of an address; empty for another number of them than four or sixteen.
  package static func text(ofAddress bytes: [UInt8]) -> String {
    guard bytes.count == 4 || bytes.count == 16 else { return "" }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// What is wrong with an address or CIDR range, in the words of `pkg/config/security/security.go` ValidateIPs.
  package static func problem(withAddress text: String) -> String? {
    guard text.contains("/") else { return address(text) == nil ? "bad IP address (\(text))" : nil }
    return problem(withPrefix: text).map { "bad CIDR range (\(text)): \($0)" }
  }

  /// What is wrong with a CIDR range, in the words of Go's `netip.ParsePrefix`.
  package static func problem(withPrefix text: String) -> String? {
    let problem = "netip.ParsePrefix(\(goQuoted(text))): "
    guard let slash = text.lastIndex(of: "/") else { return problem + "no '/'" }
    let (host, bits) = (text[..<slash], text[text.index(after: slash)...])
    guard let bytes = address(host), !host.contains("%") else {
      return problem + "ParseAddr(\(goQuoted(String(host)))): unable to parse IP"
    }
    guard !bits.isEmpty, bits.allSatisfy({ ("0"..."9").contains($0) }), bits == "0" || !bits.hasPrefix("0"),
      let length = Int(bits)
    else { return problem + "bad bits after slash: \(goQuoted(String(bits)))" }
    return length > bytes.count * 8 ? problem + "prefix length out of range" : nil
  }
}

/// `text` as Go's `%q` writes it.
package func goQuoted(_ text: String) -> String {
  let escaped = text.map { character in
    switch character {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: String(character)
    }
  }
  return "\"\(escaped.joined())\""
}

/// Several errors in one, as Go's multierror prints them.
func goErrorList(_ errors: [String]) -> String {
  let noun = errors.count == 1 ? "1 error" : "\(errors.count) errors"
  return "\(noun) occurred:\n\t* \(errors.joined(separator: "\n\t* "))\n\n"
}
