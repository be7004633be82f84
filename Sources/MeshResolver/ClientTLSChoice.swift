package import MeshModel

/// What the DestinationRule in force says about securing connections to one port of one host.
package struct ClientTLSChoice: Sendable {
  /// TLS settings, and the rule that wrote them as an index into ``EffectiveMesh/destinationRules``.
  package struct Written: Sendable {
    package var tls: ClientTLS
    package var rule: Int
  }

  /// What the cluster is configured with; nil leaves it to auto mTLS.
  package var cluster: Written?
  /// What endpoints are chosen by where the cluster is left to auto mTLS. Differs from ``cluster`` where a port-level
  /// entry without `tls` stands under a rule with `tls`: Istio reads the two differently
  /// (`pilot/pkg/networking/util/util.go` GetPortLevelTrafficPolicy, `pilot/pkg/xds/endpoints/mtls_checker.go`).
  package var endpoints: Written?
  /// Whether `loadBalancer.simple` is `PASSTHROUGH`, which makes the service one without endpoints to choose from.
  package var isPassthrough: Bool

  init(_ entry: ConsolidatedRule?, port: Int, subset name: String?) {
    let base = entry?.trafficPolicy
    let subset = name.flatMap { name in entry?.subsets.first { $0.subset.name.value == name } }
    let own = subset.flatMap { subset in subset.subset.trafficPolicy.map { ($0, subset.rule) } }

    var tls = base.flatMap { Written($0.policy.tls, $0.rule) }
    var balancer = base?.policy.simpleLoadBalancer
    if let base, let entry = base.policy.entry(for: port) {
      (tls, balancer) = (Written(entry.tls, base.rule), entry.simpleLoadBalancer)
    }
    if let (policy, rule) = own {
      if let written = Written(policy.tls, rule) { tls = written }
      balancer = policy.simpleLoadBalancer ?? balancer
      if let entry = policy.entry(for: port) {
        (tls, balancer) = (Written(entry.tls, rule), entry.simpleLoadBalancer)
      }
    }
    cluster = tls
    isPassthrough = balancer?.value == "PASSTHROUGH"
    // For the cluster of a subset, Istio 1.30 looks at the subset's own policy alone.
    endpoints =
      name == nil
      ? base.flatMap { Written($0.policy.endpointTLS(for: port), $0.rule) }
      : own.flatMap { Written($0.0.endpointTLS(for: port), $0.1) }
  }
}

extension ClientTLSChoice.Written {
  fileprivate init?(_ tls: ClientTLS?, _ rule: Int) {
    guard let tls else { return nil }
    self.init(tls: tls, rule: rule)
  }
}

extension TrafficPolicy {
  /// The first port-level entry for a service port; it replaces the rule's settings wholesale.
  fileprivate func entry(for port: Int) -> Port? { ports.first { $0.number?.value == port } }

  fileprivate func endpointTLS(for port: Int) -> ClientTLS? {
    ports.first { $0.number?.value == port && $0.tls != nil }?.tls ?? tls
  }
}

extension ClientTLS {
  /// `DISABLE` where the settings name no mode: it is the zero value of the enum.
  package var mode: Mode { writtenMode?.value ?? .DISABLE }

  /// What a sidecar really sends with these settings (`pilot/pkg/networking/core/cluster_tls.go`).
  ///
  /// `hasSelector`: Whether the rule names the workloads it is for.
  package func sent(hasSelector: Bool) -> Mode {
    switch mode {
    case .DISABLE, .ISTIO_MUTUAL: return mode
    case .SIMPLE, .MUTUAL:
      if let name = credentialName?.value, !name.isEmpty {
        // A sidecar gets no credential from a Secret unless the rule selects it, and then sends plain text.
        return hasSelector || name.hasPrefix("configmap://") ? mode : .DISABLE
      }
      let lacksCertificate = (clientCertificate?.value ?? "").isEmpty || (privateKey?.value ?? "").isEmpty
      return mode == .MUTUAL && lacksCertificate ? .DISABLE : mode
    }
  }
}
