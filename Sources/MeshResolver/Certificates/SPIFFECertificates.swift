import Certificates
package import Diagnostics
package import MeshModel

/// A SPIFFE ID in a certificate, or in what cert-manager is to make one of, with which nobody takes the certificate for
/// one of the mesh.
package struct WrongSPIFFEID: Sendable {
  package enum Problem: Sendable {
    /// It is none, in the words of the library that reads it.
    case invalid(String)
    /// It is not the only URI, for which its readers look (`pkg/spiffe/spiffe.go` VerifyPeerCert).
    case notAlone(count: Int)
    /// It names a ServiceAccount of the namespace that it stands in, in another trust domain than the mesh's.
    case trustDomain(String, mesh: String)
  }

  /// As it is written.
  package let id: String
  package let problem: Problem
  /// The object that it stands in, the name of the text there, where there is one, and the place.
  package let owner: Metadata
  package let text: String?
  package let place: SourceSpan
  /// Where the trust domain of the mesh is written.
  package let meshOrigin: SourceSpan?
}

extension EffectiveMesh {
  /// The certificates of workloads, and the Certificates of cert-manager, whose SPIFFE ID is wrong. Those of CAs are
  /// left out: nobody reads the names of these.
  package func wrongSPIFFEIDs() -> [WrongSPIFFEID] {
    let managed = mesh.certManager.certificates.filter { $0.isCA?.value != true }.compactMap {
      wrongSPIFFEID(among: $0.uris, of: $0.metadata, text: nil)
    }
    let written = certificateOccurrences.filter { $0.certificate.isCA != true }.compactMap { occurrence in
      occurrence.places.first.flatMap { place in
        wrongSPIFFEID(
          among: occurrence.certificate.uris.map { Located($0, at: place.place) }, of: place.text.owner,
          text: place.text.name)
      }
    }
    // What cert-manager made of a Certificate has its ID.
    let known = Set(managed.map(\.id))
    return managed + written.filter { !known.contains($0.id) }
  }

  private func wrongSPIFFEID(among uris: [Located<String>], of owner: Metadata, text: String?) -> WrongSPIFFEID? {
    guard let id = uris.first(where: { $0.value.lowercased().hasPrefix("spiffe://") }) else { return nil }
    func wrong(_ problem: WrongSPIFFEID.Problem, _ origin: SourceSpan? = nil) -> WrongSPIFFEID {
      WrongSPIFFEID(id: id.value, problem: problem, owner: owner, text: text, place: id.span, meshOrigin: origin)
    }
    let parsed: SPIFFEID
    do {
      parsed = try SPIFFEID(id.value)
    } catch {
      return wrong(.invalid(error.text))
    }
    if uris.count > 1 { return wrong(.notAlone(count: uris.count)) }
    let domains = TrustDomains(settings)
    guard domains.isKnown, !domains.admitted.contains(parsed.trustDomain),
      parsed.path.hasPrefix("/ns/\(owner.namespaceName)/sa/")
    else { return nil }
    return wrong(.trustDomain(parsed.trustDomain, mesh: settings.trustDomain.value), settings.trustDomain.origin)
  }
}
