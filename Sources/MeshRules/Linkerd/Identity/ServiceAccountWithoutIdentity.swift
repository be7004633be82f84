import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds workloads that Linkerd gives no certificate, because of the name of their service account.
package struct ServiceAccountWithoutIdentity: LinkerdRule {
  package static let page = RulePage.serviceAccountWithoutIdentity

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for found in linkerd.workloadsWithoutCertificate() {
      let workload = linkerd.workloads[found.workload]
      let reason = found.account.value.utf8.count > 63 ? "is longer than 63 characters" : "is no single label of DNS"
      findings.report(
        RuleFinding(
          "\(workload.title) gets no certificate, because the name of its service account, "
            + "\(quoted(found.account.value)), \(reason)",
          on: workload.metadata.reference, at: found.account.span,
          help: "run it as a service account whose name has lower-case letters, digits and hyphens only, 63 at most"))
    }
  }
}
