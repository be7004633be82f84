package import Certificates
package import Diagnostics
package import MeshModel

/// The Secret `cacerts`, which is mounted into istiod and holds the certificate that it signs workloads with
/// (`pilot/pkg/bootstrap/istio_ca.go`, `security/pkg/pki/ca/ca.go`).
package struct PluggedInCA: Sendable {
  /// The entries that istiod reads, in one of two forms (`istio_ca.go` detectSigningCABundleAndCRL).
  package struct Form: Sendable {
    /// The certificate that signs those of workloads, its key, and what it leads to.
    package var signingCertificate: String
    package var signingKey: String
    package var roots: String
    /// The certificates that workloads send along, which must be there.
    package var chain: String

    /// All of them, sorted.
    package var keys: [String] { Set([signingCertificate, signingKey, chain, roots]).sorted() }

    static let istio = Form(
      signingCertificate: "ca-cert.pem", signingKey: "ca-key.pem", roots: "root-cert.pem", chain: "cert-chain.pem")
    /// That of a Certificate of cert-manager. The certificate is its own chain.
    static let kubernetes = Form(
      signingCertificate: "tls.crt", signingKey: "tls.key", roots: "ca.crt", chain: "tls.crt")
  }

  /// Why no workload gets a certificate, or one that its peers accept.
  package enum Problem: Sendable {
    /// The signing certificate does not lead to a root, so that istiod does not start.
    case notSigned(ChainProblem)
    /// A certificate is no CA's, so that istiod does not start.
    case noCA
    /// A certificate is for other purposes than servers, so that istiod does not start.
    case wrongPurpose
    /// A certificate may not sign others, which those notice that check the certificates of workloads.
    case cannotSign
    /// A CA further up allows fewer CAs below.
    case pathTooLong
    /// Workloads do not send the signing certificate along, and their peers do not have it.
    case notInChain
  }

  /// `cacerts`.
  package let secret: Secret
  package let form: Form
  /// The keys that are not there, sorted.
  package let missing: [String]

  /// Nil for any other Secret, and for one that istiod itself made.
  init?(_ secret: Secret, controlPlane: String) {
    func holds(_ key: String) -> Bool { secret.data[key] != nil || secret.stringData[key] != nil }
    guard secret.name == "cacerts", !holds("istio-generated") else { return nil }
    // The name alone, in another namespace, may be that of anything.
    let isOfIstio = Form.istio.keys.contains(where: holds)
    let isOfKubernetes = holds("tls.crt") && secret.namespace == controlPlane
    guard isOfIstio || isOfKubernetes else { return nil }
    self.secret = secret
    form = holds("tls.crt") ? .kubernetes : .istio
    missing = form.keys.filter { !holds($0) }
  }
}

extension EffectiveMesh {
  /// The Secrets that istiod takes its certificate from; none where it is known not to sign anything itself.
  package func pluggedInCAs() -> [PluggedInCA] {
    let secrets = mesh.secrets.filter { $0.name == "cacerts" }
    guard !secrets.isEmpty, istiodSigns else { return [] }
    return secrets.compactMap { PluggedInCA($0, controlPlane: settings.controlPlaneNamespace) }
  }

  /// What is wrong with the certificates of a plugged-in CA, and where; nil where nothing is, or not all can be read.
  ///
  /// Whether they are valid now is left out. What makes istiod refuse them comes first.
  package func problem(of authority: PluggedInCA) -> (problem: PluggedInCA.Problem, place: SourceSpan)? {
    let (owner, form) = (authority.secret.metadata, authority.form)
    let texts = certificates
    guard let reader = texts.reader,
      let (signing, place) = texts.content(of: owner, named: form.signingCertificate)?.certificates.first,
      let roots = texts.content(of: owner, named: form.roots)?.readable,
      let chain = texts.content(of: owner, named: form.chain)?.readable
    else { return nil }
    if signing.isCA != true { return (.noCA, place) }
    switch reader.chainProblem(signing, intermediates: chain, anchors: roots, now: nil) {
    case nil: break
    // What only OpenSSL may mind.
    case .other, .expired, .notYetValid: return nil
    case let problem?: return (.notSigned(problem), place)
    }
    let path = Self.path(from: signing, through: chain, to: roots, reader)
    if path.contains(where: { !$0.mayServe }) { return (.wrongPurpose, place) }
    if path.contains(where: { !$0.maySign }) { return (.cannotSign, place) }
    for (below, certificate) in path.enumerated() where (certificate.pathLength ?? below) < below {
      return (.pathTooLong, place)
    }
    if !chain.contains(signing), !roots.contains(signing) { return (.notInChain, place) }
    return nil
  }

  /// A certificate and those above it, up to the first root.
  private static func path(
    from first: Certificate, through others: [Certificate], to roots: [Certificate], _ reader: CertificateReader
  ) -> [Certificate] {
    let bySubject = Dictionary(grouping: roots + others, by: \.subject)
    var path = [first]
    while let last = path.last, !roots.contains(last) {
      let issuers = (bySubject[last.issuer] ?? []).filter { !path.contains($0) }
      guard
        let issuer = issuers.first(where: {
          reader.chainProblem(last, intermediates: [], anchors: [$0], now: nil) == nil
        })
      else { break }
      path.append(issuer)
    }
    return path
  }
}

extension CertificateInventory.Content {
  /// The certificates; nil where there are none, or others may stand in what cannot be read.
  fileprivate var readable: [Certificate]? {
    certificates.isEmpty || !problems.isEmpty ? nil : certificates.map(\.value)
  }
}
