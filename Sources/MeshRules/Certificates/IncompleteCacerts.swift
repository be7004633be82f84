import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Secrets `cacerts` that hold some of what istiod needs, and not all.
package struct IncompleteCacerts: Rule {
  package static let page = RulePage.incompleteCacerts

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for authority in context.mesh.pluggedInCAs() where !authority.missing.isEmpty {
      let owner = authority.secret.metadata
      guard !context.mesh.mesh.layout.mayComplete(owner.kind.span.file) else {
        findings.skip(needs: "the kustomization's result")
        continue
      }
      let others = authority.form.keys.filter { !authority.missing.contains($0) }
      findings.report(
        RuleFinding(
          "\(owner.title) has \(list(others)) and not \(list(authority.missing)), so that istiod does not start",
          on: owner.reference, at: owner.name.span,
          help: authority.missing.contains(authority.form.chain)
            ? "let \(authority.form.chain) hold the signing certificate, then those between it and the root"
            : "add what is missing, or take the Secret away to let istiod sign with a certificate of its own"))
    }
  }
}
