package import Certificates
import Diagnostics
package import MeshModel

/// A credential of a Gateway's server that no gateway can use.
package struct InvalidCredential: Sendable {
  package enum Reason: Hashable, Sendable {
    /// The Secret lacks a certificate and its key under the names that Istio knows, or they are empty.
    case noKeys
    case certificate(ServerCertificateProblem)
  }

  package var gateway: Gateway
  /// `tls.credentialName`.
  package var name: Located<String>
  /// Where the gateway's pods are.
  package var namespace: String
  package var secret: Secret
  package var reason: Reason

  /// Whether the certificate is over, or not valid yet.
  var isOutOfTime: Bool {
    switch reason {
    case .certificate(.expired), .certificate(.notYetValid): true
    case .certificate, .noKeys: false
    }
  }
}

/// Tells which texts are the certificates of credentials that are over, or not valid yet.
package struct CredentialsOutOfTime: Sendable {
  fileprivate let secrets: Set<ObjectIdentifier>

  package func contains(_ text: CertificateText) -> Bool {
    ["cert", "tls.crt"].contains(text.name) && secrets.contains(ObjectIdentifier(text.owner))
  }
}

extension EffectiveMesh {
  /// The credentials of Gateways for which there is no Secret beside the gateway's pods
  /// (`pkg/config/analysis/analyzers/gateway/secret.go`).
  ///
  /// A Secret that cert-manager, Sealed Secrets or External Secrets will make is there. Secrets are rarely kept with
  /// other manifests, so that only a namespace with a certificate in the input, or a complete input, tells which there
  /// are not.
  func missingCredentials() -> MissingReferences {
    var references = MissingReferences()
    let secrets = SecretDirectory(mesh)
    var suggestions = SuggestionBudget()
    for credential in gatewayCredentials() where !secrets.contains(credential.key) {
      guard options.isComplete || secrets.describedNamespaces.contains(credential.key.namespace) else {
        references.unjudged.append("the Secrets of \(credential.key.namespace)")
        continue
      }
      guard references.found.last?.span != credential.name.span else { continue }
      let names = secrets.names[credential.key.namespace] ?? []
      let near = suggestions.take() ? closest(to: credential.key.name, of: names.sorted()) : nil
      references.found.append(
        MissingReference(
          "credentialName", credential.name.value, of: credential.gateway, at: credential.name.span,
          istioctlSpan: credential.name.span, suggestion: near))
    }
    return references
  }

  /// The credentials of Gateways whose Secret holds no usable certificate, and what could not be judged.
  ///
  /// Istio's analyzer parses the certificate and compares its validity with the clock; a key of another certificate is
  /// found here too, since no gateway can serve with it.
  package func invalidCredentials() -> (found: [InvalidCredential], unjudged: [String]) {
    shared.invalidCredentials { findInvalidCredentials() }
  }

  private func findInvalidCredentials() -> (found: [InvalidCredential], unjudged: [String]) {
    let secrets = SecretDirectory(mesh)
    var verdicts: [SecretKey: SecretVerdict] = [:]
    var reader: CertificateReader?
    var found: [InvalidCredential] = []
    var unjudged: [String] = []
    for credential in gatewayCredentials() {
      guard let secret = secrets.secrets[credential.key] else { continue }
      let verdict: SecretVerdict
      if let known = verdicts[credential.key] {
        verdict = known
      } else {
        reader = reader ?? CertificateReader()
        verdict = secret.verdict(reader, now: options.now)
        verdicts[credential.key] = verdict
      }
      switch verdict {
      case .usable: break
      case .unusable(let reason):
        found.append(
          InvalidCredential(
            gateway: credential.gateway, name: credential.name, namespace: credential.namespace, secret: secret,
            reason: reason))
      case .unknown(let needs): unjudged.append(needs)
      }
    }
    return (found, unjudged)
  }

  /// The certificates of ``invalidCredentials()`` that would do at another time.
  package func credentialsOutOfTime() -> CredentialsOutOfTime {
    let found = invalidCredentials().found.filter(\.isOutOfTime)
    return CredentialsOutOfTime(secrets: Set(found.map { ObjectIdentifier($0.secret.metadata) }))
  }

