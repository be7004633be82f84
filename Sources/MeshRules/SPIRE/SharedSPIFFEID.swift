import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds ClusterSPIFFEIDs that give different workloads the same SPIFFE ID.
struct SharedSPIFFEID: Rule {
  static let page = RulePage.sharedSpiffeId
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let workloads = context.mesh.workloads
    // Whoever mends what these are about names the pods in the template.
    let failing = Set(
      context.mesh.spireTemplateProblems().map { ObjectIdentifier($0.source.metadata) }
        + context.mesh.foreignSPIFFEIDs().map { ObjectIdentifier($0.metadata) })
    for registration in context.mesh.spireRegistrations.registrations where registration.isSameForAllPods {
      guard let template = registration.source.spiffeIDTemplate,
        !failing.contains(ObjectIdentifier(registration.source.metadata))
      else { continue }
      guard registration.selectsEverything || registration.workloads.count > 1 else { continue }
      let names = list(registration.workloads) { workloads[$0].metadata.reference.friendlyName }
      let whose = registration.selectsEverything ? "every pod" : "the pods of \(names)"
      findings.report(
        RuleFinding(
          "\(registration.source.title) gives \(whose) the same SPIFFE ID", on: registration.source.metadata.reference,
          at: template.span,
          related: registration.selectsEverything
            ? []
            : registration.workloads.lazy.map { Finding.Related("gets it", at: workloads[$0].metadata.span) }
              .eachPlaceOnce(),
          help: "name the namespace and the ServiceAccount in the template, so that policies can tell the pods apart"))
    }
    for entry in context.mesh.mesh.spire.staticEntries where entry.selectors.count == 1 {
      guard let selector = entry.selectors.first, selector.value.hasPrefix("k8s:ns:") else { continue }
      findings.report(
        RuleFinding(
          "\(entry.title) gives every pod of namespace \(quoted(String(selector.value.dropFirst("k8s:ns:".count)))) the "
            + "same SPIFFE ID", on: entry.metadata.reference, at: selector.span,
          help: "add a selector such as `k8s:sa:NAME`, so that policies can tell the pods apart", severity: .info))
    }
  }
}
