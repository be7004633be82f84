package import MeshModel

/// What one place of the input takes for Linkerd's trust domain.
package struct TrustDomainClaim: Sendable {
  package enum Source: Sendable {
    /// `linkerd-identity`, which issues the certificates.
    case identity
    /// The destination controller, which tells clients what name a server's certificate has.
    case destination
    /// The policy controller, which makes names of the ServiceAccounts and namespaces in authorizations.
    case policy
    /// `linkerd-config`, from which the injector sets up proxies (`controller/proxy-injector/webhook.go`).
    case configuration
    /// What installs the control plane.
    case release
    /// The container `linkerd-proxy` of a manifest that was injected before it was written down.
    case proxy
  }

  package let domain: Located<String>
  package let source: Source
  package let owner: Metadata
}

extension LinkerdMesh {
  /// What the input says of the trust domain. The first is the one that counts. Linear in the containers.
  package var trustDomainClaims: [TrustDomainClaim] {
    var claims: [TrustDomainClaim] = []
    func add(_ domain: Located<String>?, _ source: TrustDomainClaim.Source, _ owner: Metadata) {
      if let domain, !domain.value.isEmpty {
        claims.append(TrustDomainClaim(domain: domain, source: source, owner: owner))
      }
    }
    let components = controlPlane.components
    for component in components where component.name == "linkerd-identity" {
      add(component.flag("identity-trust-domain"), .identity, component.metadata)
    }
    for map in mesh.configMaps { add(map.linkerdValues?.trustDomain, .configuration, map.metadata) }
    for release in mesh.linkerdReleases { add(release.values.trustDomain, .release, release.metadata) }
    for component in components where component.name == "linkerd-destination" {
      add(component.flag("identity-trust-domain"), .destination, component.metadata)
      add(component.flag("identity-domain"), .policy, component.metadata)
    }
    for workload in workloads {
      for domain in workload.proxyTrustDomains { add(domain, .proxy, workload.metadata) }
    }
    return claims
  }
}

extension Workload {
  /// The trust domains in the environment of a proxy that the manifest itself declares
  /// (`charts/partials/templates/_proxy.tpl`), at most one of each.
  fileprivate var proxyTrustDomains: [Located<String>] {
    guard let proxy = (pod.containers + pod.initContainers).first(where: { $0.name?.value == "linkerd-proxy" }) else {
      return []
    }
    var domains: [Located<String>] = []
    for (name, value) in proxy.environment where !value.value.contains("$(_l5d_trustdomain)") {
      let domain: String? =
        switch name {
        case "_l5d_trustdomain": value.value
        case "LINKERD2_PROXY_IDENTITY_LOCAL_NAME", "LINKERD2_PROXY_IDENTITY_SVC_NAME",
          "LINKERD2_PROXY_DESTINATION_SVC_NAME", "LINKERD2_PROXY_POLICY_SVC_NAME":
          value.value.trustDomainOfIdentity
        default: nil
        }
      if let domain, !domains.contains(where: { $0.value == domain }) { domains.append(value.map { _ in domain }) }
    }
    return domains
  }
}

extension String {
  /// What stands behind `serviceaccount.identity.` and the namespace of the control plane in the name of a proxy.
  fileprivate var trustDomainOfIdentity: String? {
    let parts = split(separator: ".", omittingEmptySubsequences: false)
    guard let index = parts.firstIndex(of: "serviceaccount"), parts.count > index + 3, parts[index + 1] == "identity"
    else { return nil }
    return parts[(index + 3)...].joined(separator: ".")
  }
}
