import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules whose `subjectAltNames` leave out the servers that they are for.
package struct SubjectAltNamesExcludeServer: Rule {
  package static let page = RulePage.subjectAltNamesExcludeServer

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for mismatch in mesh.identityMismatches() {
      let rule = mesh.destinationRules[mismatch.rule].metadata
      let names = mismatch.servers.map { mesh.workloads[$0].metadata.reference.friendlyName }.sorted()
      let identities = Set(mismatch.servers.map(mesh.identity)).sorted()
      let places = mismatch.servers.prefix(4).map { index in
        let server = mesh.workloads[index]
        return Finding.Related(
          "\(server.metadata.reference.friendlyName) runs as service account \(quoted(server.serviceAccountName))",
          at: server.pod.serviceAccountName?.span ?? server.metadata.span)
      }
      findings.report(
        RuleFinding(
          "\(rule.title) accepts other identities for host \(mismatch.host) than \(list(identities)), "
            + "which \(list(names)) \(names.count == 1 ? "shows" : "show"): the TLS handshake fails",
          on: rule.reference, at: mismatch.tls.subjectAltNames[0].span, related: Array(places),
          help: "remove subjectAltNames: Istio checks for the service accounts of the host's pods by itself"))
    }
  }
}
