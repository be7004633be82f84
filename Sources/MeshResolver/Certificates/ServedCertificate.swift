package import Certificates
package import Diagnostics
package import MeshModel

/// The certificate that a gateway presents for the hosts of one of its servers.
package struct ServedCertificate: Sendable {
  package enum Source: Sendable {
    /// The first certificate of a Secret, and its place.
    case secret(Secret, Certificate, at: SourceSpan)
    /// What cert-manager will make.
    case managed(ManagedCertificate)
  }

  /// The Gateway, of Istio or of the Gateway API.
  package let gateway: Metadata
  /// The names of the server, without the namespaces that Istio allows before them.
  package let hosts: [Located<String>]
  package let source: Source

  /// The hosts that the certificate is not for. A host that stands for several is among them where the certificate is
  /// for none of these.
  package var uncovered: [Located<String>] {
    guard let names else { return [] }
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

  /// The names that the certificate is for, in lower case; nil where they are not known.
  package var names: [String]? {
    switch source {
    case .secret(_, let certificate, _): certificate.dnsNames.map { $0.lowercased() }
    case .managed(let certificate):
      // An ACME server puts the common name among the others.
      (certificate.dnsNames + (certificate.commonName.map { [$0] } ?? [])).map { $0.value.lowercased() }
    }
  }
}

extension EffectiveMesh {
  /// The certificates of gateways that the input holds or has made, each with the hosts that it is presented for.
  package func servedCertificates() -> [ServedCertificate] {
    shared.servedCertificates { findServedCertificates() }
  }

  private func findServedCertificates() -> [ServedCertificate] {
    guard !mesh.secrets.isEmpty || !mesh.certManager.certificates.isEmpty else { return [] }
    let sources = CertificateSources(self)
    var found: [ServedCertificate] = []
    var pods = GatewayPods(self)
    for gateway in mesh.gateways {
      for server in gateway.servers {
        guard let tls = server.tls, ["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].contains(tls.mode?.value ?? ""),
          let name = tls.credentialName?.value, !name.isEmpty, !name.contains("://")
        else { continue }
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let keys = parts.count > 1 ? [name] : pods.namespaces(of: gateway).map { "\($0)/\(name)" }
        let hosts = server.hosts.map(\.withoutNamespace)
        found += keys.compactMap { sources[$0] }.prefix(1).map { source in
          ServedCertificate(gateway: gateway.metadata, hosts: hosts, source: source)
        }
      }
    }
    for gateway in mesh.kubernetesGateways {
      for listener in gateway.listeners where listener.tlsMode == "Terminate" && !listener.usesMeshCertificate {
        // Of several certificates the gateway presents the one that fits.
        guard let host = listener.hostname, listener.certificateRefs.count == 1,
          let reference = listener.certificateRefs.first, (reference.kind?.value ?? "Secret") == "Secret",
          let name = reference.name?.value,
          let source = sources["\(reference.namespace?.value ?? gateway.namespace)/\(name)"]
        else { continue }
        found.append(ServedCertificate(gateway: gateway.metadata, hosts: [host], source: source))
      }
    }
    return found
  }
}

/// Where the certificates of servers come from, by namespace and name of their Secret.
private struct CertificateSources {
  private var sources: [String: ServedCertificate.Source] = [:]

  init(_ effective: EffectiveMesh) {
    for certificate in effective.mesh.certManager.certificates {
      guard let name = certificate.secretName?.value else { continue }
      sources["\(certificate.namespace)/\(name)"] = .managed(certificate)
    }
    let texts = effective.certificates
    for secret in effective.mesh.secrets {
      // The keys that Istio looks for, in this order.
      let contents = ["cert", "tls.crt"].lazy.compactMap { texts.content(of: secret.metadata, named: $0) }
      guard let (certificate, place) = contents.first?.certificates.first else { continue }
      sources["\(secret.namespace)/\(secret.name)"] = .secret(secret, certificate, at: place)
    }
  }

  subscript(_ key: String) -> ServedCertificate.Source? { sources[key] }
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
