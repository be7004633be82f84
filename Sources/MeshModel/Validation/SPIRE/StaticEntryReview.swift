import Diagnostics
import StructuralSchema

/// What keeps a ClusterStaticEntry from becoming a registration entry: what the controller manager cannot read
/// (`pkg/spireentry/entries.go` renderStaticEntry), and what SPIRE's server refuses (`pkg/server/api/entry.go`
/// ProtoToRegistrationEntryWithMask, `pkg/server/datastore/sqlstore` validateRegistrationEntry).
extension SPIREReview {
  mutating func validateStaticEntry(_ spec: ManifestNode) {
    checkID(spec["spiffeID"], "SPIFFEID", \.problemAsWorkload)
    checkID(spec["parentID"], "ParentID") { $0.path.isEmpty ? "path is empty" : nil }
    checkSelectors(spec)
    for domain in spec["federatesWith"]?.strings ?? [] {
      do throws(SPIFFEID.Problem) {
        _ = try SPIFFEID.trustDomain(domain.value)
      } catch {
        refuseEntry("invalid federatesWith value: \(error.text)", at: domain.span)
      }
    }
    for name in spec["dnsNames"]?.strings ?? [] {
      if let problem = name.value.problemAsDNSNameOfSPIRE {
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

  /// The trust domains of both are compared where that of the server is known (`EffectiveMesh.foreignStaticEntries`).
  private mutating func checkID(_ node: ManifestNode?, _ field: String, _ problem: (SPIFFEID) -> String?) {
    guard let text = node?.string else { return }
    do throws(SPIFFEID.Problem) {
      if let problem = problem(try SPIFFEID(text.value)) { refuseEntry("invalid \(field): \(problem)", at: text.span) }
    } catch {
      refuseEntry("failed to parse \(field): \(error.text)", at: text.span)
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
}
