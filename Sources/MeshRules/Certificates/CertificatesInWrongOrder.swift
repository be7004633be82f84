import Certificates
import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds chains that begin with another certificate than the one that programs should present.
struct CertificatesInWrongOrder: Rule {
  static let page = RulePage.certificatesInWrongOrder
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in context.mesh.keyPairProblems {
      guard case .laterCertificate(let own, let place) = problem.reason, let first = problem.certificate else {
        continue
      }
      let (text, isApart) = (problem.certificateText, place != problem.place)
      findings.report(
        RuleFinding(
          "\(text.name) of \(text.owner.title) begins with the certificate \(quoted(first.subject.text)), not with "
            + "\(quoted(own.subject.text)), which it is for",
          on: text.owner.reference, at: problem.place,
          related: isApart ? [.init("the certificate that has to come first", at: place)] : [],
          help: "order them from the certificate of the key upwards: each is followed by the one that signed it"))
    }
  }
}
