import Certificates
package import Diagnostics
package import MeshModel
import StructuralSchema

/// What istio-csr and Istio, or cert-manager, say differently, so that proxies or istiod get no certificates, or no use
/// of them.
package struct IstioCSRDisagreement: Sendable {
  package enum Kind: Sendable {
    /// The trust domains; requests for identities of another one are refused.
    case trustDomain(String, mesh: String)
    /// The names of the cluster; requests from another one are refused.
    case cluster(String, istio: String)
    /// The address that proxies call, and the names in istio-csr's certificate.
    case address(String, names: [String])
    /// The port that proxies call, and the one of istio-csr's Service.
    case port(String, service: Int)
    /// istiod signs too, and gives out a root of its own.
    case istiodSigns(address: String)
    /// ztunnel, whose ServiceAccount this is, may not ask for the certificates of the pods of its node.
    case ztunnel(account: String)
    /// Its issuer is a server of ACME, which signs no SPIFFE IDs.
    case acme(CertificateIssuer)
    /// istio-csr makes no key of an elliptic curve with so many bits for itself.
    case servingKey(bits: Int)
    /// cert-manager refuses the Certificate of istiod.
    case istiodCertificate(IstiodCertificateProblem)
  }

  /// Why cert-manager refuses the Certificate of istiod (`internal/apis/certmanager/validation/certificate.go`).
  package enum IstiodCertificateProblem: Sendable {
    /// It is for less than an hour.
    case tooShort(String)
    case renewedTooEarly(String, duration: String)
    /// An elliptic key with so many bits.
    case key(bits: Int)
  }

  /// What is said differently.
  package var kind: Kind
  /// The object that it is said in, and where.
  package var owner: Metadata
  package var span: SourceSpan
  /// Where the other side says otherwise; nil where a default holds.
  package var other: SourceSpan?
}

extension EffectiveMesh {
  /// Where istio-csr and Istio disagree, and what of istio-csr's values cannot be. Defaults are those of the charts.
  package func istioCSRDisagreements() -> [IstioCSRDisagreement] {
    let installed = istioCSRs
    guard !installed.isEmpty || !controlPlaneValues.isEmpty else { return [] }
    var found = installed.flatMap { owner, values in
      [trustDomain(of: values, owner), acmeIssuer(of: values, owner)].compactMap { $0 } + values.problems(owner)
    }
    for (owner, values) in controlPlaneValues {
      guard let address = values.caAddress, address.value.contains("istio-csr") else { continue }
      let variable = values.environment["ENABLE_CA_SERVER"]
      if variable.flatMap({ Syntax.goBool($0.value) }) ?? true {
        found.append(
          .init(kind: .istiodSigns(address: address.value), owner: owner, span: address.span, other: variable?.span))
      }
      guard installed.count == 1, let (csrOwner, csr) = installed.first else { continue }
      found += csr.disagreements(withAddress: address, owner)
      let (cluster, own) = (values.clusterName?.value ?? "", csr.clusterID?.value ?? "Kubernetes")
      if cluster != own, !(cluster.isEmpty && own == "Kubernetes") {
        found.append(
          .init(
            kind: .cluster(own, istio: cluster.isEmpty ? "Kubernetes" : cluster), owner: csrOwner,
            span: csr.clusterID?.span ?? csrOwner.name.span, other: values.clusterName?.span))
      }
      for ztunnel in ztunnels where !csr.trustedNodeAccounts.contains(where: { $0.value == ztunnel.account }) {
        found.append(
          .init(
            kind: .ztunnel(account: ztunnel.account), owner: csrOwner,
            span: csr.trustedNodeAccounts.first?.span ?? csrOwner.name.span, other: ztunnel.metadata.span))
      }
    }
    return found
  }

  private func trustDomain(of values: IstioCSRValues, _ owner: Metadata) -> IstioCSRDisagreement? {
    let (domain, mesh) = (values.trustDomain?.value ?? "cluster.local", settings.trustDomain)
    guard settings.isTrustDomainKnown, domain != mesh.value else { return nil }
    return .init(
      kind: .trustDomain(domain, mesh: mesh.value), owner: owner, span: values.trustDomain?.span ?? owner.name.span,
      other: mesh.origin)
  }

  private func acmeIssuer(of values: IstioCSRValues, _ owner: Metadata) -> IstioCSRDisagreement? {
    guard let reference = values.issuer, let issuer = certificateGraph.issuer(reference, in: values.issuerNamespace),
      let signer = issuer.signers.first(where: { $0.value == .acme })
    else { return nil }
    return .init(kind: .acme(issuer), owner: owner, span: reference.name?.span ?? reference.span, other: signer.span)
  }

