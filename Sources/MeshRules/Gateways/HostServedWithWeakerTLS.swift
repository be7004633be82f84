import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds hosts that clients reach without the certificate that their server asks for.
package struct HostServedWithWeakerTLS: Rule {
  package static let page = RulePage.hostServedWithWeakerTls

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for host in context.mesh.hostsWithWeakerTLS() { findings.report(.weaker(host)) }
  }
}

extension RuleFinding {
  fileprivate static func weaker(_ found: WeakerTLS) -> RuleFinding {
    let gateway = found.gateway.metadata
    var related = [
      Finding.Related("\(found.weakerMode) for \(quoted(found.wildcard.value))", at: found.wildcard.span)
    ]
    if let route = found.virtualService {
      let name = route.metadata.reference.friendlyName
      related.append(.init("\(name) brings the host there", at: route.metadata.span))
    }
    return RuleFinding(
      "\(gateway.title) asks for a certificate for \(hosts(found.hosts.map(\.value))) on port \(found.port), "
        + "but clients that name another host of \(quoted(found.wildcard.value)) in TLS reach it without one",
      on: gateway.reference, at: found.hosts[0].span, related: related,
      help: "serve the host on a port or a gateway of its own, or give the wildcard the same mode")
  }
}
