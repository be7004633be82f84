import Certificates
import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds chains with a certificate that did not sign the one before it, or may not.
struct BrokenCertificateChain: Rule {
  static let page = RulePage.brokenCertificateChain
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for chain in context.mesh.brokenChains() { findings.report(.broken(chain)) }
  }
}

extension RuleFinding {
  fileprivate static func broken(_ broken: BrokenChain) -> RuleFinding {
    let isInChain = broken.text.name == broken.chain.name
    let fact: String
    let help: String
    var severity: Severity? = .warning
    switch broken.problem {
    case .signedNothing:
      fact = "signed none of the certificates before it"
      help = "put the one there that signed the last of them, or take this one out"
    case .otherKey(let signed):
      fact =
        "has the name of the issuer of \(quoted(signed.subject.text)) and did not sign it, so that "
        + (isInChain ? "clients cannot go by it" : "who trusts it refuses \(broken.chain.name)")
      help = isInChain ? "put the one there that did" : "put the one there that did, or issue the certificate again"
    case .mayNotSign(let signed):
      severity = nil
      let reason = broken.certificate.isCA == true ? "its key usage is not for that" : "is no certificate of a CA"
      fact = "signed \(quoted(signed.subject.text)), and \(reason), so that everything that checks it refuses it"
      help = "issue it again as that of a CA with the key usage keyCertSign, and what it signed after it"
    case .pathTooLong:
      severity = nil
      fact = "lets fewer CAs follow than stand before it, so that everything that checks them refuses them"
      help = "issue it again with a larger path length, or sign with it directly"
    }
    return RuleFinding(
      "the certificate \(quoted(broken.certificate.subject.text)) in \(broken.text.title) \(fact)",
      on: broken.text.owner.reference, at: broken.place,
      related: isInChain ? [] : [.init("the chain", at: broken.chain.value.span)], help: help, severity: severity)
  }
}