  /// What is said of istio-csr by releases of its chart, and by the arguments of its Deployment.
  private var istioCSRs: [(owner: Metadata, values: IstioCSRValues)] {
    let releases = mesh.helmReleases.filter { !$0.hasOtherValues }.compactMap { release in
      release.istioCSR.map { (owner: release.metadata, values: $0) }
    }
    let deployed = mesh.workloads.flatMap { workload in
      workload.pod.containers.filter { $0.image?.value.contains("cert-manager-istio-csr") ?? false }
        .map { (owner: workload.metadata, values: IstioCSRValues(arguments: $0.words)) }
    }
    return releases + deployed
  }

  /// The Helm values of istiod, where all of them are in the input.
  private var controlPlaneValues: [(owner: Metadata, values: InstallationValues)] {
    mesh.installations.map { ($0.metadata, $0.values) }
      + mesh.helmReleases.filter { !$0.hasOtherValues && ["istiod", "istio"].contains($0.chart?.value ?? "istiod") }
      .map { ($0.metadata, $0.values) }
  }

  /// What installs or is ztunnel, each with its ServiceAccount.
  private var ztunnels: [(metadata: Metadata, account: String)] {
    let releases = mesh.helmReleases.filter { $0.chart?.value == "ztunnel" }.map(\.metadata)
    let deployed = mesh.workloads.filter {
      $0.metadata.kind.value == "DaemonSet" && $0.podLabels["app"]?.value == "ztunnel"
    }
    return (releases + deployed.map(\.metadata)).map { ($0, "\($0.namespaceName)/ztunnel") }
  }
}

extension IstioCSRValues {
  /// What is wrong with the address that proxies call.
  fileprivate func disagreements(withAddress address: Located<String>, _ owner: Metadata) -> [IstioCSRDisagreement] {
    var found: [IstioCSRDisagreement] = []
    let parts = address.value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let host = parts[0]
    let names = dnsNames?.map(\.value) ?? ["cert-manager-istio-csr.cert-manager.svc"]
    if !names.contains(where: { Certificate.name($0, covers: host) }) {
      found.append(
        .init(kind: .address(host, names: names), owner: owner, span: address.span, other: dnsNames?.first?.span))
    }
    // Another name may be that of another Service.
    if isOfChart, host.hasPrefix("cert-manager-istio-csr."), parts.count == 2, !parts[1].isEmpty,
      parts[1] != "\(port?.value ?? 443)"
    {
      found.append(
        .init(kind: .port(parts[1], service: port?.value ?? 443), owner: owner, span: address.span, other: port?.span))
    }
    return found
  }

  /// What of the values cannot be (`pkg/tls/tls.go`, `deploy/charts/istio-csr/templates/certificate.yaml`).
  fileprivate func problems(_ owner: Metadata) -> [IstioCSRDisagreement] {
    var found: [IstioCSRDisagreement] = []
    let bits = keySize?.value ?? 2048
    if let algorithm, algorithm.value == "ECDSA", ![256, 384].contains(bits) {
      found.append(.init(kind: .servingKey(bits: bits), owner: owner, span: keySize?.span ?? algorithm.span))
    }
    guard let istiodCertificate else { return found }
    func add(_ problem: IstioCSRDisagreement.IstiodCertificateProblem, _ span: SourceSpan) {
      found.append(.init(kind: .istiodCertificate(problem), owner: owner, span: span))
    }
    let (duration, renewBefore) = (istiodCertificate.duration, istiodCertificate.renewBefore)
    let (lasts, renewed) = (duration?.value ?? "1h", renewBefore?.value ?? "30m")
    if let length = GoDuration.nanoseconds(lasts), let lead = GoDuration.nanoseconds(renewed) {
      if let duration, length < 3_600e9 {
        add(.tooShort(lasts), duration.span)
      } else if lead >= length, let place = renewBefore ?? duration {
        add(.renewedTooEarly(renewed, duration: lasts), place.span)
      }
    }
    let own = istiodCertificate.algorithm.flatMap { $0.value.isEmpty ? nil : $0 } ?? algorithm
    let size = istiodCertificate.size
    if let own, own.value.uppercased() == "ECDSA", ![256, 384, 521].contains(size?.value ?? 2048) {
      add(.key(bits: size?.value ?? 2048), size?.span ?? own.span)
    }
    return found
  }
}
