import Certificates
import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Secrets `cacerts` with certificates that istiod refuses, or that make workloads refuse each other.
package struct UnusableCacerts: Rule {
  package static let page = RulePage.unusableCacerts

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for authority in context.mesh.pluggedInCAs() {
      guard let (problem, place) = context.mesh.problem(of: authority) else { continue }
      let (fact, help) = problem.words(authority.form)
      findings.report(
        RuleFinding(
          "\(authority.form.signingCertificate) of \(authority.secret.title) \(fact)",
          on: authority.secret.metadata.reference, at: place, help: help))
    }
  }
}

extension PluggedInCA.Problem {
  /// What is the matter with the signing certificate, and what to do.
  fileprivate func words(_ form: PluggedInCA.Form) -> (fact: String, help: String) {
    let renew = "have the certificate issued again as that of a CA"
    switch self {
    case .notSigned(.notCA):
      return ("leads to a certificate that is no CA's, so that istiod does not start", renew)
    case .notSigned(.pathTooLong), .pathTooLong:
      return (
        "is a CA below one that allows no further CA, so that nobody takes the certificates that it signs",
        "have the certificate above issued again with a longer path length, or sign with that one"
      )
    case .notSigned(.badSignature):
      return (
        "was not signed by the certificate of that name in \(form.roots), so that istiod does not start",
        "put the root that signed it into \(form.roots); a new root with an old name is another one"
      )
    case .notSigned:
      return (
        "does not lead to \(form.roots), so that istiod does not start",
        form.chain == form.signingCertificate
          ? "put the root that signed it into \(form.roots)"
          : "put the root that signed it into \(form.roots), and what stands between them into \(form.chain)"
      )
    case .noCA: return ("is no certificate of a CA, so that istiod does not start", renew)
    case .wrongPurpose:
      return (
        "is, or leads to, a certificate that servers may not use, so that istiod does not start",
        "have it issued again without extended key usages, or with server and client authentication"
      )
    case .cannotSign:
      return (
        "is, or leads to, a certificate whose key may not sign others, so that workloads refuse each other's",
        "have it issued again with the key usage keyCertSign"
      )
    case .notInChain:
      return (
        "is neither in \(form.chain) nor a root, so that nobody can check the certificates of workloads",
        "let \(form.chain) begin with it"
      )
    }
  }
}
