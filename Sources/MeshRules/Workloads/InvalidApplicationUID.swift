import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds applications that run as the user of the sidecar.
package struct InvalidApplicationUID: Rule {
  package static let page = RulePage.invalidApplicationUid

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for (workload, users) in context.mesh.workloadsWithReservedUser() {
      guard let first = users.first else { continue }
      findings.report(
        RuleFinding(
          "User ID (UID) 1337 is reserved for the sidecar proxy.", on: workload.metadata.reference, at: first.span,
          related: users.dropFirst().prefix(3).map { .init("here too", at: $0.span) },
          help: "run the application as another user: what this one sends goes past the sidecar"))
    }
  }
}
