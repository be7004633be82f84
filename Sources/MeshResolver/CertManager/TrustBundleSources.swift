package import MeshModel

/// What is wrong with a ConfigMap or Secret that a Bundle of trust-manager takes certificates from.
package enum BundleSourceProblem: Sendable {
  /// It is there, in another namespace than the one that trust-manager reads.
  case elsewhere(Metadata)
  /// It lacks the key.
  case withoutKey(Metadata)
  /// There is a private key under the key.
  case privateKey(Metadata)
  /// All entries are taken, and one of them is the private key.
  case keyPair(Metadata)
  case missing
}

/// Where the input has what Bundles of trust-manager take certificates from.
package struct TrustBundleSources: Sendable {
  /// What holds, or makes, an object.
  private struct Holder {
    var metadata: Metadata
    /// Nil where they are not known.
    var keys: Set<String>?
    /// Whether it is a Secret of type `kubernetes.io/tls`.
    var isKeyPair = false
  }

  /// The objects of one kind and name.
  private struct Namesakes {
    /// Those that trust-manager reads, or may read, for want of a namespace.
    var near: [Holder] = []
    /// The first one that it does not read.
    var elsewhere: Metadata?
  }

  private struct Key: Hashable {
    var kind: TrustBundle.Source.Kind
    var name: String
  }

  /// Where trust-manager reads: what the input sets up, in the order of the names, else the default.
  package let namespaces: [String]
  /// Whether the input says where trust-manager reads.
  package let areNamespacesKnown: Bool
  /// Whether there are none of the public CAs that Bundles can ask for.
  package let lacksDefaultCAs: Bool
  private var namesakes: [Key: Namesakes] = [:]
  private let certificates: CertificateInventory

  /// Linear in the Secrets, ConfigMaps and workloads. Certificates of cert-manager count that are refused: that is
  /// found where they stand.
  init(_ mesh: Mesh, _ certificates: CertificateInventory) {
    self.certificates = certificates
    let setups = mesh.trustManagers
    let known = Set(setups.compactMap(\.namespace))
    namespaces = known.isEmpty ? ["cert-manager"] : known.sorted()
    areNamespacesKnown = !setups.isEmpty && setups.allSatisfy { $0.namespace != nil }
    lacksDefaultCAs = !setups.isEmpty && setups.allSatisfy { $0.hasDefaultCAs == false }
    for map in mesh.configMaps {
      let keys = Set((map.data.entries + map.binaryData.entries).map(\.key.value))
      add(Holder(metadata: map.metadata, keys: keys), as: Key(kind: .configMap, name: map.name))
    }
    for secret in mesh.secrets {
      let keys = Set((secret.data.entries + secret.stringData.entries).map(\.key.value))
      let isKeyPair = secret.type?.value == "kubernetes.io/tls"
      let holder = Holder(metadata: secret.metadata, keys: secret.isEncrypted ? nil : keys, isKeyPair: isKeyPair)
      add(holder, as: Key(kind: .secret, name: secret.name))
    }
    for source in mesh.secretSources {
      let isCertificate = source.metadata.kind.value == "Certificate"
      let keys = isCertificate ? Self.keysOfCertificate : nil
      add(
        Holder(metadata: source.metadata, keys: keys, isKeyPair: isCertificate),
        as: Key(kind: .secret, name: source.secretName))
    }
  }

  private mutating func add(_ holder: Holder, as key: Key) {
    let isRead = holder.metadata.namespace.map { namespaces.contains($0.value) } ?? true
    if isRead {
      namesakes[key, default: Namesakes()].near.append(holder)
    } else if namesakes[key]?.elsewhere == nil {
      namesakes[key, default: Namesakes()].elsewhere = holder.metadata
    }
  }

  /// The keys of the Secrets that cert-manager writes, the additional formats among them
  /// (`pkg/apis/certmanager/v1/types_certificate.go`).
  private static let keysOfCertificate: Set = ["tls.crt", "tls.key", "ca.crt", "tls-combined.pem", "key.der"]

  /// Why a source gives nothing; nil where it does, and where that is not known.
  package func problem(with source: TrustBundle.Source) -> BundleSourceProblem? {
    // Kubernetes puts this ConfigMap into every namespace.
    guard let name = source.name?.value, !(source.kind == .configMap && name == "kube-root-ca.crt") else { return nil }
    let found = namesakes[Key(kind: source.kind, name: name)] ?? Namesakes()
    guard let first = found.near.first else { return found.elsewhere.map { .elsewhere($0) } ?? .missing }
    let mayBeAnother = !areNamespacesKnown && found.elsewhere != nil
    guard !mayBeAnother, !found.near.contains(where: { problem(with: source, in: $0) == nil }) else { return nil }
    return problem(with: source, in: first)
  }

  /// `pkg/bundle/internal/source/source.go`, addToCertPool.
  private func problem(with source: TrustBundle.Source, in holder: Holder) -> BundleSourceProblem? {
    switch source.entries {
    case .one(let key):
      let content = certificates.content(of: holder.metadata, named: key.value)
      let isKeyOfPair = source.kind == .secret && ["tls.key", "tls-combined.pem"].contains(key.value)
      if isKeyOfPair || content?.keys.isEmpty == false { return .privateKey(holder.metadata) }
      return holder.keys?.contains(key.value) == false ? .withoutKey(holder.metadata) : nil
    case .all: return holder.isKeyPair ? .keyPair(holder.metadata) : nil
    case .matching, nil: return nil
    }
  }
}

extension Mesh {
  /// How the trust-managers of the input are set up.
  package var trustManagers: [TrustManagerValues] {
    let containers = workloads.lazy.filter { $0.metadata.kind.value == "Deployment" }.flatMap { workload in
      workload.pod.containers.lazy.filter(\.runsTrustManager).map { (workload: workload, container: $0) }
    }
    return trustManagerReleases
      + containers.map { workload, container in
        TrustManagerValues { container.flag($0).map { container.resolved($0.value, in: workload) } }
      }
  }
}

extension Container {
  /// Whether this is trust-manager, by the last part of its image.
  fileprivate var runsTrustManager: Bool {
    image?.value.split(separator: "/").last?.contains("trust-manager") ?? false
  }

  /// An argument that is one variable, replaced by its value. One that is not written and speaks of a namespace is that
  /// of the pod.
  fileprivate func resolved(_ argument: String, in workload: Workload) -> String {
    guard argument.hasPrefix("$("), argument.hasSuffix(")") else { return argument }
    let name = argument.dropFirst(2).dropLast()
    return environment.first { $0.name == name }?.value.value
      ?? (name.contains("NAMESPACE") ? workload.namespace : argument)
  }
}

extension TrustBundle {
  /// Whether a namespace gets the copy.
  package func selects(_ namespace: Namespace) -> Bool {
    guard let namespaceSelector else { return true }
    var labels = Dictionary(namespace.metadata.labels.entries.map { ($0.key.value, $0.value.value) }) { $1 }
    labels["kubernetes.io/metadata.name"] = namespace.name
    return namespaceSelector.matches(labels)
  }
}

extension EffectiveMesh {
  /// Where the input has what Bundles of trust-manager take certificates from.
  package var trustBundleSources: TrustBundleSources { TrustBundleSources(written, certificates) }
}
