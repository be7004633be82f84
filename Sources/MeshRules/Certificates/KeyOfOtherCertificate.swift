import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds private keys beside a certificate that is not theirs.
struct KeyOfOtherCertificate: Rule {
  static let page = RulePage.keyOfOtherCertificate
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in context.mesh.keyPairProblems {
      guard let key = problem.keyText else { continue }
      let text = problem.certificateText
      let names = text.name
      // The finding is at the text that has to change: the key, or the first of two that are swapped.
      let other = problem.certificate == nil ? key.value.span : text.value.span
      let fact: String
      let help: String
      switch problem.reason {
      case .laterCertificate: continue
      case .swapped:
        fact = "\(names) of \(text.owner.title) holds the private key, and \(key.name) the certificate"
        help = "swap them"
      case .otherKey(let owner):
        fact =
          "the private key in \(key.name) of \(text.owner.title) is not that of the certificate in \(names)"
          + (owner.map { ", but that of \($0)" } ?? "") + ", so that no program can use the two"
        help = "store the key with which the certificate was requested, or issue both again"
      }
      findings.report(
        RuleFinding(
          fact, on: text.owner.reference, at: problem.place,
          related: [.init(problem.certificate == nil ? key.name : names, at: other)], help: help))
    }
  }
}
