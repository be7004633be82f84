package import MeshModel

/// A waypoint between clients of a service and its workloads.
struct Waypoint {
  var gateway: KubernetesGateway
  var service: MeshService
  /// The port that clients ask for.
  var port: MeshService.Port
}

extension EffectiveMesh {
  /// Whether the proxy of a Gateway of the Gateway API is a waypoint, as its class says.
  func isWaypoint(_ gateway: String, in namespace: String, _ labels: LocatedMap) -> Bool {
    if let managed = labels["gateway.istio.io/managed"] { return managed.value == "istio.io-mesh-controller" }
    return kubernetesGateway(gateway, in: namespace).map(isWaypoint) ?? false
  }

  /// Whether the class of a Gateway is Istio's for waypoints; other names count where the input has the class.
  package func isWaypoint(_ gateway: KubernetesGateway) -> Bool {
    guard let name = gateway.gatewayClassName?.value else { return false }
    return gatewayClass(of: gateway)?.controllerName.map { $0.value == "istio.io/mesh-controller" }
      ?? (name == "istio-waypoint")
  }

  func gatewayClass(of gateway: KubernetesGateway) -> GatewayClass? {
    mesh.gatewayClasses.first { $0.name == gateway.gatewayClassName?.value }
  }

  /// Whether a waypoint is for traffic to services: so says its label, or that of its class.
  private func isForServices(_ gateway: KubernetesGateway) -> Bool {
    let key = "istio.io/waypoint-for"
    let traffic = gateway.metadata.labels[key] ?? gatewayClass(of: gateway)?.metadata.labels[key]
    return ["service", "all"].contains(traffic?.value ?? "service")
  }

  /// Whether a waypoint takes services of a namespace: its own, unless the listener says otherwise.
  private func takes(_ gateway: KubernetesGateway, servicesOf namespace: String) -> Bool {
    let listener = gateway.listeners.first { $0.protocolName?.value == "HBONE" && $0.port?.value == 15008 }
    switch listener?.allowedNamespaces {
    case "All": return true
    case "Selector":
      let labels = mesh.namespaces[namespace]?.metadata.labels ?? LocatedMap()
      return labels.satisfies(listener?.namespaceLabels ?? LocatedMap())
    default: return gateway.namespace == namespace
    }
  }

  func kubernetesGateway(_ name: String, in namespace: String) -> KubernetesGateway? {
    mesh.kubernetesGateways.first { $0.name == name && $0.namespace == namespace }
  }

  /// The waypoint of a service, which the service names, or else its namespace
  /// (`pilot/pkg/serviceregistry/ambient/waypoints.go` fetchWaypointForService); nil where there is none in the input.
  package func waypoint(of service: MeshService) -> KubernetesGateway? {
    let labels = [service.metadata.labels, mesh.namespaces[service.namespace]?.metadata.labels].compactMap { $0 }
    guard let chosen = labels.first(where: { $0["istio.io/use-waypoint"] != nil }),
      let name = chosen["istio.io/use-waypoint"]?.value, name != "none",
      let gateway = kubernetesGateway(
        name, in: chosen["istio.io/use-waypoint-namespace"]?.value ?? service.namespace),
      isWaypoint(gateway), isForServices(gateway), takes(gateway, servicesOf: service.namespace)
    else { return nil }
    return gateway
  }

  /// The waypoint that a request passes: that of the service whose name is the request's host, or else of the first
  /// service that leads to the port.
  private func waypoint(on request: Request, to workload: Int) -> Waypoint? {
    guard !mesh.kubernetesGateways.isEmpty else { return nil }
    let ways = servicePorts(to: request.port, of: workload)
    let host = request.host?.split(separator: ":").first.map(String.init)
    let named = host.flatMap { host in
      ways.first { $0.service.hostname == host || $0.service.hostname.hasPrefix(host + ".") }
    }
    guard let way = named ?? ways.first(where: { waypoint(of: $0.service) != nil }),
      let gateway = waypoint(of: way.service)
    else { return nil }
    return Waypoint(gateway: gateway, service: way.service, port: way.port)
  }

