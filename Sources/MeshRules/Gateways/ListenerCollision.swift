import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds listeners of one Gateway that cannot both be served.
package struct ListenerCollision: Rule {
  package static let page = RulePage.listenerCollision

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for collision in context.mesh.listenerCollisions() { findings.report(.collision(collision)) }
  }
}

extension RuleFinding {
  fileprivate static func collision(_ found: MeshResolver.ListenerCollision) -> RuleFinding {
    let (first, second) = (found.first, found.second)
    let port = second.port?.value ?? 0
    let names = (first: quoted(first.name?.value ?? ""), second: quoted(second.name?.value ?? ""))
    let fact: String
    let (place, other): (SourceSpan?, SourceSpan?)
    switch found.cause {
    case .sameHost:
      let host = second.hostname.map { "host \(quoted($0.value))" } ?? "every host"
      fact = "are both for port \(port) and \(host)"
      (place, other) = (second.hostname?.span ?? second.port?.span, first.hostname?.span ?? first.port?.span)
    case .protocols:
      let (one, two) = (first.protocolName?.value ?? "", second.protocolName?.value ?? "")
      fact = "want port \(port) for \(one) and \(two), which cannot share it"
      (place, other) = (second.protocolName?.span, first.protocolName?.span)
    }
    return RuleFinding(
      "Listeners \(names.first) and \(names.second) of \(found.gateway.title) \(fact)",
      on: found.gateway.metadata.reference, at: place ?? second.span,
      related: [.init("the other listener", at: other ?? first.span)],
      help: "give each listener a port or a hostname of its own")
  }
}
