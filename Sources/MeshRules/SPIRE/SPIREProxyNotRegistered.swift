import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds proxies that ask SPIRE for a certificate and that SPIRE does not know.
struct SPIREProxyNotRegistered: Rule {
  static let page = RulePage.spireProxyNotRegistered

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let sources = mesh.written.spire.clusterSPIFFEIDs
    for proxy in mesh.possibleSPIREProxies { findings.skip(needs: mesh.workloads[proxy.workload].injectionNeeds) }
    for proxy in mesh.unregisteredSPIREProxies() {
      guard mesh.options.isComplete || !sources.isEmpty else {
        findings.skip(needs: "the ClusterSPIFFEIDs")
        continue
      }
      let workload = mesh.workloads[proxy.workload]
      findings.report(
        RuleFinding(
          "No ClusterSPIFFEID selects the pods of \(workload.title), whose proxy asks SPIRE for its certificate",
          on: workload.metadata.reference, at: proxy.annotation?.span ?? workload.metadata.span,
          related: sources.lazy.map { source in
            let selector = source.podSelector ?? source.namespaceSelector
            return Finding.Related("selects others", at: selector?.span ?? source.metadata.span)
          }.eachPlaceOnce(),
          help: "give the pods the labels that a ClusterSPIFFEID asks for; without an entry the proxy waits for ever",
          severity: mesh.options.isComplete ? .error : nil))
    }
  }
}
