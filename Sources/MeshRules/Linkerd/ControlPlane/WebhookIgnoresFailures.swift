import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds webhooks of Linkerd that nobody waits for: pods start without a proxy and wrong policies are taken while the
/// control plane is away.
package struct WebhookIgnoresFailures: LinkerdRule {
  package static let page = RulePage.webhookIgnoresFailures
  package static let isOnByDefault = false

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = linkerd.mesh
    let configurations = mesh.webhookConfigurations.filter { Self.names.contains($0.name) }
    for configuration in configurations {
      for policy in configuration.webhooks.compactMap(\.failurePolicy) where policy.value == "Ignore" {
        findings.report(.ignores(configuration.metadata, at: policy.span))
      }
    }
    guard configurations.isEmpty else { return }
    for (owner, values) in mesh.linkerdValues {
      guard let policy = values.webhookFailurePolicy, policy.value == "Ignore" else { continue }
      findings.report(.ignores(owner, at: policy.span))
    }
  }

  private static let names: Set<String> = [
    "linkerd-proxy-injector-webhook-config", "linkerd-sp-validator-webhook-config",
    "linkerd-policy-validator-webhook-config",
  ]
}

extension RuleFinding {
  fileprivate static func ignores(_ owner: Metadata, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(owner.title) lets objects pass while Linkerd's webhooks do not answer", on: owner.reference, at: place,
      help: "set webhookFailurePolicy to Fail, with several replicas of the control plane")
  }
}
