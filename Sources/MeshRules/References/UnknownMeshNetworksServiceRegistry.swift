import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds networks whose endpoints come from a registry that does not exist.
package struct UnknownMeshNetworksServiceRegistry: Rule {
  package static let page = RulePage.unknownMeshNetworksServiceRegistry

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let registries = context.mesh.unknownRegistries()
    for unknown in registries.found {
      findings.report(
        RuleFinding(
          "Unknown service registry \(unknown.registry.value) in network \(unknown.network.value)",
          on: unknown.object, at: unknown.registry.span, related: [.init("the network", at: unknown.network.span)],
          help: "name Kubernetes, or the key of a Secret with the label istio/multiCluster: \"true\""))
    }
    for _ in 0..<registries.unjudged { findings.skip(needs: "the Secrets of the remote clusters") }
  }
}
