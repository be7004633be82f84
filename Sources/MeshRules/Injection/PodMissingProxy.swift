import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Pods that run without the proxy that their namespace asks for.
package struct PodMissingProxy: Rule {
  package static let page = RulePage.podMissingProxy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.podsWithoutProxy() {
      let metadata = found.pod.metadata
      let labels = found.namespace.metadata.labels
      let label = labels.entry("istio-injection") ?? labels.entry("istio.io/rev")
      findings.report(
        RuleFinding(
          "The pod \(metadata.reference.path) is missing the Istio proxy. This can often be resolved by restarting or "
            + "redeploying the workload.",
          on: metadata.reference, at: metadata.span,
          related: label.map { [.init("this asks for injection", at: $0.key.span)] } ?? []))
    }
  }
}
