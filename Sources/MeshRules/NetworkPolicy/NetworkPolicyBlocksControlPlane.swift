import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds NetworkPolicies between the proxies and the control plane that they connect to.
package struct NetworkPolicyBlocksControlPlane: Rule {
  package static let page = RulePage.networkPolicyBlocksControlPlane
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.networkPolicies.policies
    for blocked in context.mesh.blockedControlPlane() {
      findings.report(.blocked(blocked, blocked.policies.map { policies[$0] }, context.mesh))
    }
  }
}

extension RuleFinding {
  /// `policies`: Those that isolate the pods; never empty.
  fileprivate static func blocked(
    _ blocked: BlockedControlPlane, _ policies: [NetworkPolicy], _ mesh: EffectiveMesh
  ) -> RuleFinding {
    let clients = list(mesh.names(of: blocked.workloads))
    let services = list(blocked.services.map { "\($0.name) (\($0.port))" })
    let policy = policies[0]
    let message =
      switch blocked.direction {
      case .egress:
        "\(policy.title) isolates \(clients) for egress, and no policy lets their proxies reach \(services)"
      case .ingress:
        "\(policy.title) isolates the control plane for ingress, and no policy lets the proxies of \(clients) reach "
          + services
      }
    return RuleFinding(
      message, on: policy.metadata.reference, at: policy.place(of: blocked.direction),
      related: policies.dropFirst().alsoIsolating(blocked.direction),
      help: "allow it under \(blocked.direction.rawValue.lowercased()): \(blocked.rule(mesh))")
  }
}

extension BlockedControlPlane {
  /// What lets the connections through, in YAML.
  fileprivate func rule(_ mesh: EffectiveMesh) -> String {
    let ports = services.map { "{port: \($0.port)}" }.joined(separator: ", ")
    let namespaces = Set(workloads.map { mesh.workloads[$0].namespace })
    let (field, namespace) =
      direction == .egress
      ? ("to", controlPlaneNamespace ?? "linkerd") : ("from", namespaces.count == 1 ? namespaces.first : nil)
    let labels = namespace.map { "matchLabels: {kubernetes.io/metadata.name: \($0)}" } ?? ""
    return "{\(field): [{namespaceSelector: {\(labels)}}], ports: [\(ports)]}"
  }
}
