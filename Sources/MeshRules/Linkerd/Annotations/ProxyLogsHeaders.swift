import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds proxies that may write the headers of requests into their log.
package struct ProxyLogsHeaders: LinkerdRule {
  package static let page = RulePage.proxyLogsHeaders

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let key = "config.linkerd.io/proxy-log-http-headers"
    for carrier in linkerd.carriers where carrier.kind == .namespace || carrier.kind == .pods {
      guard let annotation = carrier.annotations[key], annotation.value == "insecure" else { continue }
      let proxies = carrier.kind == .namespace ? "The proxies of \(carrier.title)" : "The proxy of \(carrier.title)"
      findings.report(
        RuleFinding(
          "\(proxies) may write the headers of requests into the log, tokens and cookies among them",
          on: carrier.metadata.reference, at: annotation.span,
          help: "remove the annotation when the search for the mistake is over"))
    }
  }
}
