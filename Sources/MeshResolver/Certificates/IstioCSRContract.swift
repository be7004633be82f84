package import Diagnostics
package import MeshModel

/// What istio-csr and Istio say differently, so that proxies get no certificates, or no use of them.
package struct IstioCSRDisagreement: Sendable {
  package enum Kind: Sendable {
    /// The trust domains; requests for identities of another one are refused.
    case trustDomain(String, mesh: String)
    /// The names of the cluster; requests from another one are refused.
    case cluster(String, istio: String)
    /// The address that proxies call, and the names in istio-csr's certificate.
    case address(String, names: [String])
    /// istiod signs too, and gives out a root of its own.
    case istiodSigns(address: String)
  }

  package var kind: Kind
  /// The object that it is said in, and where.
  package var owner: Metadata
  package var span: SourceSpan
  /// Where the other side says otherwise; nil where a default holds.
  package var other: SourceSpan?
}

extension EffectiveMesh {
  /// Where istio-csr and Istio disagree. Defaults are those of the charts.
  package func istioCSRDisagreements() -> [IstioCSRDisagreement] {
    let issuers = istioCSRs
    let control = controlPlaneValues
    var found: [IstioCSRDisagreement] = []
    for (owner, values) in issuers {
      let domain = values.trustDomain?.value ?? "cluster.local"
      let mesh = settings.trustDomain
      if settings.isTrustDomainKnown, domain != mesh.value {
        found.append(
          .init(
            kind: .trustDomain(domain, mesh: mesh.value), owner: owner,
            span: values.trustDomain?.span ?? owner.name.span, other: mesh.origin))
      }
    }
    for (owner, values) in control {
      guard let address = values.caAddress, address.value.contains("istio-csr") else { continue }
      if values.environment["ENABLE_CA_SERVER"]?.value != "false" {
        found.append(
          .init(
            kind: .istiodSigns(address: address.value), owner: owner, span: address.span,
            other: values.environment["ENABLE_CA_SERVER"]?.span))
      }
      guard issuers.count == 1, let issuer = issuers.first else { continue }
      let names = issuer.values.dnsNames?.map(\.value) ?? ["cert-manager-istio-csr.cert-manager.svc"]
      let host = String(address.value.prefix { $0 != ":" })
      if !names.contains(host) {
        found.append(
          .init(
            kind: .address(host, names: names), owner: owner, span: address.span,
            other: issuer.values.dnsNames?.first?.span))
      }
      let (cluster, own) = (values.clusterName?.value ?? "", issuer.values.clusterID?.value ?? "Kubernetes")
      if cluster != own, !(cluster.isEmpty && own == "Kubernetes") {
        found.append(
          .init(
            kind: .cluster(own, istio: cluster.isEmpty ? "Kubernetes" : cluster), owner: issuer.owner,
            span: issuer.values.clusterID?.span ?? issuer.owner.name.span, other: values.clusterName?.span))
      }
    }
    return found
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
}
