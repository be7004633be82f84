import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds the inbound port of the proxy itself in the list of ports that are kept from the proxy.
package struct SkippedProxyPort: LinkerdRule {
  package static let page = RulePage.skippedProxyPort

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for annotation in linkerd.annotations("skip-inbound-ports") {
      let skipped = PortRanges(redirection: annotation.value.value)
      guard skipped.count < WideSkipRange.limit else { continue }
      let workloads = annotation.workloads.filter { skipped.contains(linkerd.inboundPort(of: $0)) }
      guard let first = workloads.first else { continue }
      findings.report(
        RuleFinding(
          "\(annotation.key) keeps port \(linkerd.inboundPort(of: first)), on which the proxy itself listens, from being "
            + "redirected for \(linkerd.names(of: workloads)): the proxy cannot tell what clients of opaque ports want",
          on: annotation.owner.reference, at: annotation.value.span, help: "take the port out of the list"))
    }
  }
}

extension LinkerdMesh {
  /// Where the proxy of a workload takes connections.
  fileprivate func inboundPort(of workload: Int) -> Int {
    pod(workload)["config.linkerd.io/inbound-port"].flatMap { Int($0.value) } ?? 4143
  }
}