  /// A workload in ambient mode: what comes with an identity passes the waypoint of its service, if there is one, and
  /// everything passes ztunnel.
  func ambientVerdict(on request: Request, of workload: Int) -> Verdict {
    guard request.principal != nil, let waypoint = waypoint(on: request, to: workload) else {
      return ztunnelVerdict(on: request, of: workload)
    }
    if let refusal = handshakeRefusal(of: request) { return refusal }
    let first = verdict(on: request, at: waypoint)
    guard first.decision == .allow || first.decision == .custom else { return first }
    // ztunnel sees the waypoint and not the client.
    var forwarded = request
    forwarded.principal = identity(of: waypoint.gateway)
    forwarded.sourceIP = nil
    var second = ztunnelVerdict(on: forwarded, of: workload)
    second.considered = first.considered + second.considered
    guard second.decision == .allow else {
      second.reason += "; it sees the waypoint \(waypoint.gateway.metadata.key) as the client"
      return second
    }
    var verdict = first
    verdict.considered = second.considered
    return verdict
  }

  private func verdict(on request: Request, at waypoint: Waypoint) -> Verdict {
    var subject = PolicySubject(waypoint.gateway, isWaypoint: true)
    subject.service = waypoint.service
    // A waypoint is asked for the service, so its policies see the service's port and address.
    var request = request
    request.port = waypoint.port.number
    request.destinationIP = nil
    let takesConnections = waypoint.port.portProtocol != .auto && !waypoint.port.portProtocol.isHTTP
    if waypoint.port.portProtocol.isHTTP, request.wire == .tcp {
      return Verdict(.rejectProtocol, "the port takes HTTP only", at: waypoint.port.span)
    }
    return ProxyEvaluation(self, subject).verdict(
      on: request, identity: request.principal, readsRequests: request.wire != .tcp && !takesConnections)
  }

  /// The identity of a waypoint's proxy: the service account of its workload, or of the one that Istio makes, which is
  /// named as the Gateway unless an annotation names it.
  private func identity(of gateway: KubernetesGateway) -> String {
    let workload = mesh.workloads(in: gateway.namespace).first { index in
      workloads[index].podLabels["gateway.networking.k8s.io/gateway-name"]?.value == gateway.name
    }
    let account =
      workload.map { workloads[$0].serviceAccountName }
      ?? gateway.metadata.annotations["gateway.istio.io/service-account"]?.value ?? gateway.name
    return settings.principal(namespace: gateway.namespace, account: account)
  }

  private func ztunnelVerdict(on request: Request, of workload: Int) -> Verdict {
    let mode = serverModes[workload].decision(for: request.port)
    if request.principal == nil, mode.mode == .STRICT {
      return Verdict(.rejectTLS, "the port is STRICT", at: mode.place)
    }
    // Other than sidecars and waypoints, ztunnel takes no alias (`src/tls/workload.rs` verify_trust_domain).
    if let domain = request.trustDomain, domain != settings.trustDomain.value {
      return Verdict(
        .rejectTLS, "the trust domain \(goQuoted(domain)) is not that of the mesh", at: settings.trustDomain.origin)
    }
    var facts = RequestFacts(
      identity: request.principal.map { "spiffe://" + $0 }, sourceIP: request.sourceIP, remoteIP: request.sourceIP,
      destinationIP: request.destinationIP, port: request.port, sni: "")
    facts.isForZtunnel = true
    var evaluation = PolicyEvaluation(self, policies: ztunnelPolicies(of: workload), isAmbient: true)
    let local = evaluation.local(facts)
    return evaluation.result(nil, then: local)
  }

  /// The policies that ztunnel gets for a workload, as indexes into those of ``authorizationPolicyIndex``.
  /// `selector: {}` belongs to no workload there (`pilot/pkg/serviceregistry/ambient/workloads.go`
  /// buildWorkloadPolicies), while `matchLabels: {}` belongs to all.
  func ztunnelPolicies(of workload: Int) -> [Int] {
    let policies = authorizationPolicyIndex.policies(
      namespace: workloads[workload].namespace, labels: workloads[workload].podLabels)
    return policies.filter { index in
      let selector = authorizationPolicyIndex.policies[index].selector
      return selector.map { $0.labels.span != nil } ?? true
    }
  }
}
