package import MeshModel
import StructuralSchema

/// How long the certificates of a Certificate last, and how long before their end they are replaced, in seconds.
package struct CertificateLifetime: Sendable {
  package var duration: Double
  package var renewBefore: Double

  /// How long one of them is in use.
  package var use: Double { duration - renewBefore }

  /// What is asked for, else cert-manager's defaults: 90 days, of which a third is left when the next one is issued
  /// (`pkg/apis/certmanager/v1/types.go` DefaultCertificateDuration, `pkg/util/pki/renewaltime.go`). Nil where it is
  /// written in another way than durations are.
  package init?(_ certificate: ManagedCertificate) {
    var duration = 2160.0 * 3600
    if let written = certificate.duration {
      guard let length = written.value.goSeconds else { return nil }
      duration = length
    }
    var renewBefore = duration / 3
    if let written = certificate.renewBefore {
      guard let length = written.value.goSeconds else { return nil }
      if length < duration { renewBefore = length }
    } else if let percentage = certificate.renewBeforePercentage?.value, (1..<100).contains(percentage) {
      renewBefore = duration * Double(percentage) / 100
    }
    self.duration = duration
    self.renewBefore = renewBefore
  }
}

/// A Certificate that may be in use for longer than its issuer's.
package struct OutlivedAuthority: Sendable {
  /// The Certificate that signs.
  package let authority: ManagedCertificate
  package let lifetime: CertificateLifetime
  /// What it signs that may be in use when its certificate is over, the longest in use first.
  package let children: [(certificate: ManagedCertificate, lifetime: CertificateLifetime)]
}

extension EffectiveMesh {
  /// The Certificates that sign others for longer than they last themselves: a CA issuer does not shorten what it signs
  /// (`pkg/issuer/ca`). What was signed just before the authority was renewed lives on with the old certificate, of
  /// which `renewBefore` is left.
  package var outlivedAuthorities: [OutlivedAuthority] {
    let graph = certificateGraph
    var children: [ObjectIdentifier: [(ManagedCertificate, CertificateLifetime)]] = [:]
    for certificate in mesh.certManager.certificates {
      guard let authority = graph.authority(of: certificate), authority !== certificate,
        let lifetime = CertificateLifetime(certificate), let limit = CertificateLifetime(authority),
        lifetime.use > limit.renewBefore || lifetime.duration > limit.duration
      else { continue }
      children[ObjectIdentifier(authority), default: []].append((certificate, lifetime))
    }
    return mesh.certManager.certificates.compactMap { authority in
      guard let found = children[ObjectIdentifier(authority)], let lifetime = CertificateLifetime(authority) else {
        return nil
      }
      let sorted = found.enumerated().sorted { ($1.element.1.use, $0.offset) < ($0.element.1.use, $1.offset) }
      return OutlivedAuthority(
        authority: authority, lifetime: lifetime,
        children: sorted.map { (certificate: $0.element.0, lifetime: $0.element.1) })
    }
  }
}

extension String {
  /// The seconds of a duration as Go reads it; nil for another text.
  var goSeconds: Double? { GoDuration.nanoseconds(self).map { $0 / 1e9 } }
}
