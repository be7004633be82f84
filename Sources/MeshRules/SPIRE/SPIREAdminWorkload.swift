import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds workloads that may administer SPIRE's server.
struct SPIREAdminWorkload: Rule {
  static let page = RulePage.spireAdminWorkload
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for registration in mesh.spireRegistrations.registrations {
      guard let admin = registration.source.admin, admin.value else { continue }
      let names = list(registration.workloads) { mesh.workloads[$0].metadata.reference.friendlyName }
      let whose =
        registration.selectsEverything
        ? "every pod" : names.isEmpty ? "the pods that it selects" : "the pods of \(names)"
      report(registration.source.metadata, whose, at: admin.span, &findings)
    }
    for entry in mesh.mesh.spire.staticEntries {
      guard let admin = entry.admin, admin.value else { continue }
      report(entry.metadata, entry.spiffeID.map { quoted($0.value) } ?? "its workload", at: admin.span, &findings)
    }
  }

  private func report(
    _ metadata: Metadata, _ whose: String, at place: SourceSpan, _ findings: inout RuleFindings
  ) {
    findings.report(
      RuleFinding(
        "\(metadata.title) lets \(whose) administer SPIRE's server", on: metadata.reference, at: place,
        help: "leave out admin: such a workload can register entries, and so obtain any identity of the trust domain"))
  }
}
