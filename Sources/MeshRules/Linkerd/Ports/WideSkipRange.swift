import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds lists of skipped ports that keep nearly everything from the proxy.
package struct WideSkipRange: LinkerdRule {
  package static let page = RulePage.wideSkipRange
  /// Half of all ports: more than any protocol with ports of its choice needs.
  static let limit = 32768

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (name, direction) in [("skip-inbound-ports", "to"), ("skip-outbound-ports", "from")] {
      for annotation in linkerd.annotations(name) {
        let count = PortRanges(redirection: annotation.value.value).count
        guard count >= Self.limit else { continue }
        findings.report(
          RuleFinding(
            "\(annotation.key) keeps connections \(direction) \(linkerd.names(of: annotation.workloads)) on \(count) "
              + "ports from the proxy, so hardly anything is encrypted and authorized",
            on: annotation.owner.reference, at: annotation.value.span,
            help:
              "list the ports that cannot go through the proxy, or leave the pod out with linkerd.io/inject: disabled"))
      }
    }
  }
}
