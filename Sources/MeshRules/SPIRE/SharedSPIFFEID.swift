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
      context.mesh.spireTemplateProblems().map { ObjectIdentifier($0.source) }
        + context.mesh.foreignSPIFFEIDs().map { ObjectIdentifier($0.source) })
    for registration in context.mesh.spireRegistrations.registrations where registration.isSameForAllPods {
      guard let template = registration.source.spiffeIDTemplate,
        !failing.contains(ObjectIdentifier(registration.source))
      else { continue }
      let names = registration.workloads.map { workloads[$0].metadata.reference.friendlyName }
      guard registration.selectsEverything || names.count > 1 else { continue }
      let whose = registration.selectsEverything ? "every pod" : "the pods of \(list(names))"
      findings.report(
        RuleFinding(
          "\(registration.source.title) gives \(whose) the same SPIFFE ID", on: registration.source.metadata.reference,
          at: template.span,
          related: registration.selectsEverything
            ? []
            : registration.workloads.map { Finding.Related("gets it", at: workloads[$0].metadata.span) }
              .eachPlaceOnce(),
          help: "name the namespace and the ServiceAccount in the template, so that policies can tell the pods apart"))
    }
  }
}
