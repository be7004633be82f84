package import MeshModel

/// What is wrong with a ConfigMap or Secret that a Bundle of trust-manager takes certificates from.
package enum BundleSourceProblem: Sendable {
  /// It is there, in another namespace than the one that trust-manager reads.
  case elsewhere(Metadata)
  /// It lacks the key.
  case withoutKey(Metadata)
  /// The key is that of the private key.
  case privateKey(Metadata)
  case missing
}

/// Where the input has what Bundles of trust-manager take certificates from.
package struct TrustBundleSources: Sendable {
  /// What holds, or makes, an object, and under which keys; nil where the keys are not known.
  private struct Holder {
    var metadata: Metadata
    var keys: Set<String>?
  }

  /// Where trust-manager reads (`cmd/trust-manager/app/options/options.go`, flag `trust-namespace`).
  package let namespace: String
  private var configMaps: [String: [Holder]] = [:]
  private var secrets: [String: [Holder]] = [:]

  /// Linear in the Secrets, ConfigMaps and workloads.
  package init(_ mesh: Mesh) {
    let flag = mesh.workloads.lazy.filter { $0.metadata.kind.value == "Deployment" }
      .compactMap { $0.flag("trust-namespace") }.first
    namespace = flag?.value ?? "cert-manager"
    for map in mesh.configMaps {
      configMaps[map.name, default: []].append(
        Holder(metadata: map.metadata, keys: Set(map.data.entries.map(\.key.value))))
    }
    for secret in mesh.secrets {
      let entries = secret.data.entries + secret.stringData.entries
      secrets[secret.name, default: []].append(
        Holder(metadata: secret.metadata, keys: secret.isEncrypted ? nil : Set(entries.map(\.key.value))))
    }
    for source in mesh.secretSources {
      let isCertificate = source.metadata.kind.value == "Certificate"
      secrets[source.secretName, default: []].append(
        Holder(metadata: source.metadata, keys: isCertificate ? Self.keysOfCertificate : nil))
    }
  }

  /// The keys of the Secrets that cert-manager writes, the additional formats among them
  /// (`pkg/apis/certmanager/v1/types_certificate.go`).
  private static let keysOfCertificate: Set = ["tls.crt", "tls.key", "ca.crt", "tls-combined.pem", "key.der"]

  /// Why a source gives nothing; nil where it does.
  package func problem(with source: TrustBundle.Source) -> BundleSourceProblem? {
    let (reference, holders) =
      source.secret.map { ($0, secrets) } ?? source.configMap.map { ($0, configMaps) } ?? (nil, [:])
    guard let reference, let name = reference.name else { return nil }
    let found = holders[name.value] ?? []
    guard let holder = found.first(where: { [namespace, ""].contains($0.metadata.namespaceName) }) else {
      return found.first.map { .elsewhere($0.metadata) } ?? .missing
    }
    guard let key = reference.key?.value, let keys = holder.keys else { return nil }
    if source.secret != nil, key == "tls.key" { return .privateKey(holder.metadata) }
    return keys.contains(key) ? nil : .withoutKey(holder.metadata)
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
