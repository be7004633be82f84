import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds places that take another trust domain for Linkerd's than the one that certificates are issued for.
package struct TrustDomainSourcesDisagree: LinkerdRule {
  package static let page = RulePage.trustDomainSourcesDisagree

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let claims = linkerd.trustDomainClaims
    // Injected manifests of several clusters may stand side by side.
    guard let deciding = claims.first, deciding.source != .proxy else { return }
    let layout = linkerd.mesh.layout
    var proxies: [String: [TrustDomainClaim]] = [:]
    for claim in claims.dropFirst() where claim.domain.value != deciding.domain.value {
      // One overlay may well have another trust domain than the next.
      if layout.areAlternatives(claim.owner.extent.file, deciding.owner.extent.file) { continue }
      if claim.source == .proxy {
        proxies[claim.domain.value, default: []].append(claim)
      } else {
        findings.report(.disagreement([claim], deciding))
      }
    }
    for claims in proxies.values { findings.report(.disagreement(claims, deciding)) }
  }
}

extension RuleFinding {
  /// `claims`: Those with the same wrong domain, of the same source.
  fileprivate static func disagreement(_ claims: [TrustDomainClaim], _ deciding: TrustDomainClaim) -> RuleFinding {
    let claim = claims[0]
    let (domain, right) = (quoted(claim.domain.value), quoted(deciding.domain.value))
    let others = claims.count > 1 ? " and \(count(claims.count - 1, "other workload"))" : ""
    let fact =
      switch claim.source {
      case .configuration: "gives new proxies the trust domain \(domain)"
      case .destination: "tells clients that servers are in trust domain \(domain)"
      case .policy: "authorizes ServiceAccounts and namespaces in trust domain \(domain)"
      case .identity, .release: "says trust domain \(domain)"
      case .proxy: "\(claims.count > 1 ? "hold" : "holds") a proxy for trust domain \(domain)"
      }
    let truth =
      switch deciding.source {
      case .identity: "linkerd-identity issues certificates for \(right)"
      case .configuration: "linkerd-config says \(right)"
      default: "\(deciding.owner.title) says \(right)"
      }
    return RuleFinding(
      "\(claim.owner.title)\(others) \(fact), but \(truth)", on: claim.owner.reference, at: claim.domain.span,
      related: claims.dropFirst().prefix(3).map { .init("the same here", at: $0.domain.span) }
        + [.init("the trust domain that counts", at: deciding.domain.span)],
      help: claim.source == .proxy
        ? "write \(right), or leave the proxy to the injector"
        : "write the same trust domain everywhere: change it by upgrading Linkerd, not in one place")
  }
}
