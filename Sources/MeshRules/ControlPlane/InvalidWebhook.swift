import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds webhooks for injection that overlap, or that call nobody.
package struct InvalidWebhook: Rule {
  package static let page = RulePage.invalidWebhook

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.overlappingWebhooks() {
      findings.report(
        RuleFinding(
          "Webhook overlaps with others: [\(found.others.joined(separator: " "))]. This may cause injection to occur "
            + "twice.",
          on: found.configuration.metadata.reference, at: found.webhook.name?.span ?? found.webhook.span,
          related: found.otherPlaces.prefix(4).map { .init("selects the same pods", at: $0) }))
    }
    let services = context.mesh.unservedWebhooks()
    for found in services.missing {
      findings.report(
        RuleFinding(
          "Injector refers to a control plane service that does not exist: \(found.service).",
          on: found.configuration.metadata.reference, at: found.place))
    }
    for service in services.unjudged { findings.skip(needs: "the Service \(service) that webhooks call") }
  }
}
