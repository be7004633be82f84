import Diagnostics

// Whom a Certificate is for.
extension CertManagerReview {
  /// The subject and the alternative names.
  mutating func validateNames(of spec: ManifestNode) {
    let written = spec["commonName"]?.string.flatMap { $0.value.isEmpty ? nil : $0 }
    let commonName = validateLiteralSubject(of: spec, beside: written) ?? written
    let lists: [StaticString] = ["dnsNames", "uris", "emailAddresses", "ipAddresses", "otherNames"]
    if commonName == nil, lists.allSatisfy({ spec.nonEmpty($0) == nil }) {
      refuse(
        "spec: Invalid value: at least one of commonName (from the commonName field or from a literalSubject), "
          + "dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs must be set", at: spec.span)
    }
    if let commonName, commonName.value.utf8.count > 64 {
      refuse(
        "spec.commonName: Too long: may not be more than 64 bytes", at: commonName.span,
        remedy: "it has \(commonName.value.utf8.count) bytes; leave it out and write the name in `dnsNames`")
    }
    for (index, address) in (spec["ipAddresses"]?.strings ?? []).enumerated()
    where Syntax.address(address.value) == nil || address.value.contains("%") {
      refuseValue(address, of: "spec.ipAddresses[\(index)]", "invalid IP address")
    }
    for (index, address) in (spec["emailAddresses"]?.strings ?? []).enumerated() {
      guard let problem = EmailAddress.problem(with: address.value) else { continue }
      refuseValue(address, of: "spec.emailAddresses[\(index)]", "invalid email address: \(problem)")
    }
    for (index, name) in (spec["otherNames"]?.compactMapItems { $0 } ?? []).enumerated() {
      validate(otherName: name, "spec.otherNames[\(index)]")
    }
  }

  private mutating func validate(otherName name: ManifestNode, _ path: String) {
    if let oid = name["oid"]?.string, !oid.value.isEmpty {
      if oid.value.split(separator: ".", omittingEmptySubsequences: false).contains(where: { Int($0) == nil }) {
        refuseValue(oid, of: "\(path).oid", "invalid oid syntax")
      }
    } else {
      require("\(path).oid", "must be specified", at: name["oid"]?.span ?? name.span)
    }
    if !name.hasText("utf8Value") {
      require(
        "\(path).utf8Value", "must be set to a valid non-empty UTF8 string", at: name["utf8Value"]?.span ?? name.span)
    }
  }

  /// Returns the common name in `literalSubject`, where there is one.
  private mutating func validateLiteralSubject(
    of spec: ManifestNode, beside commonName: Located<String>?
  ) -> Located<String>? {
    guard let literal = spec["literalSubject"]?.string, !literal.value.isEmpty else { return nil }
    let related = Finding.Related("the literal subject", at: literal.span)
    if let commonName {
      refuseValue(
        commonName, of: "spec.commonName", "When providing a `LiteralSubject` no `commonName` may be provided",
        related: related)
    }
    let properties: [StaticString] = [
      "organizations", "countries", "organizationalUnits", "localities", "provinces", "streetAddresses", "postalCodes",
      "serialNumber",
    ]
    if let subject = spec["subject"], !subject.present(properties).isEmpty {
      refuse(
        "spec.subject: Invalid value: When providing a `LiteralSubject` no `Subject` properties may be provided",
        at: subject.span, related: related)
    }
    let subject = LiteralSubject(literal.value)
    if let problem = subject.problem {
      refuseValue(literal, of: "spec.literalSubject", problem.reason, remedy: problem.remedy)
    }
    return subject.commonName.map { Located($0, at: literal.span) }
  }
}

/// E-mail addresses as Go's `net/mail` reads them, without a name and brackets around.
private enum EmailAddress {
  /// What is wrong with an address; nil where nothing is. Quoted local parts and addresses as domains are let through.
  static func problem(with text: String) -> String? {
    let bareOnly = "make sure the supplied value only contains the email address itself"
    guard let at = text.lastIndex(of: "@") else { return "mail: missing '@' or angle-addr" }
    let (local, domain) = (text[..<at], text[text.index(after: at)...])
    if domain.hasSuffix(">") { return bareOnly }
    guard isAtoms(domain) || domain.hasPrefix("[") else { return bareOnly }
    return isAtoms(local) || local.hasPrefix("\"") ? nil : bareOnly
  }

  /// RFC 5322 dot-atom-text, with the letters of every language.
  private static func isAtoms(_ text: Substring) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.allSatisfy { Syntax.isAlphanumeric($0) || $0 >= 0x80 || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    }
  }
}

/// A distinguished name in the form of RFC 4514, as cert-manager reads it with go-ldap (`pkg/util/pki/subject.go`).
private struct LiteralSubject {
  private(set) var commonName: String?
  private(set) var problem: (reason: String, remedy: String?)?

  /// attributeTypeNames. Anything else has to be an object identifier.
  private static let types: Set<String> = ["C", "O", "OU", "CN", "SERIALNUMBER", "L", "ST", "STREET", "DC", "UID"]

  init(_ text: String) {
    let trimmed = text.drop(while: \.isWhitespace)
    var (type, value): (String?, String) = (nil, "")
    var isEscaped = false
    for character in trimmed {
      switch character {
      case _ where isEscaped:
        isEscaped = false
        value.append(character)
      case "\\": isEscaped = true
      case "=" where type == nil: (type, value) = (Self.trimmed(value), "")
      case ",", "+", ";":
        add(type, Self.trimmed(value), "incomplete type, value pair")
        (type, value) = (nil, "")
      default: value.append(character)
      }
    }
    if !trimmed.isEmpty { add(type, Self.trimmed(value), "DN ended with incomplete type, value pair") }
  }

  private mutating func add(_ type: String?, _ value: String, _ problem: String) {
    guard let type, !type.isEmpty else {
      self.problem = self.problem ?? (problem, "write it as in `CN=web,O=Example`")
      return
    }
    if type == "CN" { commonName = commonName ?? value }
    let isKnown = Self.types.contains(type) || type.split(separator: ".").allSatisfy { Int($0) != nil }
    guard !isKnown, self.problem == nil else { return }
    let upper = type.uppercased()
    self.problem = (
      "Literal subject contains unrecognized key with value [\(value)]",
      Self.types.contains(upper)
        ? "write \(upper) in capital letters" : "\(goQuoted(type)) is no attribute that it knows"
    )
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
