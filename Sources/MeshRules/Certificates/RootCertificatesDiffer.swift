import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds namespaces that are given other root certificates than the rest of the mesh.
package struct RootCertificatesDiffer: Rule {
  package static let page = RulePage.rootCertificatesDiffer

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for difference in context.mesh.differingRoots() {
      let reference = difference.reference.text
      findings.report(
        RuleFinding(
          "\(difference.content.text.owner.title) has no root certificate in common with \(reference.owner.title)",
          on: difference.content.text.owner.reference, at: difference.place,
          related: [.init("the other roots", at: difference.referencePlace)],
          help: "take the ConfigMap out of the manifests, since istiod writes it into each namespace"))
    }
  }
}
