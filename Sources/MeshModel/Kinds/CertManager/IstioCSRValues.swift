/// What an installation of istio-csr, which has cert-manager sign the certificates of Istio's workloads, must have in
/// common with Istio: values of its Helm chart. What is not written is nil.
package struct IstioCSRValues: Sendable {
  /// `app.tls.trustDomain`.
  package var trustDomain: Located<String>?
  /// `app.tls.certificateDNSNames`: the names by which proxies may call it.
  package var dnsNames: [Located<String>]?
  /// `app.server.clusterID`.
  package var clusterID: Located<String>?
  /// `app.certmanager.issuer`: who signs.
  package var issuer: IssuerReference?

  init(_ values: ManifestNode?) {
    let app = values?["app"]
    trustDomain = app?["tls"]?["trustDomain"]?.string
    dnsNames = app?["tls"]?["certificateDNSNames"]?.strings
    clusterID = app?["server"]?["clusterID"]?.string
    issuer = app?["certmanager"]?["issuer"].map(IssuerReference.init)
  }

  /// The arguments of its container, as the chart renders them.
  package init(arguments: [Located<String>]) {
    func values(_ flag: String) -> [Located<String>] {
      arguments.filter { $0.value.hasPrefix("--\(flag)=") }.flatMap { argument in
        argument.value.dropFirst(flag.count + 3).split(separator: ",").map { Located(String($0), at: argument.span) }
      }
    }
    trustDomain = values("trust-domain").first
    let names = values("serving-certificate-dns-names")
    dnsNames = names.isEmpty ? nil : names
    clusterID = values("cluster-id").first
  }
}
