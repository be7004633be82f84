import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates of cert-manager whose issuer does not exist.
struct IssuerNotFound: Rule {
  static let page = RulePage.issuerNotFound
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let manager = context.mesh.mesh.certManager
    for certificate in manager.certificates {
      // What Linkerd signs with is nothing that others bring along.
      let isOfLinkerd = context.mesh.meshSigned(by: certificate) == .linkerd
      check(certificate.issuerRef, of: certificate.metadata, isOfLinkerd: isOfLinkerd, context, &findings)
    }
    for request in manager.requests { check(request.issuerRef, of: request.metadata, context, &findings) }
    for issuer in UpstreamIssuer.all(in: context.mesh) {
      if let finding = issuer.missing(in: context, &findings) { findings.report(finding) }
    }
  }

  private func check(
    _ reference: IssuerReference?, of owner: Metadata, isOfLinkerd: Bool = false, _ context: RuleContext,
    _ findings: inout RuleFindings
  ) {
    guard let reference, let name = reference.name,
      let missing = context.mesh.certificateGraph.missingIssuer(reference, in: owner.namespaceName)
    else { return }
    let kind = reference.kind.flatMap { $0.value.isEmpty ? nil : $0.value } ?? "Issuer"
    let isDescribed =
      kind == "ClusterIssuer" ? context.mesh.options.isComplete : context.describes(owner.namespaceName)
    switch missing {
    case .otherKind(let other): findings.report(.otherKind(reference, name, kind, of: owner, other))
    case .otherNamespace(let other) where isDescribed: findings.report(.otherNamespace(name, of: owner, other))
    case .unused(let other):
      findings.report(.unused(name, kind, of: owner, other, severity: isDescribed || isOfLinkerd ? .error : .warning))
    case .absent where context.mesh.options.isComplete: findings.report(.absent(name, kind, of: owner))
    case .otherNamespace, .absent: findings.skip(needs: "the issuers of Certificates")
    }
  }
}

extension RuleFinding {
  fileprivate static func otherKind(
    _ reference: IssuerReference, _ name: Located<String>, _ kind: String, of owner: Metadata,
    _ other: CertificateIssuer
  ) -> RuleFinding {
    let written = reference.kind == nil ? "an Issuer, the kind where none is written" : article(kind)
    return RuleFinding(
      "\(owner.title) is never issued: \(quoted(name.value)) is \(article(other.metadata.kind.value)), and issuerRef "
        + "names \(written)",
      on: owner.reference, at: reference.kind?.span ?? name.span,
      related: [.init("the \(other.metadata.kind.value)", at: other.metadata.span)],
      help: "set issuerRef.kind to \(other.metadata.kind.value)")
  }

  fileprivate static func otherNamespace(
    _ name: Located<String>, of owner: Metadata, _ other: CertificateIssuer
  ) -> RuleFinding {
    RuleFinding(
      "\(owner.title) names Issuer \(quoted(name.value)), which its namespace does not have; Issuers sign for their "
        + "own namespace only",
      on: owner.reference, at: name.span,
      related: [.init("the one in namespace \(quoted(other.namespace))", at: other.metadata.span)],
      help: "add an Issuer to the namespace, or make it a ClusterIssuer", severity: .warning)
  }

  fileprivate static func unused(
    _ name: Located<String>, _ kind: String, of owner: Metadata, _ other: CertificateIssuer, severity: Severity
  ) -> RuleFinding {
    RuleFinding(
      "\(owner.title) names \(kind) \(quoted(name.value)), which is not there, while nothing uses \(other.title)",
      on: owner.reference, at: name.span, related: [.init("the issuer that is not used", at: other.metadata.span)],
      help: "name the issuer that exists, or add the one that is named", severity: severity)
  }

  fileprivate static func absent(_ name: Located<String>, _ kind: String, of owner: Metadata) -> RuleFinding {
    RuleFinding(
      "\(owner.title) names \(kind) \(quoted(name.value)), which does not exist", on: owner.reference, at: name.span,
      help: "add the \(kind), or name one that exists", severity: .warning)
  }
}

/// `an Issuer`, `a ClusterIssuer`.
private func article(_ kind: String) -> String { "\(kind.hasPrefix("I") ? "an" : "a") \(kind)" }
