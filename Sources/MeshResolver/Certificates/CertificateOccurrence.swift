package import Certificates
package import Diagnostics
package import MeshModel

/// A certificate, and everywhere in the input where it stands.
package struct CertificateOccurrence: Sendable {
  /// `isAlone`: Whether the text holds no other certificate.
  package typealias Place = (text: CertificateText, place: SourceSpan, isAlone: Bool)

  package var certificate: Certificate
  /// At least one. Those where it is alone come first; otherwise they are in the order of the names of their objects.
  package private(set) var places: [Place]

  /// The same at some of its places; nil where that leaves none.
  package func filtered(_ isKept: (CertificateText) -> Bool) -> CertificateOccurrence? {
    let kept = places.filter { isKept($0.text) }
    return kept.isEmpty ? nil : CertificateOccurrence(certificate: certificate, places: kept)
  }
}

extension CertificateInventory {
  /// Each certificate once, in the order in which they are first met.
  package var occurrences: [CertificateOccurrence] {
    var positions: [[UInt8]: Int] = [:]
    var found: [(certificate: Certificate, places: [CertificateOccurrence.Place])] = []
    for content in contents {
      let isAlone = content.certificates.count == 1
      for (certificate, place) in content.certificates {
        if let position = positions[certificate.der] {
          found[position].places.append((content.text, place, isAlone))
        } else {
          positions[certificate.der] = found.count
          found.append((certificate, [(content.text, place, isAlone)]))
        }
      }
    }
    return found.map { certificate, places in
      let sorted = places.count == 1 ? places : places.sorted { Self.sortKey($0) < Self.sortKey($1) }
      return CertificateOccurrence(certificate: certificate, places: sorted)
    }
  }

  private static func sortKey(_ place: CertificateOccurrence.Place) -> (Int, String, String, SourceSpan) {
    (place.isAlone ? 0 : 1, place.text.owner.reference.friendlyName, place.text.name, place.place)
  }
}

extension CertificateText {
  /// Whether it holds the trust anchors of Linkerd's identities, or its issuer.
  private var isOfLinkerdIdentity: Bool {
    ["linkerd-identity-issuer", "linkerd-identity-trust-roots", "linkerd-trust-anchor"].contains(owner.name.value)
      || [
        "identityTrustAnchorsPEM", "identity.issuer.tls.crtPEM", "LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS",
      ].contains(name)
  }

  /// Whether `linkerd check` looks at the certificates in it: those of its identities, and those of its webhooks and of
  /// the API server of tap (`pkg/healthcheck/healthcheck.go`, `viz/pkg/healthcheck/healthcheck.go`).
  package var isOfLinkerd: Bool {
    if isOfLinkerdIdentity || owner.name.value == "v1alpha1.tap.linkerd.io" { return true }
    let object = owner.name.value
    if owner.group == "admissionregistration.k8s.io" { return object.hasPrefix("linkerd-") }
    if object.hasSuffix("-k8s-tls") { return object.hasPrefix("linkerd-") || object.hasPrefix("tap-") }
    let servers = ["proxyInjector.", "profileValidator.", "policyValidator.", "tap.", "tapInjector."]
    return servers.contains { name.hasPrefix($0) && name.hasSuffix("PEM") }
  }
}

extension EffectiveMesh {
  /// The Secrets that cert-manager makes and renews: as the input says, or as cert-manager has noted in them.
  package var renewedSecrets: RenewedSecrets { RenewedSecrets(mesh) }
}

/// Tells which texts cert-manager writes.
package struct RenewedSecrets: Sendable {
  private struct Key: Hashable {
    var namespace: String
    var name: String
  }

  private let keys: Set<Key>

  init(_ mesh: Mesh) {
    keys = Set(
      mesh.certManager.certificates.compactMap { certificate in
        certificate.secretName.map { Key(namespace: certificate.namespace, name: $0.value) }
      })
  }

  /// Whether cert-manager writes a text, or copies it from what it writes.
  package func contains(_ text: CertificateText) -> Bool {
    let owner = text.owner
    return owner.annotations.entries.contains {
      $0.key.value == "cert-manager.io/certificate-name" || $0.key.value.hasPrefix("cert-manager.io/inject-ca-from")
    } || owner.kind.value == "Secret" && keys.contains(Key(namespace: owner.namespaceName, name: owner.name.value))
  }
}
