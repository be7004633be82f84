package import Certificates
package import Diagnostics
package import MeshModel

/// A certificate that is valid for longer than the one that signed it.
package struct OutlivedIssuer: Sendable {
  package let owner: Metadata
  package let certificate: Certificate
  package let place: SourceSpan
  package let issuer: Certificate
  package let issuerPlace: SourceSpan
}

extension EffectiveMesh {
  /// The certificates that outlive their issuer in the same object by a day or more; what is made in one go ends a few
  /// seconds apart. Those whose issuer may be one of several, as while a root is replaced, are left out, and so are
  /// those whose issuer is over already. What linkerd-identity reads has an answer of its own,
  /// ``EffectiveMesh/linkerdTrusts``.
  package func outlivedIssuers() -> [OutlivedIssuer] {
    guard let reader = certificates.reader else { return [] }
    struct Subject: Hashable {
      var owner: ObjectIdentifier
      var name: Certificate.Name
    }
    let entries = certificates.contents.lazy.filter { !$0.text.isOfLinkerdIdentity }.flatMap { content in
      content.certificates.map { (owner: content.text.owner, certificate: $0.value, place: $0.place) }
    }
    var bySubject: [Subject: (certificate: Certificate, place: SourceSpan, isOnlyOne: Bool)] = [:]
    for (owner, certificate, place) in entries {
      let subject = Subject(owner: ObjectIdentifier(owner), name: certificate.subject)
      let first = bySubject[subject]
      bySubject[subject] = (
        first?.certificate ?? certificate, first?.place ?? place,
        first.map { $0.isOnlyOne && $0.certificate == certificate } ?? true
      )
    }
    var seen: Set<Subject> = []
    return entries.compactMap { owner, certificate, place in
      let own = Subject(owner: ObjectIdentifier(owner), name: certificate.subject)
      guard !certificate.isSelfIssued, seen.insert(own).inserted,
        let issuer = bySubject[Subject(owner: own.owner, name: certificate.issuer)], issuer.isOnlyOne,
        issuer.certificate.notAfter + 86_400 <= certificate.notAfter, issuer.certificate.notAfter >= options.now ?? 0,
        reader.chainProblem(certificate, intermediates: [], anchors: [issuer.certificate], now: nil) == nil
      else { return nil }
      return OutlivedIssuer(
        owner: owner, certificate: certificate, place: place, issuer: issuer.certificate, issuerPlace: issuer.place)
    }
  }
}
