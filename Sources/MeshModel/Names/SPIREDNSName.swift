extension String {
  /// What SPIRE's server has against this as a DNS name of an entry (`pkg/common/x509util/dns.go` ValidateLabel, but
  /// for the rules of internationalised names); nil where nothing.
  package var problemAsDNSNameOfSPIRE: String? {
    guard utf8.allSatisfy({ $0 < 0x80 }) else { return "name must be ASCII" }
    let stars = utf8.count { $0 == UInt8(ascii: "*") }
    if stars > 1 { return "too many wildcards" }
    if stars == 1, !hasPrefix("*.") { return "wildcard must be first label" }
    let domain = stars == 1 ? String(dropFirst(2)) : self
    if domain.allSatisfy(\.isWhitespace) { return "domain name is empty" }
    if domain.hasSuffix(".") { return "domain name ends with dot" }
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    return labels.allSatisfy(Self.isLabel) ? nil : "label is no DNS label"
  }

  /// In any case, as `idna` takes it.
  private static func isLabel(_ label: Substring) -> Bool {
    !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy { Syntax.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }
}
