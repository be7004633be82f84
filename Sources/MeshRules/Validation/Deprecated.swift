import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds deprecated fields, kinds and providers, in the words of `istioctl analyze`.
package struct Deprecated: Rule {
  package static let page = RulePage.deprecated

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.deprecations() {
      let definition = found.subject.definition.map { [Finding.Related("the provider is defined here", at: $0)] } ?? []
      findings.report(
        RuleFinding(
          "Deprecated: \(found.subject.words)", on: found.object, at: found.places[0],
          related: definition + found.places.dropFirst().map { .init("and here", at: $0) }.eachPlaceOnce(),
          help: found.subject.remedy))
    }
  }
}

extension Deprecation.Subject {
  fileprivate var words: String {
    switch self {
    case .delayPercent: "HTTPRoute.fault.delay.percent is deprecated; use HTTPRoute.fault.delay.percentage"
    case .egressProxy: "OutboundTrafficPolicy.EgressProxy ignored"
    case .removedKind(let kind): "Custom resource type rbac.istio.io \(kind) is removed"
    case .lightstep(let name, _):
      "The Lightstep provider \(name) is deprecated, please migrate to OpenTelemetry provider."
    }
  }

  fileprivate var definition: SourceSpan? {
    if case .lightstep(_, let definition) = self { definition } else { nil }
  }

  fileprivate var remedy: String? {
    switch self {
    case .delayPercent: "write percentage, with the number below value"
    case .egressProxy: "route what leaves the mesh with a ServiceEntry and a VirtualService"
    case .removedKind: "write AuthorizationPolicies and delete the definition"
    case .lightstep: nil
    }
  }
}