  private struct Credential {
    var gateway: Gateway
    var name: Located<String>
    /// Where the gateway's pods are.
    var namespace: String
    /// The Secret that is meant.
    var key: SecretKey
  }

  /// Each `credentialName` of each Gateway, once for every namespace with pods of the gateway.
  private func gatewayCredentials() -> [Credential] {
    var pods = GatewayPods(self)
    var found: [Credential] = []
    for gateway in gatewaysOfAnalysis() {
      let names = gateway.servers.compactMap { $0.tls?.credentialName }
        .filter { !$0.value.isEmpty && !$0.value.contains("://") }
      guard !names.isEmpty else { continue }
      let namespaces = pods.namespaces(of: gateway)
      for name in names {
        let parts = name.value.split(separator: "/", maxSplits: 1).map(String.init)
        // A name with a namespace is the same Secret for all pods.
        found += (parts.count > 1 ? namespaces.prefix(1) : namespaces[...]).map { namespace in
          let key =
            parts.count > 1
            ? SecretKey(namespace: parts[0], name: parts[1]) : SecretKey(namespace: namespace, name: name.value)
          return Credential(gateway: gateway, name: name, namespace: namespace, key: key)
        }
      }
    }
    return found
  }
}

private struct SecretKey: Hashable {
  var namespace: String
  var name: String
}

/// The Secrets of the input, and those that will be made from others of its resources.
private struct SecretDirectory {
  let secrets: [SecretKey: Secret]
  /// The names of both, by namespace.
  private(set) var names: [String: Set<String>] = [:]
  /// The namespaces with a certificate, or something that may make one.
  private(set) var describedNamespaces: Set<String> = []

  init(_ mesh: Mesh) {
    secrets = Dictionary(
      mesh.secrets.map { (SecretKey(namespace: $0.namespace, name: $0.name), $0) }, uniquingKeysWith: { $1 })
    for secret in mesh.secrets {
      names[secret.namespace, default: []].insert(secret.name)
      if secret.isOfCertificate { describedNamespaces.insert(secret.namespace) }
    }
    for source in mesh.secretSources {
      names[source.namespace, default: []].insert(source.secretName)
      describedNamespaces.insert(source.namespace)
    }
  }

  func contains(_ key: SecretKey) -> Bool { names[key.namespace]?.contains(key.name) ?? false }
}

private enum SecretVerdict {
  case usable
  case unusable(InvalidCredential.Reason)
  /// What would have to be known.
  case unknown(needs: String)
}

extension Secret {
  /// Whether a gateway can serve with the certificate of this Secret (`pilot/pkg/credentials/kube/secrets.go`
  /// ExtractCertInfo, `pilot/pkg/xds/sds.go` ValidateCertificate).
  ///
  /// `reader`: Nil where the machine cannot read certificates.
  fileprivate func verdict(_ reader: CertificateReader?, now: Int?) -> SecretVerdict {
    let unreadable = SecretVerdict.unknown(needs: "the Secret \(metadata.key) in clear text")
    guard !isEncrypted else { return unreadable }
    for (certificateKey, keyKey) in [("cert", "key"), ("tls.crt", "tls.key")] {
      guard holds(certificateKey), holds(keyKey) else { continue }
      guard let certificate = bytes(certificateKey), let key = bytes(keyKey) else { return unreadable }
      guard let reader else { return .unknown(needs: "OpenSSL's libcrypto, to read certificates") }
      return reader.problem(certificate: certificate, key: key, now: now).map { .unusable(.certificate($0)) } ?? .usable
    }
    return .unusable(.noKeys)
  }

  /// Whether it is meant to hold the certificate of a server.
  fileprivate var isOfCertificate: Bool { type?.value == "kubernetes.io/tls" || holds("tls.crt") || holds("cert") }

  private func holds(_ key: String) -> Bool { !((stringData[key] ?? data[key])?.value ?? "").isEmpty }

  /// The value of a key; nil where it is no base64, as after encryption or before a placeholder is filled in.
  private func bytes(_ key: String) -> [UInt8]? {
    stringData[key].map { Array($0.value.utf8) } ?? data[key].flatMap { base64Decoded($0.value) }
  }
}
