import Certificates
package import Diagnostics
package import MeshModel

/// Who signs what among the objects of cert-manager: the issuer that a Certificate names, the Secret that a CA issuer
/// signs with, and the Certificate that makes this Secret.
package struct CertificateGraph: Sendable {
  /// The namespace and name of a Secret.
  package struct SecretKey: Hashable, Sendable {
    package var namespace: String
    package var name: String
  }

  /// Why an issuer that is named is not found.
  package enum MissingIssuer: Sendable {
    /// Only one of the same name and the other kind is there.
    case otherKind(CertificateIssuer)
    /// Only one of the same name in another namespace is there.
    case otherNamespace(CertificateIssuer)
    /// None of the name is there, but one within reach that nothing uses and whose name has a word more or less.
    case unused(CertificateIssuer)
    /// Nothing like it is there.
    case absent
  }

  /// Where Secrets of ClusterIssuers are; `cert-manager` unless the input says otherwise.
  private let clusterNamespace: String
  /// Whether the input says so.
  package let isClusterNamespaceKnown: Bool
  /// The Certificates that make each Secret. The first is the one that cert-manager goes on with: the one that a Secret
  /// of the input names, else the oldest, else the one whose name comes first
  /// (`internal/controller/certificates/certificates.go` CertificateOwnsSecret).
  package private(set) var writers: [SecretKey: [ManagedCertificate]] = [:]
  private let issuers: NamedIssuers
  private let secrets: [SecretKey: Secret]
  /// The Secrets of Certificates that are refused.
  private let refusedSecrets: Set<SecretKey>

  /// Linear in the objects of cert-manager, Secrets, workloads and what may name an issuer by an annotation.
  ///
  /// `written`: The mesh with what is refused.
  init(_ mesh: Mesh, written: Mesh) {
    let known = mesh.certManager.issuers.isEmpty ? nil : mesh.clusterResourceNamespace
    clusterNamespace = known ?? "cert-manager"
    isClusterNamespaceKnown = known != nil
    secrets = Dictionary(mesh.secrets.map { (SecretKey($0.namespace, $0.name), $0) }) { _, last in last }
    issuers = NamedIssuers(mesh, written: written)
    for certificate in mesh.certManager.certificates {
      if let key = SecretKey(certificate) { writers[key, default: []].append(certificate) }
    }
    refusedSecrets = Set(written.certManager.certificates.compactMap(SecretKey.init)).subtracting(writers.keys)
    for (key, rivals) in writers where rivals.count > 1 {
      let sorted = rivals.sortedByAge()
      let owner = secrets[key]?.metadata.annotations["cert-manager.io/certificate-name"]?.value
      writers[key] = sorted.filter { $0.name == owner } + sorted.filter { $0.name != owner }
    }
  }

  // MARK: Issuers

  /// The issuer that is named in a namespace; nil where the input has none.
  package func issuer(_ reference: IssuerReference?, in namespace: String) -> CertificateIssuer? {
    issuers.issuer(reference, in: namespace)
  }

  /// The issuer of a Certificate; nil where the input has none.
  package func issuer(of certificate: ManagedCertificate) -> CertificateIssuer? {
    issuer(certificate.issuerRef, in: certificate.namespace)
  }

  /// Why the issuer that is named in a namespace is not found. Nil where it is, or is there and refused, where another
  /// controller than cert-manager signs, and where objects without a namespace leave it open.
  package func missingIssuer(_ reference: IssuerReference, in namespace: String) -> MissingIssuer? {
    issuers.missingIssuer(reference, in: namespace)
  }

  // MARK: Secrets

  /// The Secret that a CA issuer signs with; nil for an issuer of another type.
  package func authoritySecret(of issuer: CertificateIssuer) -> SecretKey? {
    issuer.caSecretName.map { SecretKey(issuer.isForCluster ? clusterNamespace : issuer.namespace, $0.value) }
  }

  /// A Secret that is written in the input.
  package func secret(_ key: SecretKey) -> Secret? { secrets[key] }

  /// Whether a Certificate that is refused was to make a Secret that no other makes.
  package func isOfRefused(_ key: SecretKey) -> Bool { refusedSecrets.contains(key) }

  /// The Certificate that makes a Secret; nil where none or several do.
  package func writer(of key: SecretKey) -> ManagedCertificate? {
    guard let found = writers[key], found.count == 1 else { return nil }
    return found[0]
  }

  /// The Certificate whose key signs a Certificate; nil where the input has none.
  package func authority(of certificate: ManagedCertificate) -> ManagedCertificate? {
    issuer(of: certificate).flatMap(authoritySecret).flatMap(writer)
  }

  /// The Secrets whose keys sign a Certificate, its own issuer's first, up to a root or to where the input ends.
  package func authoritySecrets(of certificate: ManagedCertificate) -> [SecretKey] {
    var found: [SecretKey] = []
    var next: ManagedCertificate? = certificate
    while let certificate = next, let key = issuer(of: certificate).flatMap(authoritySecret), !found.contains(key) {
      found.append(key)
      next = writer(of: key)
    }
    return found
  }

  /// The root above a Certificate: what signs itself at the end of the chain; nil where the input does not show it, and
  /// where the Certificate signs itself.
  package func root(above certificate: ManagedCertificate) -> ManagedCertificate? {
    let last = authoritySecrets(of: certificate).last.flatMap(writer)
    return last.flatMap { issuer(of: $0)?.soleSigner == .selfSigned ? $0 : nil }
  }

  /// The Certificates that are signed by the next one and in the end by themselves, each circle once, from the name
  /// that comes first. Linear in the number of Certificates.
  package func circles(among certificates: [ManagedCertificate]) -> [[ManagedCertificate]] {
    var visits: [ObjectIdentifier: Int] = [:]
    var circles: [[ManagedCertificate]] = []
    for (number, start) in certificates.enumerated() {
      var path: [ManagedCertificate] = []
      var next: ManagedCertificate? = start
      while let certificate = next, visits[ObjectIdentifier(certificate.metadata)] == nil {
        visits[ObjectIdentifier(certificate.metadata)] = number
        path.append(certificate)
        next = authority(of: certificate)
      }
      guard let end = next, let first = path.firstIndex(where: { $0 === end }) else { continue }
      let circle = path[first...]
      let start = circle.indices.min { circle[$0].metadata.key < circle[$1].metadata.key } ?? first
      circles.append(Array(circle[start...] + circle[..<start]))
    }
    return circles
  }
}

extension CertificateGraph.SecretKey {
  package init(_ namespace: String, _ name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// The Secret that a Certificate makes; nil where it names none.
  package init?(_ certificate: ManagedCertificate) {
    guard let name = certificate.secretName else { return nil }
    self.init(certificate.namespace, name.value)
  }
}

extension EffectiveMesh {
  /// Where the certificate stands that an issuer of type `ca` would sign with from a Secret, if it is known to be no
  /// CA's (`pkg/issuer/ca/setup.go`).
  package func certificateOfNoCA(in secret: Secret) -> SourceSpan? {
    let first = certificates.content(of: secret.metadata, named: "tls.crt")?.certificates.first
    return first.flatMap { $0.value.isCA == true ? nil : $0.place }
  }

  /// Who signs what among the objects of cert-manager.
  package var certificateGraph: CertificateGraph {
    shared.certificateGraph { CertificateGraph(mesh, written: written) }
  }
}
