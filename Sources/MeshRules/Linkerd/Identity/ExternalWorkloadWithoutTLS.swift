import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ExternalWorkloads that clients cannot use mutual TLS with.
package struct ExternalWorkloadWithoutTLS: LinkerdRule {
  package static let page = RulePage.externalWorkloadWithoutTls

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for workload in linkerd.mesh.linkerd.externalWorkloads {
      if let identity = workload.identity, !identity.value.hasPrefix("spiffe://") {
        findings.report(
          RuleFinding(
            "\(workload.title) is reached without mutual TLS, because its identity \(quoted(identity.value)) is no SPIFFE ID",
            on: workload.metadata.reference, at: identity.span,
            help: "write the SPIFFE ID that SPIRE gives the machine, such as spiffe://root.linkerd.cluster.local/NAME"))
      }
      // Proxies take underscores too (`linkerd/dns/name/src/lib.rs`).
      if let name = workload.serverName, Syntax.problem(withFQDN: name.value.replacing("_", with: "x")) != nil {
        findings.report(
          RuleFinding(
            "\(workload.title) is reached without mutual TLS, because its serverName \(quoted(name.value)) is no name of DNS",
            on: workload.metadata.reference, at: name.span,
            help: "write a name of DNS, which clients show in the handshake"))
      }
    }
  }
}
