import Diagnostics

/// What an installation of istio-csr, which has cert-manager sign the certificates of Istio's workloads, says of them:
/// values of its Helm chart. What is not written is nil.
package struct IstioCSRValues: Sendable {
  /// The certificate of istiod, which the chart has cert-manager make. Nil where it does not.
  package struct IstiodCertificate: Sendable {
    /// `app.tls.istiodCertificateDuration` and `app.tls.istiodCertificateRenewBefore`.
    package var duration: Located<String>?
    package var renewBefore: Located<String>?
    /// `app.tls.istiodPrivateKeyAlgorithm`, and the number of bits in `app.tls.istiodPrivateKeySize`.
    package var algorithm: Located<String>?
    package var size: Located<Int>?
  }

  /// `app.tls.trustDomain`.
  package var trustDomain: Located<String>?
  /// `app.tls.certificateDNSNames`: the names by which proxies may call it.
  package var dnsNames: [Located<String>]?
  /// `app.server.clusterID`.
  package var clusterID: Located<String>?
  /// `app.server.caTrustedNodeAccounts`: the ServiceAccounts that may ask for others of their node, such as ztunnel's.
  package var trustedNodeAccounts: [Located<String>]
  /// `app.server.serving.signatureAlgorithm`, and the number of bits in `app.server.serving.certificateKeySize`.
  package var algorithm: Located<String>?
  package var keySize: Located<Int>?
  /// `service.port`.
  package var port: Located<Int>?
  /// The issuer in `app.certmanager.issuer`, and the namespace that it is looked for in. Nil where a ConfigMap that is
  /// read at run time may name another one.
  package var issuer: IssuerReference?
  package var issuerNamespace: String
  package var istiodCertificate: IstiodCertificate?
  /// Whether the values are those of the chart, whose default for ``port`` holds where it is missing.
  package var isOfChart: Bool

  init(_ values: ManifestNode?) {
    let app = values?["app"]
    let (tls, server, manager) = (app?["tls"], app?["server"], app?["certmanager"])
    trustDomain = tls?["trustDomain"]?.string
    dnsNames = tls?["certificateDNSNames"]?.strings
    clusterID = server?["clusterID"]?.string
    trustedNodeAccounts = server?["caTrustedNodeAccounts"]?.string.map(Self.items) ?? []
    algorithm = server?["serving"]?["signatureAlgorithm"]?.string
    keySize = server?["serving"]?["certificateKeySize"]?.int
    port = values?["service"]?["port"]?.int
    let named = app?["runtimeIssuanceConfigMap"]?.string?.value ?? ""
    let isFixed = named.isEmpty && app?["runtimeConfiguration"]?["create"]?.bool?.value != true
    issuer = isFixed ? manager?["issuer"].map(IssuerReference.init) : nil
    issuerNamespace = manager?["namespace"]?.string?.value ?? "istio-system"
    if (tls?["istiodCertificateEnable"]?.string?.value ?? "true") != "false" {
      istiodCertificate = IstiodCertificate(
        duration: tls?["istiodCertificateDuration"]?.string, renewBefore: tls?["istiodCertificateRenewBefore"]?.string,
        algorithm: tls?["istiodPrivateKeyAlgorithm"]?.string, size: tls?["istiodPrivateKeySize"]?.int)
    }
    isOfChart = true
  }

  /// The arguments of its container, as the chart renders them.
  package init(arguments: [Located<String>]) {
    func values(_ flag: String) -> [Located<String>] {
      arguments.filter { $0.value.hasPrefix("--\(flag)=") }.flatMap { argument in
        Self.items(Located(String(argument.value.dropFirst(flag.count + 3)), at: argument.span))
      }
    }
    trustDomain = values("trust-domain").first
    let names = values("serving-certificate-dns-names")
    dnsNames = names.isEmpty ? nil : names
    clusterID = values("cluster-id").first
    trustedNodeAccounts = values("ca-trusted-node-accounts")
    algorithm = values("serving-signature-algorithm").first
    keySize = values("serving-certificate-key-size").first.flatMap { size in
      Int(size.value).map { Located($0, at: size.span) }
    }
    if values("runtime-issuance-config-map-name").isEmpty, let name = values("issuer-name").first {
      issuer = IssuerReference(
        name: name, kind: values("issuer-kind").first, group: values("issuer-group").first, span: name.span)
    }
    issuerNamespace = values("certificate-namespace").first?.value ?? "istio-system"
    isOfChart = false
  }

  private static func items(_ list: Located<String>) -> [Located<String>] {
    list.value.split(separator: ",").map { Located(String($0), at: list.span) }
  }
}
