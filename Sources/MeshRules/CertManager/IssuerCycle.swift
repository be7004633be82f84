import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates of cert-manager that wait for each other.
struct IssuerCycle: Rule {
  static let page = RulePage.issuerCycle
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let graph = context.mesh.certificateGraph
    for circle in graph.circles(among: context.mesh.mesh.certManager.certificates) {
      guard let first = circle.first else { continue }
      let others = circle.dropFirst().map { Finding.Related("needs this one first", at: $0.metadata.span) }
      let issuer = graph.issuer(of: first).map {
        Finding.Related("the issuer, and the Secret that it signs with", at: $0.caSecretName?.span ?? $0.metadata.span)
      }
      let words =
        circle.count == 1
        ? "is signed with the Secret that it writes itself"
        : "is signed, through \(list(circle.dropFirst().map(\.title))), with the Secret that it writes itself"
      findings.report(
        RuleFinding(
          "\(first.title) \(words), so none is ever issued", on: first.metadata.reference,
          at: first.issuerRef?.name?.span ?? first.metadata.span,
          related: (issuer.map { [$0] } ?? []) + others,
          help: "issue the root by an Issuer of type selfSigned"))
    }
  }
}
