import Diagnostics
import StructuralSchema

/// What keeps a ClusterStaticEntry from becoming a registration entry: what the controller manager cannot read
/// (`pkg/spireentry/entries.go` renderStaticEntry), and what SPIRE's server refuses (`pkg/server/api/entry.go`
/// ProtoToRegistrationEntryWithMask, `pkg/server/datastore/sqlstore` validateRegistrationEntry).
extension SPIREReview {
  mutating func validateStaticEntry(_ spec: ManifestNode) {
    let id = checkID(spec["spiffeID"], "SPIFFEID", \.problemAsWorkload)
    let parent = checkID(spec["parentID"], "ParentID") { $0.path.isEmpty ? "path is empty" : nil }
    if let id, let parent, let place = spec["parentID"]?.span, id.trustDomain != parent.trustDomain {
      refuseEntry(
        "the parent is one of trust domain \(goQuoted(parent.trustDomain)), the entry one of \(goQuoted(id.trustDomain))",
        at: place)
    }
    checkSelectors(spec)
    for domain in spec["federatesWith"]?.strings ?? [] {
      do throws(SPIFFEID.Problem) {
        _ = try SPIFFEID.trustDomain(domain.value)
      } catch {
        refuseEntry("invalid federatesWith value: \(error.text)", at: domain.span)
      }
    }
    for name in spec["dnsNames"]?.strings ?? [] {
      if let problem = Self.problem(withDNSName: name.value) {
        refuseEntry("invalid DNS name: \(problem)", at: name.span)
      }
    }
    if let hint = spec["hint"]?.string, hint.value.utf8.count > 1024 {
      refuseEntry("hint is too long, max length is 1024 characters", at: hint.span)
    }
    for duration in [spec["x509SVIDTTL"], spec["jwtSVIDTTL"]] {
      guard let text = duration?.string, let problem = GoDuration.problem(with: text.value) else { continue }
      refuseEntry(problem, at: text.span, remedy: "write hours, minutes and seconds, such as `48h` or `1h30m`")
    }
  }

  private mutating func refuseEntry(_ reason: String, at span: SourceSpan, remedy: String? = nil) {
    refuse(reason, at: span, remedy: remedy, consequence: .unusableEntry)
  }

  /// The ID that a field holds, if it is one.
  private mutating func checkID(
    _ node: ManifestNode?, _ field: String, _ problem: (SPIFFEID) -> String?
  ) -> SPIFFEID? {
    guard let text = node?.string else { return nil }
    do throws(SPIFFEID.Problem) {
      let id = try SPIFFEID(text.value)
      if let problem = problem(id) { refuseEntry("invalid \(field): \(problem)", at: text.span) }
      return id
    } catch {
      refuseEntry("failed to parse \(field): \(error.text)", at: text.span)
      return nil
    }
  }

  private mutating func checkSelectors(_ spec: ManifestNode) {
    guard let list = spec["selectors"] else { return }
    let selectors = list.strings
    if list.isEmptySequence { refuseEntry("selector list is empty", at: list.span) }
    for selector in selectors {
      let parts = selector.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let problem =
        parts.count == 1
        ? "expected at least one colon separate the type from the value"
        : parts[0].isEmpty ? "type cannot be empty" : parts[1].isEmpty ? "value cannot be empty" : nil
      if let problem { refuseEntry("failed to parse Selectors: \(problem)", at: selector.span) }
    }
    guard spec["storeSVID"]?.bool?.value == true, let first = selectors.first?.value.prefix(while: { $0 != ":" }),
      let other = selectors.first(where: { $0.value.prefix { $0 != ":" } != first })
    else { return }
    refuseEntry("selector types must be the same when store SVID is enabled", at: other.span)
  }

  /// `pkg/common/x509util/dns.go` ValidateLabel, but for the rules of internationalised names.
  private static func problem(withDNSName name: String) -> String? {
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return "name must be ASCII" }
    let stars = name.utf8.count { $0 == UInt8(ascii: "*") }
    if stars > 1 { return "too many wildcards" }
    if stars == 1, !name.hasPrefix("*.") { return "wildcard must be first label" }
    let domain = stars == 1 ? String(name.dropFirst(2)) : name
    if domain.allSatisfy(\.isWhitespace) { return "domain name is empty" }
    if domain.hasSuffix(".") { return "domain name ends with dot" }
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    return labels.allSatisfy(isLabel) ? nil : "label is no DNS label"
  }

  /// In any case, as `idna` takes it.
  private static func isLabel(_ label: Substring) -> Bool {
    !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy { Syntax.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }
}
