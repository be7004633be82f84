import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds control planes that hand certificate requests to Kubernetes and name nobody who would sign them.
package struct ExternalCAWithoutSigner: Rule {
  package static let page = RulePage.externalCaWithoutSigner

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh.mesh
    let installations =
      mesh.installations.map { ($0.metadata, $0.values) } + mesh.helmReleases.map { ($0.metadata, $0.values) }
    for (metadata, values) in installations {
      guard let choice = values.environment.entry("EXTERNAL_CA"), choice.value.value == "ISTIOD_RA_KUBERNETES_API"
      else {
        continue
      }
      let signers = ["K8S_SIGNER", "CERT_SIGNER_DOMAIN"].compactMap { values.environment[$0]?.value }
      guard signers.allSatisfy(\.isEmpty) else { continue }
      findings.report(
        RuleFinding(
          "istiod hands the requests of workloads to the certificates API of Kubernetes, and names no signer",
          on: metadata.reference, at: choice.value.span,
          help: "set K8S_SIGNER, or CERT_SIGNER_DOMAIN and the caCertificates of each signer"))
    }
  }
}
