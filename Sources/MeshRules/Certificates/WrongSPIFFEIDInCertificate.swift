import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds certificates with a SPIFFE ID that nobody takes for one of the mesh.
package struct WrongSPIFFEIDInCertificate: Rule {
  package static let page = RulePage.wrongSpiffeIdInCertificate
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for wrong in context.mesh.wrongSPIFFEIDs() { findings.report(.wrong(wrong)) }
  }
}

extension RuleFinding {
  fileprivate static func wrong(_ wrong: WrongSPIFFEID) -> RuleFinding {
    let subject = wrong.text.map { "the certificate in \($0) of \(wrong.owner.title)" } ?? wrong.owner.title
    let (fact, help): (String, String) =
      switch wrong.problem {
      case .invalid(let reason):
        ("is no SPIFFE ID: \(reason)", "write it as spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICEACCOUNT")
      case .notAlone(let count):
        ("is one of \(count) URIs, and a certificate of a workload is read only with one", "leave out the others")
      case .trustDomain(let domain, let mesh):
        (
          "is in trust domain \(quoted(domain)), and the mesh's is \(quoted(mesh)), so that no proxy accepts it",
          "name the trust domain of the mesh"
        )
      }
    return RuleFinding(
      "\(quoted(wrong.id)), for which \(subject) is, \(fact)", on: wrong.owner.reference, at: wrong.place,
      related: wrong.meshOrigin.map { [.init("the trust domain of the mesh", at: $0)] } ?? [], help: help)
  }
}
