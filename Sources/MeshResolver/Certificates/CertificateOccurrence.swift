package import Certificates
package import Diagnostics
package import MeshModel

/// A certificate, and everywhere in the input where it stands.
package struct CertificateOccurrence: Sendable {
  /// What a certificate is in a text.
  package enum Role: Int, Sendable {
    /// The only one, or the first of a chain: what reads the text needs it.
    case own
    /// One behind the first of a chain.
    case above
    /// One of several that are trusted.
    case bundled
  }

  /// A text, where in it the certificate stands, and as what.
  package typealias Place = (text: CertificateText, place: SourceSpan, role: Role)

  /// What stands at all ``places``.
  package var certificate: Certificate
  /// At least one. They are in the order of their roles, and otherwise in that of the names of their objects.
  package private(set) var places: [Place]

  /// The same at some of its places; nil where that leaves none.
  package func filtered(_ isKept: (CertificateText) -> Bool) -> CertificateOccurrence? {
    let kept = places.filter { isKept($0.text) }
    return kept.isEmpty ? nil : CertificateOccurrence(certificate: certificate, places: kept)
  }
}

extension CertificateInventory {
  fileprivate var occurrences: [CertificateOccurrence] {
    var positions: [[UInt8]: Int] = [:]
    var found: [(certificate: Certificate, places: [CertificateOccurrence.Place])] = []
    for content in contents {
      let (isAlone, isChain) = (content.certificates.count == 1, content.text.isChain)
      for (index, (certificate, place)) in content.certificates.enumerated() {
        let role: CertificateOccurrence.Role = isAlone || isChain && index == 0 ? .own : isChain ? .above : .bundled
        if let position = positions[certificate.der] {
          found[position].places.append((content.text, place, role))
        } else {
          positions[certificate.der] = found.count
          found.append((certificate, [(content.text, place, role)]))
        }
      }
    }
    return found.map { certificate, places in
      let sorted = places.count == 1 ? places : places.sorted { Self.sortKey($0) < Self.sortKey($1) }
      return CertificateOccurrence(certificate: certificate, places: sorted)
    }
  }

  private static func sortKey(_ place: CertificateOccurrence.Place) -> (Int, String, String, SourceSpan) {
    (place.role.rawValue, place.text.owner.reference.friendlyName, place.text.name, place.place)
  }
}

extension CertificateText {
  /// Whether it holds the trust anchors of Linkerd's identities, or its issuer.
  var isOfLinkerdIdentity: Bool {
    ["linkerd-identity-issuer", "linkerd-identity-trust-roots", "linkerd-trust-anchor"].contains(owner.name.value)
      || [
        "identityTrustAnchorsPEM", "identity.issuer.tls.crtPEM", "LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS",
      ].contains(name)
  }

  /// Whether `linkerd check` looks at the certificates in it: those of its identities, and those of its webhooks and of
  /// the API server of tap (`pkg/healthcheck/healthcheck.go`, `viz/pkg/healthcheck/healthcheck.go`).
  package var isCheckedByLinkerd: Bool {
    if isOfLinkerdIdentity || owner.name.value == "v1alpha1.tap.linkerd.io" { return true }
    let object = owner.name.value
    if owner.group == "admissionregistration.k8s.io" { return object.hasPrefix("linkerd-") }
    if object.hasSuffix("-k8s-tls") { return object.hasPrefix("linkerd-") || object.hasPrefix("tap-") }
    let servers = ["proxyInjector.", "profileValidator.", "policyValidator.", "tap.", "tapInjector."]
    return servers.contains { name.hasPrefix($0) && name.hasSuffix("PEM") }
  }
}

extension EffectiveMesh {
  /// The certificates of the input, each once, in the order in which they are first met.
  package var certificateOccurrences: [CertificateOccurrence] {
    shared.certificateOccurrences { certificates.occurrences }
  }

  /// The Secrets that cert-manager makes and renews: as the input says, or as cert-manager has noted in them.
  package var renewedSecrets: RenewedSecrets {
    shared.renewedSecrets { RenewedSecrets(mesh) }
  }
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
