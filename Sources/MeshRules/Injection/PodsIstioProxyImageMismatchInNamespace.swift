import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds namespaces whose pods have proxies of another version than injection would give them.
package struct PodsIstioProxyImageMismatchInNamespace: Rule {
  package static let page = RulePage.podsIstioProxyImageMismatchInNamespace

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.proxyImageMismatches() {
      let names = found.pods.map(\.name).joined(separator: " ")
      let places = found.pods.map { Finding.Related("the proxy of \($0.name)", at: $0.image.span) }
      findings.report(
        RuleFinding(
          "The Istio proxy images of the pods running in the namespace do not match the image defined in the injection "
            + "configuration (pod names: [\(names)]). This often happens after upgrading the Istio control-plane and "
            + "can be fixed by redeploying the pods.",
          on: found.namespace.metadata.reference, at: found.namespace.metadata.span,
          related: places.eachPlaceOnce(limit: 3) + [.init("injection gives \(found.expected)", at: found.origin)]))
    }
  }
}
