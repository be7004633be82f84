package import Certificates
import MeshModel

/// What the identities of one control plane's proxies rest on, as far as the input holds it: the certificate of the
/// issuer and the trust anchors.
package struct LinkerdTrust: Sendable {
  /// Trust anchors in one place.
  package struct Anchors: Sendable {
    /// What they stand in. The raw value is the order in which they count.
    package enum Source: Int, Sendable {
      /// ConfigMap `linkerd-identity-trust-roots`, which linkerd-identity, the control plane's proxies and the injector
      /// read (`controller/cmd/identity/main.go`, `controller/proxy-injector/webhook.go`).
      case configMap
      /// The values of what installs Linkerd, of which the chart makes that ConfigMap.
      case release
      /// `linkerd-config`, which `linkerd check` reads.
      case configuration
      /// `ca.crt` beside the issuer's certificate, which `linkerd check` reads under the scheme `kubernetes.io/tls`.
      case issuerSecret
    }

    /// Where they stand, by which it is known who reads them.
    package let source: Source
    package let content: CertificateInventory.Content

    /// In the order of the text.
    package var certificates: [Certificate] { content.certificates.map(\.value) }
    /// Whether all that stands there could be read.
    package var isWhole: Bool { !content.certificates.isEmpty && content.problems.isEmpty }
  }

  /// The certificate with which linkerd-identity signs those of proxies.
  package struct Issuer: Sendable {
    package let certificate: CertificateInventory.Placed<Certificate>
    /// What follows it in its text: those above it.
    package let intermediates: [CertificateInventory.Placed<Certificate>]
    package let content: CertificateInventory.Content
    package let key: CertificateInventory.Content?
    /// Whether it stands in the values of what installs Linkerd, and not in the Secret.
    package let isOfRelease: Bool

    fileprivate init?(
      _ content: CertificateInventory.Content?, key: CertificateInventory.Content?, isOfRelease: Bool
    ) {
      guard let content, content.problems.isEmpty, let first = content.certificates.first else { return nil }
      certificate = first
      intermediates = Array(content.certificates.dropFirst())
      self.content = content
      self.key = key
      self.isOfRelease = isOfRelease
    }
  }

  /// That of the control plane.
  package let namespace: String
  /// In the order in which they count.
  package private(set) var anchors: [Anchors] = []
  package private(set) var issuers: [Issuer] = []

  private init(namespace: String) { self.namespace = namespace }

  /// The anchors by which an issuer is judged; nil where none are known, or not all of them can be read.
  package func anchors(for issuer: Issuer) -> Anchors? {
    let own = issuer.isOfRelease ? anchors.first { $0.source == .release } : nil
    guard let anchors = own ?? anchors.first, anchors.isWhole else { return nil }
    return anchors
  }
}

extension EffectiveMesh {
  /// What identities rest on in each namespace with a control plane of Linkerd, in the order of their names.
  package var linkerdTrusts: [LinkerdTrust] {
    guard let linkerd else { return [] }
    return shared.linkerdTrusts { LinkerdTrust.all(in: linkerd, certificates) }
  }

  /// The issuers and trust anchors, of whose keys and signatures Linkerd asks more than others do; not what stands
  /// between them, which `linkerd check` does not look at and proxies judge as others do
  /// (`linkerd/rustls/src/crypto.rs`).
  package var linkerdIdentityCertificates: Set<Certificate> {
    Set(linkerdTrusts.flatMap { $0.issuers.map(\.certificate.value) + $0.anchors.flatMap(\.certificates) })
  }
}

extension LinkerdTrust {
  /// Linear in ConfigMaps and Secrets. What a controller writes over is left out: nobody uses what stands in the input.
  fileprivate static func all(in linkerd: LinkerdMesh, _ certificates: CertificateInventory) -> [LinkerdTrust] {
    let mesh = linkerd.mesh
    var trusts: [String: LinkerdTrust] = [:]
    func add(_ content: CertificateInventory.Content?, _ source: Anchors.Source, in namespace: String) {
      guard let content, !content.isUnreadable else { return }
      let anchors = Anchors(source: source, content: content)
      trusts[namespace, default: LinkerdTrust(namespace: namespace)].anchors.append(anchors)
    }
    func add(_ issuer: Issuer?, in namespace: String) {
      guard let issuer else { return }
      trusts[namespace, default: LinkerdTrust(namespace: namespace)].issuers.append(issuer)
    }
    let isBundleManaged = mesh.certManager.bundles.contains { $0.name == bundleName }
    for map in mesh.configMaps {
      if map.name == bundleName, !isBundleManaged {
        add(certificates.content(of: map.metadata, named: "ca-bundle.crt"), .configMap, in: map.namespace)
      } else if map.linkerdValues != nil {
        add(certificates.content(of: map.metadata, named: anchorsField), .configuration, in: map.namespace)
      }
    }
    for release in mesh.linkerdReleases {
      let namespace = release.namespace?.value ?? linkerd.settings.controlPlaneNamespace
      if release.values.externalCA?.value != true {
        add(certificates.content(of: release.metadata, named: anchorsField), .release, in: namespace)
      }
      guard release.values.issuerScheme.map({ $0.value == "linkerd.io/tls" }) ?? true else { continue }
      let pair = [".crtPEM", ".keyPEM"].map {
        certificates.content(of: release.metadata, named: "identity.issuer.tls\($0)")
      }
      add(Issuer(pair[0], key: pair[1], isOfRelease: true), in: namespace)
    }
    let managed = Set(mesh.secretSources.filter { $0.secretName == issuerName }.map(\.namespace))
    for secret in mesh.secrets where secret.name == issuerName && !managed.contains(secret.namespace) {
      func content(_ key: String) -> CertificateInventory.Content? {
        certificates.content(of: secret.metadata, named: key)
      }
      add(content("ca.crt"), .issuerSecret, in: secret.namespace)
      let pairs = linkerd.controlPlane.issuerScheme?.value == "kubernetes.io/tls" ? schemeKeys.reversed() : schemeKeys
      guard let pair = pairs.first(where: { content($0.certificate) != nil }) else { continue }
      add(Issuer(content(pair.certificate), key: content(pair.key), isOfRelease: false), in: secret.namespace)
    }
    return trusts.values.map(\.ordered).sorted { $0.namespace < $1.namespace }
  }

  private var ordered: LinkerdTrust {
    var trust = self
    trust.anchors.sort { $0.source.rawValue < $1.source.rawValue }
    return trust
  }

  private static let bundleName = "linkerd-identity-trust-roots"
  private static let issuerName = "linkerd-identity-issuer"
  private static let anchorsField = "identityTrustAnchorsPEM"
  /// Under the schemes `linkerd.io/tls` and `kubernetes.io/tls` (`pkg/k8s/labels.go`).
  private static let schemeKeys: [(certificate: String, key: String)] = [
    ("crt.pem", "key.pem"), ("tls.crt", "tls.key"),
  ]
}
