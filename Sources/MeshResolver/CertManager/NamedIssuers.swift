import MeshModel

/// The issuers of the input, by what Certificates name, and those that nothing names.
struct NamedIssuers: Sendable {
  private let issuers: [IssuerKey: CertificateIssuer]
  /// Of the Issuers of one name, that of the namespace that comes first.
  private var byName: [String: CertificateIssuer] = [:]
  /// Those that are written and that a webhook or the API server refuses.
  private let refused: Set<IssuerKey>
  /// Those that nothing in the input names.
  private var unused: [IssuerKey: CertificateIssuer] = [:]
  /// The same by their names without one of the words.
  private var unusedWithoutWord: [IssuerKey: CertificateIssuer] = [:]

  /// Linear in the objects of cert-manager, and where there are issuers in what may name one of them.
  ///
  /// `written`: The mesh with what is refused.
  init(_ mesh: Mesh, written: Mesh) {
    let manager = mesh.certManager
    issuers = Dictionary(manager.issuers.map { (IssuerKey($0), $0) }) { _, last in last }
    refused = Set(written.certManager.issuers.map(IssuerKey.init)).subtracting(issuers.keys)
    guard !manager.issuers.isEmpty else { return }
    for issuer in manager.issuers where !issuer.isForCluster {
      if let other = byName[issuer.name], other.namespace <= issuer.namespace { continue }
      byName[issuer.name] = issuer
    }
    let used = Set(
      written.certManager.certificates.compactMap { IssuerKey($0.issuerRef, in: $0.namespace) }
        + written.certManager.requests.compactMap { IssuerKey($0.issuerRef, in: $0.namespace) })
    let names = written.namesOfIssuers
    for issuer in manager.issuers where !used.contains(IssuerKey(issuer)) && !names.contains(issuer.name) {
      let key = IssuerKey(issuer)
      unused[key] = issuer
      for shorter in key.withoutEachWord where unusedWithoutWord[shorter].map({ issuer.name < $0.name }) ?? true {
        unusedWithoutWord[shorter] = issuer
      }
    }
  }

  /// The issuer that is named in a namespace; nil where the input has none.
  func issuer(_ reference: IssuerReference?, in namespace: String) -> CertificateIssuer? {
    IssuerKey(reference, in: namespace).flatMap { issuers[$0] }
  }

  /// See ``CertificateGraph/missingIssuer(_:in:)``.
  func missingIssuer(_ reference: IssuerReference, in namespace: String) -> CertificateGraph.MissingIssuer? {
    guard let key = IssuerKey(reference, in: namespace), issuers[key] == nil, !refused.contains(key) else { return nil }
    if key.namespace == nil {
      if let other = issuers[IssuerKey(namespace: namespace, name: key.name)] { return .otherKind(other) }
    } else {
      let near = byName[key.name]
      if let near, namespace.isEmpty || near.namespace.isEmpty { return nil }
      if let other = issuers[IssuerKey(namespace: nil, name: key.name)] { return .otherKind(other) }
      if let near { return .otherNamespace(near) }
    }
    for reach in [namespace, nil] {
      let name = IssuerKey(namespace: reach, name: key.name)
      let similar = unusedWithoutWord[name] ?? name.withoutEachWord.lazy.compactMap { unused[$0] }.first
      if let similar { return .unused(similar) }
    }
    return .absent
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

  /// The same with a name that lacks one of the words; none for a name of one word.
  var withoutEachWord: [IssuerKey] {
    let words = name.split(separator: "-")
    guard words.count > 1 else { return [] }
    return words.indices.map { index in
      IssuerKey(namespace: namespace, name: (words[..<index] + words[(index + 1)...]).joined(separator: "-"))
    }
  }
}

extension Mesh {
  /// The names of issuers, of either kind, that other objects than those of cert-manager ask: Ingresses, Gateways and
  /// others by annotations, pods by the volumes of cert-manager's driver, istio-csr, cert-manager itself where it is
  /// told who signs for Ingresses that name nobody; and SPIRE servers for their CA.
  fileprivate var namesOfIssuers: Set<String> {
    // The default is that of istio-csr's chart (`deploy/charts/istio-csr/values.yaml`).
    var names = Set(helmReleases.compactMap { $0.istioCSR.map { $0.issuer?.name?.value ?? "istio-ca" } })
    names.formUnion(certManagerReleases.compactMap(\.defaultIssuerName))
    let servers = configMaps.lazy.flatMap(\.spire).compactMap(\.server)
    names.formUnion(servers.compactMap { $0.upstreamIssuer?.reference.name?.value })
    let keys = ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "cert-manager.io/issuer-name"]
    for metadata in ingresses.map(\.metadata) + kubernetesGateways.map(\.metadata) + others.map(\.metadata) {
      names.formUnion(keys.compactMap { metadata.annotations[$0]?.value })
    }
    for pod in workloads.lazy.map(\.pod) {
      names.formUnion(pod.volumes.compactMap { $0.csi?.volumeAttributes["csi.cert-manager.io/issuer-name"]?.value })
      for container in pod.containers {
        names.formUnion(["issuer-name", "default-issuer-name"].compactMap { container.flag($0)?.value })
      }
    }
    return names
  }
}
