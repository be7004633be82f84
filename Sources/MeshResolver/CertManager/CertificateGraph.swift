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
    /// None of the name is there, but one within reach that nothing uses and whose name differs by a word.
    case unused(CertificateIssuer)
    case absent
  }

  /// Where Secrets of ClusterIssuers are; `cert-manager` unless the input says otherwise
  /// (`pkg/controller/helper.go` IssuerOptions.ResourceNamespace).
  package let clusterNamespace: String
  /// The Certificates that make each Secret. The first is the one that cert-manager goes on with: the oldest, else the
  /// one whose name comes first (`internal/controller/certificates/certificates.go` CertificateOwnsSecret).
  package let writers: [SecretKey: [ManagedCertificate]]
  private let issuers: [IssuerKey: CertificateIssuer]
  private let issuersByName: [String: [CertificateIssuer]]
  private let secrets: [SecretKey: Secret]
  /// The issuers within reach of a namespace that nothing in the input names; nil stands for ClusterIssuers.
  private let unusedIssuers: [String?: [CertificateIssuer]]

  /// Linear in the objects of cert-manager, Secrets, workloads and what may name an issuer by an annotation.
  init(_ mesh: Mesh) {
    let manager = mesh.certManager
    clusterNamespace = mesh.clusterResourceNamespace ?? "cert-manager"
    var writers: [SecretKey: [ManagedCertificate]] = [:]
    for certificate in manager.certificates {
      if let key = SecretKey(certificate) { writers[key, default: []].append(certificate) }
    }
    self.writers = writers.mapValues { $0.count > 1 ? $0.sortedByAge() : $0 }
    secrets = Dictionary(mesh.secrets.map { (SecretKey($0.namespace, $0.name), $0) }) { _, last in last }
    var issuers: [IssuerKey: CertificateIssuer] = [:]
    for issuer in manager.issuers { issuers[IssuerKey(issuer)] = issuer }
    self.issuers = issuers
    issuersByName = Dictionary(grouping: manager.issuers, by: \.name)
    var used = Set(
      manager.certificates.compactMap { IssuerKey($0.issuerRef, in: $0.namespace) }
        + manager.requests.compactMap { IssuerKey($0.issuerRef, in: $0.namespace) })
    for metadata in mesh.ingresses.map(\.metadata) + mesh.kubernetesGateways.map(\.metadata) {
      if let name = metadata.annotations["cert-manager.io/issuer"] {
        used.insert(IssuerKey(namespace: metadata.namespaceName, name: name.value))
      }
      if let name = metadata.annotations["cert-manager.io/cluster-issuer"] {
        used.insert(IssuerKey(namespace: nil, name: name.value))
      }
    }
    unusedIssuers = Dictionary(
      grouping: manager.issuers.filter { !used.contains(IssuerKey($0)) }, by: { IssuerKey($0).namespace })
  }

  // MARK: Issuers

  /// The issuer that is named in a namespace; nil where the input has none.
  package func issuer(_ reference: IssuerReference?, in namespace: String) -> CertificateIssuer? {
    IssuerKey(reference, in: namespace).flatMap { issuers[$0] }
  }

  /// The issuer of a Certificate; nil where the input has none.
  package func issuer(of certificate: ManagedCertificate) -> CertificateIssuer? {
    issuer(certificate.issuerRef, in: certificate.namespace)
  }

  /// Why the issuer that is named in a namespace is not found. Nil where it is, where another controller than
  /// cert-manager signs, and where objects without a namespace leave it open.
  package func missingIssuer(_ reference: IssuerReference, in namespace: String) -> MissingIssuer? {
    guard let key = IssuerKey(reference, in: namespace), issuers[key] == nil else { return nil }
    let namesakes = issuersByName[key.name] ?? []
    if key.namespace == nil {
      if let other = namesakes.first(where: { $0.namespace == namespace }) { return .otherKind(other) }
    } else {
      if let other = namesakes.first(where: \.isForCluster) { return .otherKind(other) }
      if namespace.isEmpty ? !namesakes.isEmpty : namesakes.contains(where: \.namespace.isEmpty) { return nil }
      if let other = namesakes.first { return .otherNamespace(other) }
    }
    let unused = (unusedIssuers[namespace] ?? []) + (unusedIssuers[nil] ?? [])
    return unused.first { key.name.differsByWord(from: $0.name) }.map { .unused($0) } ?? .absent
  }

  // MARK: Secrets

  /// The Secret that a CA issuer signs with; nil for an issuer of another type.
  package func authoritySecret(of issuer: CertificateIssuer) -> SecretKey? {
    issuer.caSecretName.map { SecretKey(issuer.isForCluster ? clusterNamespace : issuer.namespace, $0.value) }
  }

  /// A Secret that is written in the input.
  package func secret(_ key: SecretKey) -> Secret? { secrets[key] }

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

  /// The Certificates that are signed by the next one and in the end by themselves, each circle once, from the name that
  /// comes first. Linear in the number of Certificates.
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

/// What issuers are looked up by.
private struct IssuerKey: Hashable {
  /// Nil for a ClusterIssuer.
  var namespace: String?
  var name: String
}

extension IssuerKey {
  init(_ issuer: CertificateIssuer) {
    namespace = issuer.isForCluster ? nil : issuer.namespace
    name = issuer.name
  }

  /// Nil for an issuer of another controller, and where no name is written.
  init?(_ reference: IssuerReference?, in namespace: String) {
    guard let reference, let name = reference.name, !name.value.isEmpty,
      ["", "cert-manager.io"].contains(reference.group?.value ?? "")
    else { return nil }
    switch reference.kind?.value ?? "" {
    case "", "Issuer": self.namespace = namespace
    case "ClusterIssuer": self.namespace = nil
    default: return nil
    }
    self.name = name.value
  }
}

extension String {
  /// Whether all words of one name stand in the other.
  fileprivate func differsByWord(from other: String) -> Bool {
    let (words, others) = (Set(split(separator: "-")), Set(other.split(separator: "-")))
    return words.isSubset(of: others) || others.isSubset(of: words)
  }
}

extension Mesh {
  /// Where cert-manager in the input reads the Secrets of ClusterIssuers; nil where the input does not hold it.
  fileprivate var clusterResourceNamespace: String? {
    for workload in workloads where workload.metadata.kind.value == "Deployment" {
      guard let flag = workload.flag("cluster-resource-namespace") else { continue }
      // The chart writes the variable that holds the namespace of the pod.
      return flag.value.hasPrefix("$(") ? workload.namespace : flag.value
    }
    return nil
  }
}

extension EffectiveMesh {
  /// Who signs what among the objects of cert-manager.
  package var certificateGraph: CertificateGraph {
    shared.certificateGraph { CertificateGraph(mesh) }
  }
}
