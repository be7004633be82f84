import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules whose host is a Service's name and namespace, which Istio does not complete.
package struct ShortHostElsewhere: Rule {
  package static let page = RulePage.shortHostElsewhere

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    // Where the input is complete, the host is one that IST0174 calls unknown.
    guard !context.mesh.options.isComplete else { return }
    for rule in context.mesh.destinationRules {
      guard let service = context.mesh.serviceMeant(by: rule.host.value) else { continue }
      findings.report(
        RuleFinding(
          "\(rule.title) has no effect: host \(quoted(rule.host.value)) matches nothing, "
            + "because Istio completes only names without a dot",
          on: rule.metadata.reference, at: rule.host.span,
          related: [.init("\(service.metadata.reference.friendlyName) has that name", at: service.metadata.span)],
          help: "did you mean \(quoted(service.hostname))?"))
    }
  }
}
