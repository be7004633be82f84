package import MeshModel

/// The names that Linkerd's installation and cert-manager's objects have to agree on.
package enum LinkerdSecretName {
  /// The Secret that linkerd-identity signs with.
  package static let issuer = "linkerd-identity-issuer"
  /// The ConfigMap with what proxies trust, and so the Bundle of trust-manager that makes it.
  package static let trustRoots = "linkerd-identity-trust-roots"
  /// The key of ``trustRoots`` (`pkg/k8s/labels.go` MountPathTrustRootsPEM).
  package static let trustRootsKey = "ca-bundle.crt"
}

extension EffectiveMesh {
  /// The mesh that signs its workloads' certificates with the Secret that a Certificate makes; nil where none does.
  package func meshSigned(by certificate: ManagedCertificate) -> MeshKind? {
    switch certificate.secretName?.value {
    case LinkerdSecretName.issuer:
      guard let settings = linkerd?.settings else { return nil }
      let isElsewhere = settings.isControlPlaneNamespaceKnown && certificate.namespace != settings.controlPlaneNamespace
      return isElsewhere && certificate.metadata.namespace != nil ? nil : .linkerd
    case "cacerts":
      return certificate.namespace == settings.controlPlaneNamespace ? .istio : nil
    default: return nil
    }
  }

  /// The Certificates that make the Secret with Linkerd's issuer.
  package var linkerdIssuerCertificates: [ManagedCertificate] {
    mesh.certManager.certificates.filter { meshSigned(by: $0) == .linkerd }
  }
}

extension LinkerdMesh {
  /// How long the certificates of proxies last, in seconds, and where the input says so
  /// (`charts/linkerd-control-plane/values.yaml`).
  package var issuanceLifetime: (seconds: Double, written: Located<String>?) {
    let written = settings.values.value(of: \.issuanceLifetime)
    guard let written, let seconds = written.value.goSeconds else { return (24 * 3600, nil) }
    return (seconds, written)
  }
}

/// How what Linkerd's issuer is signed with gets into the trust roots.
package enum TrustOfAuthority: Sendable {
  /// A Bundle makes the trust roots of other Secrets.
  case missingIn(TrustBundle)
  /// Only a Bundle of another name takes the CA's certificate.
  case misnamed(TrustBundle)
  /// Nothing in the input makes the trust roots.
  case nothing
}

extension EffectiveMesh {
  /// What keeps Linkerd's proxies from trusting what a Certificate for its issuer is signed with. Nil where nothing
  /// does, and where it is not known.
  package func missingTrust(in certificate: ManagedCertificate) -> TrustOfAuthority? {
    guard let linkerd else { return nil }
    let graph = certificateGraph
    let authorities = graph.authoritySecrets(of: certificate)
    // A chain that comes back to where it began has no end that could be trusted.
    guard let first = authorities.first, let last = authorities.last,
      !authorities.contains(where: { $0 == CertificateGraph.SecretKey(certificate) })
    else { return nil }
    let names = Set(authorities.map(\.name))
    // What is refused is found where it stands.
    let bundles = written.certManager.bundles
    let writers = bundles.filter { $0.name == LinkerdSecretName.trustRoots }
    if let bundle = writers.first {
      // Further up there may be others, unless the chain ends in a root that the input makes.
      let isRooted = graph.writer(of: last).flatMap(graph.issuer)?.signers.map(\.value) == [.selfSigned]
      let areKnown = writers.allSatisfy(\.takesNamedSecretsOnly)
      guard isRooted, areKnown, !writers.contains(where: { $0.takesSecret(among: names) }) else { return nil }
      return .missingIn(bundle)
    }
    let externalCA = linkerd.settings.values.value(of: \.externalCA)?.value ?? false
    guard externalCA || !linkerd.settings.areKnown, !linkerd.controlPlane.isInInput,
      !mesh.configMaps.contains(where: { $0.name == LinkerdSecretName.trustRoots })
    else { return nil }
    let similar = bundles.first { bundle in
      bundle.takesSecret(among: names)
        && bundle.configMapKeys.contains { $0.value == LinkerdSecretName.trustRootsKey }
    }
    if let similar { return .misnamed(similar) }
    let isKnown = graph.secret(first) != nil || graph.writer(of: first) != nil
    return isKnown && !externalCA ? .nothing : nil
  }
}

extension TrustBundle {
  /// Whether one of the sources is a Secret of one of the names.
  fileprivate func takesSecret(among names: Set<String>) -> Bool {
    sources.contains { $0.kind == .secret && ($0.name.map { names.contains($0.value) } ?? false) }
  }

  /// Whether all it takes are Secrets that it names.
  fileprivate var takesNamedSecretsOnly: Bool {
    !sources.isEmpty && defaultCAs == nil && !hasOwnCertificates
      && sources.allSatisfy { $0.kind == .secret && $0.name != nil }
  }
}
