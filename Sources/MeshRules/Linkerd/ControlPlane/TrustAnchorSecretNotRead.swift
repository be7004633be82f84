import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Secrets that are taken for Linkerd's trust anchor and that nothing reads.
package struct TrustAnchorSecretNotRead: LinkerdRule {
  package static let page = RulePage.trustAnchorSecretNotRead

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for secret in linkerd.mesh.secrets where secret.name == "linkerd-trust-anchor" {
      let keys = Set((secret.data.entries + secret.stringData.entries).map(\.key.value))
      // With both, an Issuer of cert-manager signs with it.
      guard !keys.isEmpty, !keys.isSuperset(of: ["tls.crt", "tls.key"]) else { continue }
      findings.report(
        RuleFinding(
          "\(secret.title) is not read by Linkerd, whose trust anchors are in the ConfigMap "
            + "linkerd-identity-trust-roots",
          on: secret.metadata.reference, at: secret.metadata.span,
          help: "put the certificate into that ConfigMap, under ca-bundle.crt"))
    }
  }
}
