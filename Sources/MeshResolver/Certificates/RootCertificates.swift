import Certificates
package import Diagnostics
import MeshModel

/// Root certificates that are given to one namespace, and to no other.
package struct DifferingRoots: Sendable {
  package let content: CertificateInventory.Content
  /// Where the first of them stands.
  package let place: SourceSpan
  /// The roots of the mesh.
  package let reference: CertificateInventory.Content
  /// Where the first of these stands.
  package let referencePlace: SourceSpan
}

extension EffectiveMesh {
  /// The ConfigMaps `istio-ca-root-cert` whose roots have none in common with those of the mesh: the roots of the CA
  /// that is plugged in, else those of the ConfigMap with the root that most of them have, by the names of namespaces
  /// the first.
  package func differingRoots() -> [DifferingRoots] {
    let maps = mesh.configMaps.filter { $0.name == "istio-ca-root-cert" }
    let authorities = maps.isEmpty ? [] : pluggedInCAs()
    // Several control planes may be those of several meshes.
    guard !maps.isEmpty, authorities.count < 2 else { return [] }
    let copies = maps.sorted { $0.namespace < $1.namespace }
      .compactMap { certificates.content(of: $0.metadata, named: "root-cert.pem") }
      .filter { !$0.certificates.isEmpty && $0.problems.isEmpty }
    var uses: [PublicKey: Int] = [:]
    for copy in copies { for key in copy.roots { uses[key, default: 0] += 1 } }
    let most = uses.values.max()
    let pluggedIn = authorities.first.flatMap {
      certificates.content(of: $0.secret.metadata, named: $0.form.roots)
    }
    guard let reference = pluggedIn ?? copies.first(where: { $0.roots.contains { uses[$0] == most } }),
      reference.problems.isEmpty, let referencePlace = reference.certificates.first?.place
    else { return [] }
    return copies.compactMap { copy in
      guard let place = copy.certificates.first?.place, copy.roots.isDisjoint(with: reference.roots) else { return nil }
      return DifferingRoots(content: copy, place: place, reference: reference, referencePlace: referencePlace)
    }
  }
}

extension CertificateInventory.Content {
  /// The keys of the certificates, by which a root that was issued again is the same.
  fileprivate var roots: Set<PublicKey> { Set(certificates.map(\.value.publicKey)) }
}
