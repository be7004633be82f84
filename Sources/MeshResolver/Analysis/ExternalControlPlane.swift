package import Diagnostics
package import MeshModel

/// An address at which a webhook is to reach a control plane outside of the cluster, and what is wrong with it.
package struct WebhookAddress: Sendable {
  package enum Problem: Sendable { case blank, malformed, isAddress }

  package var configuration: WebhookConfiguration
  package var webhook: WebhookConfiguration.Webhook
  package var problem: Problem

  /// Where the address stands, or else the webhook that has none.
  package var place: SourceSpan { webhook.url?.span ?? webhook.name?.span ?? webhook.span }
}

extension EffectiveMesh {
  /// What is wrong with the addresses in Istio's webhook configurations, which are found by their names
  /// (`pkg/config/analysis/analyzers/externalcontrolplane/externalcontrolplane.go`). An empty `url` counts as none.
  package func webhookAddressProblems() -> [WebhookAddress] {
    mesh.webhookConfigurations.filter(\.isOfControlPlane).flatMap { configuration in
      configuration.webhooks.compactMap { webhook in
        webhook.addressProblem.map { WebhookAddress(configuration: configuration, webhook: webhook, problem: $0) }
      }
    }
  }
}

extension WebhookConfiguration {
  fileprivate var isOfControlPlane: Bool {
    isMutating
      ? name.hasPrefix("istio-sidecar-injector")
      : name == "istiod-default-validator" || name.hasPrefix("istio-validator")
  }
}

extension WebhookConfiguration.Webhook {
  fileprivate var addressProblem: WebhookAddress.Problem? {
    guard let url, !url.value.isEmpty else { return service == nil ? .blank : nil }
    guard let host = GoURL.host(of: url.value) else { return .malformed }
    return Syntax.address(host) == nil ? nil : .isAddress
  }
}
