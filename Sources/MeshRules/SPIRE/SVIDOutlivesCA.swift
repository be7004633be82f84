import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue
import StructuralSchema

/// Finds lifetimes of SVIDs that the CA of the SPIRE server cannot give.
struct SVIDOutlivesCA: Rule {
  static let page = RulePage.svidOutlivesCa
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let servers = context.mesh.spireInstallation.servers.map(\.configuration)
    for server in servers {
      guard let settings = server.server, let limit = SVIDLimit(settings) else { continue }
      for (name, value) in settings.svidTTLs where limit.cuts(value) {
        findings.report(.cut("\(name) \(value.value) in \(server.title)", at: value.span, limit, on: server.owner))
      }
      // The default, of one hour, is a sixth of six.
      if !settings.svidTTLs.contains(where: { $0.name == "default_x509_svid_ttl" }), limit.nanoseconds < 3600e9 {
        let name = "default_x509_svid_ttl, which is 1h where it is not written, in \(server.title)"
        findings.report(.cut(name, at: limit.caTTL.span, limit, on: server.owner))
      }
    }
    guard servers.count == 1, let limit = servers[0].server.flatMap(SVIDLimit.init) else { return }
    for entry in context.mesh.mesh.spire.clusterSPIFFEIDs {
      for (name, value) in [("ttl", entry.ttl), ("jwtTtl", entry.jwtTTL)] {
        guard let value, limit.cuts(value) else { continue }
        findings.report(.cut("\(name) \(value.value) in \(entry.title)", at: value.span, limit, on: entry.metadata))
      }
    }
    for entry in context.mesh.mesh.spire.staticEntries {
      for (name, value) in [("x509SVIDTTL", entry.x509SVIDTTL), ("jwtSVIDTTL", entry.jwtSVIDTTL)] {
        guard let value, limit.cuts(value) else { continue }
        findings.report(.cut("\(name) \(value.value) in \(entry.title)", at: value.span, limit, on: entry.metadata))
      }
    }
  }
}

/// How long an SVID lives at most whatever is asked for: a sixth of the CA, and seven days (SPIRE
/// `pkg/server/ca/manager/manager.go` MaxSVIDTTLForCATTL).
private struct SVIDLimit {
  let nanoseconds: Double
  let caTTL: Located<String>

  /// Nil for a lifetime that is put in later, and for one that is none.
  init?(_ settings: SPIREServerSettings) {
    guard let caTTL = settings.caTTL, let length = GoDuration.nanoseconds(caTTL.value), length > 0 else { return nil }
    nanoseconds = min(length / 6, 7 * 24 * 3600e9)
    self.caTTL = caTTL
  }

  func cuts(_ ttl: Located<String>) -> Bool { GoDuration.nanoseconds(ttl.value).map { $0 > nanoseconds } ?? false }

  /// Without the zeros that Go writes, as in `4h0m0s`.
  var text: String {
    let whole = GoDuration.text(nanoseconds)
    if whole.hasSuffix("h0m0s") { return String(whole.dropLast(4)) }
    return whole.hasSuffix("m0s") ? String(whole.dropLast(2)) : whole
  }

  var reason: String {
    nanoseconds < 7 * 24 * 3600e9 ? "a sixth of ca_ttl, which is \(caTTL.value)" : "the most that SPIRE gives"
  }
}

extension RuleFinding {
  fileprivate static func cut(_ title: String, at span: SourceSpan, _ limit: SVIDLimit, on owner: Metadata)
    -> RuleFinding
  {
    RuleFinding(
      "\(title) is more than \(limit.text), \(limit.reason), so that SVIDs may be cut short",
      on: owner.reference, at: span,
      related: limit.caTTL.span == span
        ? [] : [Finding.Related("ca_ttl is \(limit.caTTL.value)", at: limit.caTTL.span)],
      help: "ask for no more than \(limit.text), or let the CA live longer")
  }
}
