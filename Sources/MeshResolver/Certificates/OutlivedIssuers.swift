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
  /// The certificates that outlive their issuer in the same object by a day or more; what is made in one go ends a
  /// few seconds apart. Those whose issuer may be one of several, as while a root is replaced, are left out, and so are
  /// those whose issuer is over already. That Linkerd's issuer outlives a trust anchor is an answer of its own,
  /// ``EffectiveMesh/linkerdTrusts``.
  package func outlivedIssuers() -> [OutlivedIssuer] {
    guard let reader = certificates.reader else { return [] }
    typealias Entry = (owner: Metadata, certificate: Certificate, place: SourceSpan)
    struct Subject: Hashable {
      var owner: ObjectIdentifier
      var name: Certificate.Name
    }
    let entries: [Entry] = certificates.contents.flatMap { content in
      content.certificates.map { (content.text.owner, $0.value, $0.place) }
    }
    // The one certificate of each name; nil where several have it.
    let bySubject = Dictionary(grouping: entries) {
      Subject(owner: ObjectIdentifier($0.owner), name: $0.certificate.subject)
    }.mapValues { namesakes -> Entry? in
      Set(namesakes.lazy.map(\.certificate)).count == 1 ? namesakes[0] : nil
    }
    let identities = linkerdIdentityCertificates
    var seen: Set<Subject> = []
    return entries.compactMap { owner, certificate, place in
      let own = Subject(owner: ObjectIdentifier(owner), name: certificate.subject)
      guard !certificate.isSelfIssued,
        let issuer = bySubject[Subject(owner: own.owner, name: certificate.issuer)] ?? nil, seen.insert(own).inserted,
        issuer.certificate.notAfter + 86_400 <= certificate.notAfter, issuer.certificate.notAfter >= options.now ?? 0,
        !identities.contains(certificate) || !identities.contains(issuer.certificate),
        reader.chainProblem(certificate, intermediates: [], anchors: [issuer.certificate], now: nil) == nil
      else { return nil }
      return OutlivedIssuer(
        owner: owner, certificate: certificate, place: place, issuer: issuer.certificate, issuerPlace: issuer.place)
    }
  }
}
