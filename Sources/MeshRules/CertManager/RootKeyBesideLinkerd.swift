import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds trust anchors' keys in the namespace of Linkerd's control plane.
struct RootKeyBesideLinkerd: LinkerdRule {
  static let page = RulePage.rootKeyBesideLinkerd

  func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let graph = context.mesh.certificateGraph
    for certificate in context.mesh.linkerdIssuerCertificates {
      guard let issuer = graph.issuer(of: certificate), !issuer.isForCluster, let secret = issuer.caSecretName,
        let key = graph.authoritySecret(of: issuer)
      else { continue }
      // What is signed itself is no root.
      if let writer = graph.writer(of: key), graph.issuer(of: writer)?.soleSigner != .selfSigned { continue }
      findings.report(
        RuleFinding(
          "\(issuer.title) needs the key of Linkerd's trust anchor in the namespace of the control plane, Secret "
            + quoted(secret.value),
          on: issuer.metadata.reference, at: secret.span,
          related: [.init("what it signs for Linkerd", at: certificate.metadata.span)],
          help: "keep the Secret in cert-manager's namespace, and sign by a ClusterIssuer"))
    }
  }
}
