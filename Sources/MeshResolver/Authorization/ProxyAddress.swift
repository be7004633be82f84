package import MeshModel

/// A policy of a gateway that compares addresses of clients with those of what stands before the gateway.
package struct ProxyAddress: Sendable {
  /// An index into ``PolicyIndex/policies``.
  package var policy: Int
  /// The field or `when` key.
  package var clause: Located<String>
  /// Whether it means the original client, and not the direct peer.
  package var isOfOriginalClient: Bool
  /// The Service through which connections come; nil for the one that is made for a Gateway of the Gateway API.
  package var service: Service?
  /// The resource that the policy names or selects.
  package var gateway: Metadata
}

extension AuthorizationSurvey {
  /// The first clause of each kind of each policy, in the order of the policies. Only policies that select gateways and
  /// nothing else, or name a Gateway, and only where the Service of the gateway does not keep addresses of clients.
  ///
  /// Clauses about the original client count where the gateway trusts no proxy, so that the direct peer is it.
  /// Blocks of private addresses are those of nodes and load balancers, and may be meant.
  package func proxyAddresses() -> [ProxyAddress] {
    var doors: [Int: Door] = [:]
    for workload in gateways.sorted() {
      let subject = mesh.policySubject(of: workload)
      guard mesh.proxies[workload].presence == .sidecar, !subject.isWaypoint else { continue }
      let door = door(of: workload)
      for policy in mesh.authorizationPolicyIndex.policies(for: subject) where policies[policy].selector.isSelective {
        if doors[policy].map({ !$0.keepsAddresses }) ?? true { doors[policy] = door }
      }
    }
    let gateways = Dictionary(grouping: mesh.mesh.kubernetesGateways, by: \.namespace)
    for (policy, resource) in policies.enumerated() where !resource.targetRefs.isEmpty {
      let names = Set(
        resource.targetRefs.lazy.compactMap { PolicyTarget($0, of: resource.namespace) }
          .filter { $0.kind == .Gateway }.map(\.name))
      guard !names.isEmpty else { continue }
      doors[policy] = gateways[resource.namespace]?.first { names.contains($0.name) }.flatMap(door)
    }
    return doors.sorted { $0.key < $1.key }.flatMap { policy, door -> [ProxyAddress] in
      guard !door.keepsAddresses, !policies[policy].isDryRun, selectsGatewaysOnly(policies[policy]) else { return [] }
      return [(RequestAttribute.sourceIP, false), (.remoteIP, true)].compactMap { attribute, isOfOriginalClient in
        guard !isOfOriginalClient || door.takesPeerForClient else { return nil }
        let clause = policies[policy].clauses.first {
          $0.attribute == attribute && $0.values.contains { AddressBlock($0.value)?.isPublic ?? false }
        }
        return clause.map {
          ProxyAddress(
            policy: policy, clause: $0.name, isOfOriginalClient: isOfOriginalClient, service: door.service,
            gateway: door.gateway)
        }
      }
    }
  }

  /// How connections come to a gateway.
  private struct Door {
    var gateway: Metadata
    var service: Service?
    /// Whether the gateway may see the addresses of clients.
    var keepsAddresses: Bool
    /// Whether the gateway takes its direct peer for the original client, for all that is known.
    var takesPeerForClient: Bool
  }

  private func door(of workload: Int) -> Door {
    let resource = mesh.workloads[workload]
    let services = mesh.registry.services(of: workload).compactMap { index -> Service? in
      guard case .service(let position) = mesh.services[index].origin else { return nil }
      return mesh.mesh.services[position]
    }
    return door(
      resource.metadata, services,
      takesPeerForClient: !resource.podAnnotations.haveTopology
        && !mayBeFiltered(in: resource.namespace, resource.podLabels))
  }

  /// Nil for a Gateway whose proxy is a waypoint, is not Istio's, or may be anything.
  private func door(of gateway: KubernetesGateway) -> Door? {
    guard let name = gateway.gatewayClassName?.value, mesh.isIstioGateway(gateway), !gateway.customizesInfrastructure
    else { return nil }
    let services = mesh.mesh.services(in: gateway.namespace).map { mesh.mesh.services[$0] }.filter {
      $0.name == "\(gateway.name)-\(name)"
        || $0.selector["gateway.networking.k8s.io/gateway-name"]?.value == gateway.name
    }
    var door = door(
      gateway.metadata, services,
      takesPeerForClient: !gateway.podAnnotations.haveTopology && !mayBeFiltered(in: gateway.namespace, nil))
    if services.isEmpty {
      // Istio makes a Service with `type: LoadBalancer` unless it is told another one.
      door.keepsAddresses = gateway.metadata.annotations["networking.istio.io/service-type"] != nil
    }
    return door
  }

  private func door(_ gateway: Metadata, _ services: [Service], takesPeerForClient: Bool) -> Door {
    let outer = services.filter { ["LoadBalancer", "NodePort"].contains($0.type?.value ?? "") }
    return Door(
      gateway: gateway, service: outer.first, keepsAddresses: outer.isEmpty || outer.contains(where: \.keepsAddresses),
      takesPeerForClient: takesPeerForClient && mesh.settings.isConfigurationKnown
        && mesh.settings.trustedProxies.value == 0 && !mesh.settings.usesProxyProtocol)
  }

  /// Whether an EnvoyFilter may change how a gateway reads addresses.
  ///
  /// `labels`: Those of the gateway's pods; nil where they are not known.
  private func mayBeFiltered(in namespace: String, _ labels: LocatedMap?) -> Bool {
    mesh.mesh.envoyFilters.contains { filter in
      guard [namespace, mesh.settings.rootNamespace.value].contains(filter.namespace) else { return false }
      guard let labels, let selector = filter.selector?.labels else { return true }
      return labels.satisfies(selector)
    }
  }

  private func selectsGatewaysOnly(_ policy: AuthorizationPolicy) -> Bool {
    guard let labels = policy.selector?.labels else { return true }
    return mesh.mesh.workloads(in: policy.namespace, matching: labels).allSatisfy(gateways.contains)
  }
}

extension LocatedMap {
  /// Whether annotations say which proxies stand before the pods.
  fileprivate var haveTopology: Bool { self["proxy.istio.io/config"]?.value.contains("gatewayTopology") ?? false }
}

extension Service {
  /// Whether pods see the addresses of clients outside of the cluster, as the policy says or load balancers that need
  /// no such policy.
  fileprivate var keepsAddresses: Bool {
    externalTrafficPolicy?.value == "Local"
      || metadata.annotations.entries.contains { annotation in
        let (key, value) = (annotation.key.value, annotation.value.value)
        return key.hasSuffix("nlb-target-type") && value == "ip" || value.contains("preserve_client_ip")
          || key.contains("proxy-protocol")
      }
  }
}

extension AddressBlock {
  /// Blocks whose addresses are not routed in the Internet, and so may be those of nodes and load balancers.
  private static let local: [AddressBlock] = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7",
    "fe80::/10", "::1",
  ].compactMap(AddressBlock.init)

  /// Whether it is a part of the Internet, and not all of it.
  fileprivate var isPublic: Bool {
    length > 0 && !Self.local.contains { $0.length <= length && $0.contains(base) }
  }
}
