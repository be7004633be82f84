package import Certificates
package import Diagnostics
package import MeshModel

/// What a gateway presents for the hosts of one of its servers: a certificate, or several of which it takes the one
/// that fits.
package struct ServedCertificates: Sendable {
  package enum Source: Sendable {
    /// The first certificate of a Secret, and its place.
    case secret(Secret, Certificate, at: SourceSpan)
    /// What cert-manager will make, and the names that it will be for.
    case managed(ManagedCertificate, names: [String])
  }

  /// The Gateway, of Istio or of the Gateway API.
  package let gateway: Metadata
  /// The names of the server, without the namespaces that Istio allows before them.
  package let hosts: [Located<String>]
  /// Those that the input holds or has made.
  package let sources: [Source]
  /// Whether these are all.
  fileprivate let isWhole: Bool

  /// The hosts that no certificate is for. A host that stands for several is among them where the certificates are for
  /// none of these. None, where not all certificates are known, or one is that of a CA and without names.
  package var uncovered: [Located<String>] {
    guard isWhole, !sources.contains(where: \.isNamelessCA) else { return [] }
    let names = names
    return hosts.filter { host in
      let name = host.value.lowercased()
      guard let suffix = name.split(separator: ".", maxSplits: 1).dropFirst().first, !name.isAddress else {
        return false
      }
      return !names.contains {
        name.hasPrefix("*.") ? $0.hasSuffix(".\(suffix)") : Certificate.name($0, covers: name)
      }
    }
  }

  /// The names that the certificates are for, in lower case.
  package var names: [String] { sources.flatMap(\.names) }
}

extension ServedCertificates.Source {
  fileprivate var names: [String] {
    switch self {
    case .secret(_, let certificate, _): certificate.dnsNames.map { $0.lowercased() }
    case .managed(_, let names): names
    }
  }

  fileprivate var isNamelessCA: Bool {
    guard case .secret(_, let certificate, _) = self else { return false }
    return certificate.isCA == true && certificate.dnsNames.isEmpty
  }
}

extension EffectiveMesh {
  /// The certificates of gateways that the input holds or has made, by server. Secrets with which a gateway cannot
  /// serve at all, of which ``invalidCredentials()`` and ``keyPairProblems`` speak, are left out.
  package func servedCertificates() -> [ServedCertificates] {
    shared.servedCertificates { findServedCertificates() }
  }

  private func findServedCertificates() -> [ServedCertificates] {
    guard !mesh.gateways.isEmpty || !mesh.kubernetesGateways.isEmpty,
      !mesh.secrets.isEmpty || !mesh.certManager.certificates.isEmpty
    else { return [] }
    let sources = CertificateSources(self)
    var found: [ServedCertificates] = []
    func add(_ gateway: Metadata, _ hosts: [Located<String>], _ known: [ServedCertificates.Source?]) {
      let sources = known.compactMap { $0 }
      guard !sources.isEmpty else { return }
      let isWhole = sources.count == known.count
      found.append(ServedCertificates(gateway: gateway, hosts: hosts, sources: sources, isWhole: isWhole))
    }
    var pods = GatewayPods(self)
    for gateway in mesh.gateways {
      for server in gateway.servers {
        guard let tls = server.tls, ["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].contains(tls.mode?.value ?? "") else {
          continue
        }
        let names = (tls.credentialName.map { [$0] } ?? tls.credentialNames).map(\.value).filter { !$0.isEmpty }
        let known = names.map { name in
          name.contains("/")
            ? sources[name] : pods.namespaces(of: gateway).lazy.compactMap { sources["\($0)/\(name)"] }.first
        }
        add(gateway.metadata, server.hosts.map(\.withoutNamespace), known)
      }
    }
    for gateway in mesh.kubernetesGateways {
      for listener in gateway.listeners where listener.tlsMode == "Terminate" && !listener.usesMeshCertificate {
        guard let host = listener.hostname else { continue }
        let known = listener.certificateRefs.map { reference in
          (reference.kind?.value ?? "Secret") == "Secret"
            ? sources["\(reference.namespace?.value ?? gateway.namespace)/\(reference.name?.value ?? "")"] : nil
        }
        add(gateway.metadata, [host], known)
      }
    }
    return found
  }
}

/// Where the certificates of servers come from, by namespace and name of their Secret.
private struct CertificateSources {
  private var sources: [String: ServedCertificates.Source] = [:]

  init(_ effective: EffectiveMesh) {
    let texts = effective.certificates
    let unusable = effective.unusableCredentials()
    for secret in effective.mesh.secrets where !unusable.contains(ObjectIdentifier(secret.metadata)) {
      // The keys that Istio looks for, in this order.
      let contents = ["cert", "tls.crt"].lazy.compactMap { texts.content(of: secret.metadata, named: $0) }
      guard let (certificate, place) = contents.first?.certificates.first else { continue }
      sources["\(secret.namespace)/\(secret.name)"] = .secret(secret, certificate, at: place)
    }
    let graph = effective.certificateGraph
    // What cert-manager makes, it writes over the Secret in the input.
    for certificate in effective.mesh.certManager.certificates {
      guard let name = certificate.secretName?.value else { continue }
      let names = certificate.names(signedBy: graph.issuer(of: certificate))
      sources["\(certificate.namespace)/\(name)"] = .managed(certificate, names: names)
    }
  }

  subscript(_ key: String) -> ServedCertificates.Source? { sources[key] }
}

extension EffectiveMesh {
  /// The Secrets with a certificate that has a problem other than its time, because of which gateways do not serve it.
  fileprivate func unusableCredentials() -> Set<ObjectIdentifier> {
    let invalid = invalidCredentials().found.filter { !$0.isOutOfTime }.map { ObjectIdentifier($0.secret.metadata) }
    return Set(invalid + keyPairProblems.map { ObjectIdentifier($0.certificateText.owner) })
  }
}

extension ManagedCertificate {
  /// The names that the certificate will be for, in lower case. An ACME server puts the common name among them, and
  /// issuers whose certificates cert-manager makes itself, or asks Vault for (`internal/vault/vault.go`
  /// exclude_cn_from_sans), do not.
  fileprivate func names(signedBy issuer: CertificateIssuer?) -> [String] {
    let leavesOut: Set<CertificateIssuer.Signer> = [.ca, .selfSigned, .vault]
    let signers = issuer?.signers.map(\.value) ?? []
    let copies = signers.isEmpty || !leavesOut.isSuperset(of: signers)
    return (dnsNames + (copies ? commonName.map { [$0] } ?? [] : [])).map { $0.value.lowercased() }
  }
}

extension Located<String> {
  /// A host of a Gateway of Istio without the namespace, and the slash, before it.
  fileprivate var withoutNamespace: Located<String> {
    Located(value.split(separator: "/", maxSplits: 1).last.map(String.init) ?? value, at: span)
  }
}

extension String {
  /// Whether it is an address and no name.
  fileprivate var isAddress: Bool { contains(":") || allSatisfy { $0.isNumber || $0 == "." } }
}
