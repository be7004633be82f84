import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates of cert-manager that write the same Secret.
struct CertificatesShareSecret: Rule {
  static let page = RulePage.certificatesShareSecret
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (graph, layout) = (context.mesh.certificateGraph, context.mesh.mesh.layout)
    for certificate in context.mesh.mesh.certManager.certificates {
      guard let name = certificate.secretName, let key = CertificateGraph.SecretKey(certificate),
        let writers = graph.writers[key], writers.count > 1,
        let first = writers.lazy.prefix(while: { $0 !== certificate }).first(where: { writer in
          !layout.areAlternatives(writer.metadata.extent.file, certificate.metadata.extent.file)
        })
      else { continue }
      findings.report(
        RuleFinding(
          "\(certificate.title) writes Secret \(quoted(name.value)), and so does \(first.title): one of them is never "
            + "ready",
          on: certificate.metadata.reference, at: name.span,
          related: [.init("the other Certificate", at: first.secretName?.span ?? first.metadata.span)],
          help: "give each Certificate a Secret of its own"))
    }
  }
}
