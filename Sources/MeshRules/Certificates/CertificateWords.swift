import Certificates
import Diagnostics
import MeshModel
import MeshResolver

extension CertificateText {
  /// `tls.crt of Secret "shop/cart"`.
  var title: String { "\(name) of \(owner.title)" }
}

extension CertificateOccurrence {
  /// A finding at the first of its places, where the others are related ones.
  ///
  /// `fact`: What follows the name of the certificate.
  func finding(_ fact: String, help: String, severity: Severity? = nil) -> RuleFinding? {
    guard let first = places.first else { return nil }
    let related = places.dropFirst().map { Finding.Related("it stands in \($0.text.title) too", at: $0.place) }
    return RuleFinding(
      "the certificate \(quoted(certificate.subject.text)) in \(first.text.title) \(fact)",
      on: first.text.owner.reference, at: first.place, related: related.eachPlaceOnce(), help: help,
      severity: severity)
  }
}
