import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds gateways that serve every host.
package struct GatewayForEveryHost: Rule {
  package static let page = RulePage.gatewayForEveryHost

  package static var isOnByDefault: Bool { false }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for gateway in context.mesh.gateways {
      for host in gateway.servers.flatMap(\.hosts) where GatewayHost(host.value, of: gateway).name == "*" {
        findings.report(.open(gateway.metadata, at: host.span))
      }
    }
    for gateway in context.mesh.mesh.kubernetesGateways where !context.mesh.isWaypoint(gateway) {
      for listener in gateway.listeners where listener.hostname == nil && listener.tellsHostsApart {
        findings.report(.open(gateway.metadata, at: listener.name?.span ?? listener.span))
      }
    }
  }
}

extension KubernetesGateway.Listener {
  /// Whether its protocol has host names.
  fileprivate var tellsHostsApart: Bool { ["HTTP", "HTTPS", "TLS"].contains(protocolName?.value ?? "") }
}

extension RuleFinding {
  fileprivate static func open(_ gateway: Metadata, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(gateway.title) serves every host", on: gateway.reference, at: place,
      help: "name the hosts that are meant to be reached from outside")
  }
}
