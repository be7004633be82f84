import Certificates
import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds texts that should hold certificates or keys and do not, or that programs read in part only.
struct UnreadableCertificate: Rule {
  static let page = RulePage.unreadableCertificate
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for unreadable in context.mesh.unreadableTexts() { findings.report(.unreadable(unreadable)) }
    for request in context.mesh.requestsWithoutSigningRequest() { findings.report(.noRequest(request)) }
  }
}

extension RuleFinding {
  fileprivate static func unreadable(_ unreadable: UnreadableText) -> RuleFinding {
    let owner = unreadable.text.owner
    let (fact, help) = unreadable.reason.words
    return RuleFinding(
      "\(unreadable.text.name) of \(owner.title) \(fact)", on: owner.reference, at: unreadable.place, help: help,
      severity: unreadable.isReadInPart ? .warning : nil)
  }

  fileprivate static func noRequest(_ request: CertificateRequest) -> RuleFinding {
    RuleFinding(
      "spec.request of \(request.title) holds no signing request for a certificate, so that cert-manager refuses it",
      on: request.metadata.reference, at: request.request?.span ?? request.metadata.span,
      help: "give it the request in PEM, in base64: the output of 'openssl req -new' through 'base64 -w0'")
  }
}

extension UnreadableText.Reason {
  /// What is wrong, and what to do.
  fileprivate var words: (fact: String, help: String) {
    switch self {
    case .content(.pem(let problem, let line)): problem.words(line: line + 1)
    case .content(.noCertificate):
      ("has a block named CERTIFICATE that is no X.509 certificate", "copy the whole certificate again")
    case .content(.noKey): ("has a private key that cannot be read", "copy the whole key again")
    case .content(.passedOver(let label)):
      (
        "has a block named \(label), which programs written in Go pass over",
        "write it as CERTIFICATE, with 'openssl x509 -in FILE'"
      )
    case .base64OnceMore:
      ("is encoded in base64 once too often, so that nobody finds a certificate or key in it", "decode it once")
    case .der:
      (
        "is DER, where PEM is wanted, so that nobody finds a certificate or key in it",
        "convert it with 'openssl x509 -inform DER' or 'openssl pkey -inform DER'"
      )
    case .noPEM: ("holds no certificate or key in PEM", "write it from -----BEGIN to the end of the line of -----END")
    }
  }
}

extension PEMProblem {
  /// `line`: Of the text, from 1.
  fileprivate func words(line: Int) -> (fact: String, help: String) {
    switch self {
    case .indented(let label, _):
      (
        "has a boundary of its \(label) indented, in line \(line), so that programs pass over the block",
        "let the lines of -----BEGIN and -----END start without blanks"
      )
    case .unterminated(let label):
      (
        "has no end for its \(label) of line \(line), so that programs pass over the block",
        "close it with a line -----END \(label)-----"
      )
    case .invalidBase64(let label):
      ("has no base64 between the boundaries of its \(label) of line \(line)", "copy the block again")
    case .lineBreakLost(let label):
      (
        "lacks the line break at a boundary of its \(label), in line \(line), so that programs pass over the block",
        "keep the line breaks: in YAML, as a literal block (|), not folded (>) or plain"
      )
    case .brokenBoundary:
      (
        "has a line \(line) that begins a block and does not end in five dashes, so that programs pass over it",
        "write -----BEGIN and the name of the block with five dashes on either side"
      )
    }
  }
}
