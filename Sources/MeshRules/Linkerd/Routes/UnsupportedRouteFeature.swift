import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds what Linkerd cannot do with the requests of a route, so that the whole route, or Server, is spoiled.
package struct UnsupportedRouteFeature: LinkerdRule {
  package static let page = RulePage.unsupportedRouteFeature

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for route in linkerd.policies.routes {
      for filter in route.filtersUnknownToLinkerd {
        findings.report(
          RuleFinding(
            "Linkerd leaves out \(route.title) as a whole, because it has a filter \(filter.value)",
            on: route.metadata.reference, at: filter.span,
            help: "leave out the filter: Linkerd only changes headers, and redirects HTTP requests"))
      }
      for match in route.matchesWithoutMethod {
        findings.report(
          RuleFinding(
            "A match of \(route.title) has no method, so that proxies refuse its parent's whole policy and answer "
              + "every request with an error",
            on: route.metadata.reference, at: match.span, help: "name the service of the calls under method"))
      }
    }
  }
}
