package import MeshModel
import StructuralSchema

/// How long the certificates of a Certificate last, and how long before their end they are replaced, in seconds.
package struct CertificateLifetime: Sendable {
  /// How long one of them lasts.
  package var duration: Double
  /// How long before its end the next one is issued; 0 where none is.
  package var renewBefore: Double
  /// Whether there is a next one: `renewal.policy` may rule it out.
  package var isRenewed: Bool

  /// What cert-manager asks for where nothing is written: 90 days.
  package static let defaultDuration = 2160.0 * 3600

  /// How long one of them is in use.
  package var use: Double { duration - renewBefore }

  /// What is asked for, else cert-manager's defaults: 90 days, of which a third is left when the next one is issued
  /// (`pkg/apis/certmanager/v1/types.go` DefaultCertificateDuration, `pkg/util/pki/renewaltime.go`). Nil where it is
  /// written in another way than durations are.
  package init?(_ certificate: ManagedCertificate) {
    var duration = Self.defaultDuration
    if let written = certificate.duration {
      guard let length = written.value.goSeconds else { return nil }
      duration = length
    }
    var renewBefore = duration / 3
    if let percentage = certificate.renewBeforePercentage?.value, (1..<100).contains(percentage) {
      renewBefore = duration * Double(percentage) / 100
    }
    if let written = certificate.renewBefore {
      guard let length = written.value.goSeconds else { return nil }
      if length > 0, length < duration { renewBefore = length }
    }
    self.duration = duration
    isRenewed = certificate.renewalPolicy?.value != "Disabled"
    self.renewBefore = isRenewed ? renewBefore : 0
  }
}

/// A Certificate that may be over while what it signed is in use, or made for longer.
package struct OutlivedAuthority: Sendable {
  /// Why what it signs outlives it.
  package enum Reason: Sendable {
    /// What is signed just before the CA is renewed is in use for longer than the CA's last certificate has left.
    case renewedTooLate
    /// The CA is not renewed by cert-manager.
    case notRenewed
    /// What is signed is made for longer than the CA lasts, though it is replaced in time.
    case lastsForLess
  }

  /// The Certificate that signs.
  package let authority: ManagedCertificate
  /// How long the certificates of ``authority`` last.
  package let lifetime: CertificateLifetime
  package let reason: Reason
  /// What it signs and what the reason is about, the longest in use first.
  package let children: [(certificate: ManagedCertificate, lifetime: CertificateLifetime)]
}

extension EffectiveMesh {
  /// The Certificates that sign others for longer than they last themselves: a CA issuer does not shorten what it signs
  /// (`pkg/issuer/ca`). What was signed just before the authority was renewed lives on with the old certificate, of
  /// which `renewBefore` is left.
  package var outlivedAuthorities: [OutlivedAuthority] {
    let graph = certificateGraph
    var children: [ObjectIdentifier: [(certificate: ManagedCertificate, lifetime: CertificateLifetime)]] = [:]
    for certificate in mesh.certManager.certificates {
      guard let authority = graph.authority(of: certificate), authority !== certificate,
        let lifetime = CertificateLifetime(certificate)
      else { continue }
      children[ObjectIdentifier(authority), default: []].append((certificate, lifetime))
    }
    return mesh.certManager.certificates.compactMap { authority in
      guard let found = children[ObjectIdentifier(authority)], let limit = CertificateLifetime(authority) else {
        return nil
      }
      let sorted = found.enumerated()
        .sorted { ($1.element.lifetime.use, $0.offset) < ($0.element.lifetime.use, $1.offset) }.map(\.element)
      let late = sorted.filter { $0.lifetime.use > limit.renewBefore }
      let longer = sorted.filter { $0.lifetime.duration > limit.duration }
      guard !late.isEmpty || !longer.isEmpty else { return nil }
      return OutlivedAuthority(
        authority: authority, lifetime: limit,
        reason: late.isEmpty ? .lastsForLess : limit.isRenewed ? .renewedTooLate : .notRenewed,
        children: late.isEmpty ? longer : late)
    }
  }
}

extension String {
  /// The seconds of a duration as Go reads it; nil for another text.
  var goSeconds: Double? { GoDuration.nanoseconds(self).map { $0 / 1e9 } }
}
