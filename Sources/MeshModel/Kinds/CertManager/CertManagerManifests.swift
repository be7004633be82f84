/// The objects of cert-manager and trust-manager, each kind in the order of the text.
package struct CertManagerManifests: Sendable {
  /// Issuers and ClusterIssuers.
  package internal(set) var issuers: [CertificateIssuer] = []
  package internal(set) var certificates: [ManagedCertificate] = []
  package internal(set) var requests: [CertificateRequest] = []
  /// Bundles and ClusterBundles.
  package internal(set) var bundles: [TrustBundle] = []
  /// What the webhooks of cert-manager and trust-manager say about these objects.
  package internal(set) var rejections: [Rejection] = []

  /// Whether there is any.
  package var isEmpty: Bool { issuers.isEmpty && certificates.isEmpty && requests.isEmpty && bundles.isEmpty }

  /// Adds the objects of a stretch that comes later.
  mutating func append(_ later: CertManagerManifests) {
    issuers += later.issuers
    certificates += later.certificates
    requests += later.requests
    bundles += later.bundles
    rejections += later.rejections
  }

  mutating func add(_ root: ManifestNode, _ metadata: Metadata, as kind: CertManagerKind) {
    switch kind {
    case .issuer: issuers.append(CertificateIssuer(root, metadata))
    case .certificate: certificates.append(ManagedCertificate(root, metadata))
    case .request: requests.append(CertificateRequest(root, metadata))
    case .bundle: bundles.append(TrustBundle(root, metadata))
    }
  }
}

/// The kinds of cert-manager's and trust-manager's API groups.
enum CertManagerKind: Hashable {
  case issuer, certificate, request, bundle

  init?(kind: String, group: String) {
    switch (group, kind) {
    case ("cert-manager.io", "Issuer"), ("cert-manager.io", "ClusterIssuer"): self = .issuer
    case ("cert-manager.io", "Certificate"): self = .certificate
    case ("cert-manager.io", "CertificateRequest"): self = .request
    case ("trust.cert-manager.io", "Bundle"), ("trust-manager.io", "ClusterBundle"): self = .bundle
    default: return nil
    }
  }
}

extension String {
  /// Whether this is an API group of cert-manager or trust-manager. Other projects have groups below
  /// `cert-manager.io` too, such as `policy.cert-manager.io`.
  package var isGroupOfCertManager: Bool {
    switch self {
    case "cert-manager.io", "acme.cert-manager.io", "trust.cert-manager.io", "trust-manager.io": true
    default: false
    }
  }
}
