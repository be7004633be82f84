import Diagnostics
package import MeshModel

/// What the mesh does with the manifests: who gets a proxy, what each workload accepts, what each client sends.
///
/// Building it is linear in the input; connections are computed when they are asked for.
package struct EffectiveMesh: Sendable {
  /// What the cluster holds: everything that is written, without the resources that are refused.
  package let mesh: Mesh
  /// Everything that is written. Istio's analyzers look at what is refused too, and what exists in name only is not
  /// called missing.
  package let written: Mesh
  package let options: ResolverOptions
  package let settings: MeshSettings
  /// What the API server or Istio's webhook refuses, and which therefore has no effect.
  package let rejections: [Rejection]
  /// What Linkerd's webhooks refuse, and which therefore has no effect; empty where the manifests say nothing of
  /// Linkerd.
  package let linkerdRejections: [Rejection]
  /// What cert-manager and trust-manager say; what they refuse has no effect.
  package let certManagerRejections: [Rejection]
  /// One for each of ``Mesh/workloads``.
  package let proxies: [ProxyVerdict]
  /// One for each of ``Mesh/workloads``; of no effect where the workload has no proxy.
  package let serverModes: [ServerMode]
  /// What the annotations of each of ``Mesh/workloads`` keep away from its proxy; only those that say anything.
  package let captures: [Int: TrafficCapture]
  package let peerAuthenticationIndex: PeerAuthenticationIndex
  package let authorizationPolicyIndex: AuthorizationPolicyIndex
  package let requestAuthenticationIndex: RequestAuthenticationIndex
  package let destinationRuleIndex: DestinationRuleIndex
  package let registry: ServiceRegistry
  /// What Linkerd does with the manifests; nil where they say nothing of it. All else here is about Istio.
  package let linkerd: LinkerdMesh?
  /// Whether Istio's answers say anything: unless the input is about Linkerd alone.
  package let isAboutIstio: Bool
  /// The workloads with a sidecar in each namespace.
  package let clientsByNamespace: [String: [Int]]
  /// How many workloads have a sidecar.
  package let clientCount: Int
  /// What Sidecars let their workloads see, where that is not everything.
  package let sidecarScopes: [SidecarScope]
  /// The scope of each workload that has one, as an index into ``sidecarScopes``.
  package let scopesByClient: [Int: Int]
  /// The Sidecar of each workload whose Sidecar has `ingress`, as an index into ``Mesh/sidecars``.
  package let sidecarsWithIngress: [Int: Int]
  /// The scopes that see each service, as indexes into ``sidecarScopes``.
  let scopesByService: [Int: [Int]]
  /// The workloads with a sidecar in each namespace that no Sidecar restricts.
  let openClients: [String: [Int]]
  let openClientCount: Int
  let shared = SharedAnswers()
  /// The clients of each of ``services``; see ``clientGroups(of:)``.
  private(set) var groups: [[ClientGroup]] = []

  package init(_ written: Mesh, options: ResolverOptions = ResolverOptions()) async {
    self.written = written
    rejections =
      written.rejections + (options.meshConfig?.rejections ?? []) + (options.meshNetworks?.rejections ?? [])
    let isAboutLinkerd = written.mentionsLinkerd
    isAboutIstio = !isAboutLinkerd || written.mentionsIstio
    linkerdRejections = isAboutLinkerd ? written.rejections(byLinkerdBesideIstio: isAboutIstio) : []
    certManagerRejections = written.certManagerRejections
    let mesh = Self.accepted(
      written, rejections + linkerdRejections + certManagerRejections + written.spireRejections)
    self.mesh = mesh
    self.options = options
    let settings = MeshSettings(mesh, options: options)
    self.settings = settings
    let injection = InjectionResolver(settings: settings, namespaces: mesh.namespaces, isComplete: options.isComplete)
    proxies = mesh.workloads.map(injection.verdict)
    let registry = ServiceRegistry(mesh, settings: settings, verdicts: proxies)
    self.registry = registry
    linkerd =
      isAboutLinkerd
      ? LinkerdMesh(mesh, registry: registry, istioProxies: proxies, options: options) : nil
    async let rules = DestinationRuleIndex(mesh.destinationRules, settings: settings)
    let policies = PeerAuthenticationIndex(
      mesh.peerAuthentications, rootNamespace: settings.rootNamespace.value, mesh: mesh)
    peerAuthenticationIndex = policies
    authorizationPolicyIndex = AuthorizationPolicyIndex(
      mesh.authorizationPolicies, rootNamespace: settings.rootNamespace.value, mesh: mesh)
    requestAuthenticationIndex = RequestAuthenticationIndex(
      mesh.requestAuthentications, rootNamespace: settings.rootNamespace.value, mesh: mesh)
    serverModes = zip(mesh.workloads, proxies).map { workload, proxy in
      proxy.presence == .ambient
        ? policies.ambientMode(namespace: workload.namespace, labels: workload.podLabels)
        : policies.serverMode(namespace: workload.namespace, labels: workload.podLabels)
    }
    captures = Self.captures(of: mesh.workloads)
    var clients: [String: [Int]] = [:]
    for (index, verdict) in proxies.enumerated() where verdict.presence == .sidecar {
      clients[mesh.workloads[index].namespace, default: []].append(index)
    }
    clientsByNamespace = clients
    clientCount = clients.values.reduce(0) { $0 + $1.count }
    // Gateways see everything, whatever a Sidecar says.
    let verdicts = proxies
    let applications = clients.mapValues { $0.filter { !verdicts[$0].isGateway } }
    let sidecars = SidecarResolver(mesh, services: registry.services, settings: settings)
    sidecarsWithIngress = sidecars.sidecarsWithIngress(of: applications.values.flatMap { $0 })
    let scopes = sidecars.scopes(clientsByNamespace: applications)
    sidecarScopes = scopes
    var scopesByService: [Int: [Int]] = [:]
    for (index, scope) in scopes.enumerated() {
      for service in scope.services.keys { scopesByService[service, default: []].append(index) }
    }
    self.scopesByService = scopesByService
    let restricted = Dictionary(
      uniqueKeysWithValues: scopes.enumerated().flatMap { index, scope in scope.clients.map { ($0, index) } })
    scopesByClient = restricted
    openClients =
      restricted.isEmpty
      ? clients : clients.mapValues { $0.filter { restricted[$0] == nil } }.filter { !$0.value.isEmpty }
    openClientCount = clientCount - restricted.count
    destinationRuleIndex = await rules

    // Nearly every question about connections asks for the clients of every service.
    let (resolved, half) = (self, registry.services.count / 2)
    async let later = (half..<registry.services.count).map(resolved.findClientGroups)
    groups = (0..<half).map(resolved.findClientGroups) + (await later)
  }

  /// What is written, without what is refused.
  private static func accepted(_ written: Mesh, _ rejections: [Rejection]) -> Mesh {
    let refused = Set(
      (rejections.filter(\.isRefused).map(\.metadata) + written.issues.filter(\.isRefused).compactMap(\.metadata))
        .map(ObjectIdentifier.init))
    return refused.isEmpty ? written : written.leavingOut { refused.contains(ObjectIdentifier($0)) }
  }

  private static func captures(of workloads: [Workload]) -> [Int: TrafficCapture] {
    var captures: [Int: TrafficCapture] = [:]
    for (index, workload) in workloads.enumerated() where !workload.podAnnotations.isEmpty {
      let capture = TrafficCapture(workload)
      if !capture.isComplete { captures[index] = capture }
    }
    return captures
  }

  /// The policies in force or not, in the order of ``PeerAuthenticationIndex/policies``, rejected ones left out.
  package var peerAuthentications: [PeerAuthentication] { peerAuthenticationIndex.policies }
  /// The rules that were not rejected, in the order of ``DestinationRuleIndex/rules``.
  package var destinationRules: [DestinationRule] { destinationRuleIndex.rules }
  /// The ServiceEntries that are refused.
  var refusedServiceEntries: [ServiceEntry] {
    guard mesh.serviceEntries.count < written.serviceEntries.count else { return [] }
    let accepted = Set(mesh.serviceEntries.map(ObjectIdentifier.init))
    return written.serviceEntries.filter { !accepted.contains(ObjectIdentifier($0)) }
  }
  /// The Gateways that were not rejected.
  package var gateways: [Gateway] { mesh.gateways }
  package var workloads: [Workload] { mesh.workloads }
  package var services: [MeshService] { registry.services }
}

// MARK: Connections

extension EffectiveMesh {
  /// What a client for which `rule` is in force sends to a port of a service, and what becomes of it.
  ///
  /// `exclusion`: Why the client's connections to the port do not go through its proxy; nil where they do.
  package func connection(
    to service: Int, port: MeshService.Port, subset: String? = nil, under rule: ConsolidatedRule?,
    excludedBy exclusion: TrafficCapture.Exclusion? = nil
  ) -> Connection {
    let choice = ClientTLSChoice(rule, port: port.number, subset: subset)
    let labels = subset.flatMap { name in rule?.subsets.first { $0.subset.name.value == name }?.subset.labels }
    let endpoints = registry.endpoints(of: service, port: port, subset: labels)
    let transport =
      exclusion != nil
      ? .plaintext
      : transport(to: services[service], port: port, choice, hasSelector: rule?.selector != nil) {
        labels == nil ? endpoints : registry.endpoints(of: service, port: port)
      }
    return Connection(
      service: service, port: port, subset: subset, rule: rule, choice: choice, transport: transport,
      exclusion: exclusion, endpoints: endpoints.map { outcome(at: $0, transport, choice) })
  }

  /// `pilot/pkg/networking/core/cluster_traffic_policy.go` buildUpstreamTLSSettings and `cluster_tls.go`.
  ///
  /// `allEndpoints`: The endpoints of the port whatever the subset.
  private func transport(
    to service: MeshService, port: MeshService.Port, _ choice: ClientTLSChoice, hasSelector: Bool,
    allEndpoints: () -> [Endpoint]
  ) -> Transport {
    if let written = choice.cluster {
      return switch written.tls.sent(hasSelector: hasSelector) {
      case .DISABLE: .plaintext
      case .SIMPLE: .simple
      case .MUTUAL: .mutual
      case .ISTIO_MUTUAL: .istioMutual
      }
    }
    guard !service.isExternal, settings.autoMTLS.value else { return .plaintext }
    let isPassthrough = service.isPassthrough || choice.isPassthrough
    if isPassthrough {
      let endpoints = allEndpoints()
      if endpoints.isEmpty || endpoints.contains(where: \.isTLSDisabled) { return .plaintext }
    }
    guard peerAuthenticationIndex.namespaceMode(service.namespace).mode != .DISABLE else { return .plaintext }
    return isPassthrough ? .istioMutual : .autoMTLS
  }

  private func outcome(at endpoint: Endpoint, _ transport: Transport, _ choice: ClientTLSChoice) -> EndpointOutcome {
    let accepts = accepted(at: endpoint)
    var sent: Transport? = transport
    if transport == .autoMTLS {
      if let written = choice.endpoints {
        // An endpoint without the label of a sidecar gets no mutual TLS, whatever the rule says.
        sent =
          written.tls.mode == .ISTIO_MUTUAL
          ? endpoint.acceptsAutoMTLS.map { $0 ? .istioMutual : .plaintext } : .plaintext
      } else {
        sent = endpoint.acceptsAutoMTLS.map { $0 && accepts.mode != .DISABLE ? .istioMutual : .plaintext }
      }
    }
    guard case .workload(let workload) = endpoint.target else {
      return EndpointOutcome(endpoint: endpoint, sent: sent, outcome: .unknown, accepts: nil)
    }
    if kind(of: workload) == .linkerd, linkerd?.isMeshed(workload) ?? false {
      // Only plain text and what the application encrypts itself can be let in without an identity of that mesh.
      let outcome: Outcome =
        sent == .plaintext ? outcomeWithoutIdentity(at: workload, port: endpoint.port) : .unknown
      return EndpointOutcome(endpoint: endpoint, sent: sent, outcome: outcome, accepts: accepts)
    }
    let bypass = captures[workload]?.inboundExclusion(of: endpoint.port)
    let isBypassed = bypass != nil || InboundCapture.proxyPorts.contains(endpoint.port)
    return EndpointOutcome(
      endpoint: endpoint, sent: sent,
      outcome: outcome(sent, accepts.mode, proxies[workload], isBypassed: isBypassed), accepts: accepts, bypass: bypass)
  }

  private func accepted(at endpoint: Endpoint) -> ServerMode.Decision {
    if case .workload(let workload) = endpoint.target { return serverModes[workload].decision(for: endpoint.port) }
    return peerAuthenticationIndex.serverMode(namespace: endpoint.namespace, labels: endpoint.labels)
      .decision(for: endpoint.port)
  }

  /// The matrix of clients and servers.
  ///
  /// `isBypassed`: Whether connections to the port go past the server's proxy, straight to the application.
  private func outcome(
    _ sent: Transport?, _ mode: ServerMode.Mode, _ proxy: ProxyVerdict, isBypassed: Bool
  ) -> Outcome {
    guard let sent, !proxy.isGateway else { return .unknown }
    let presence = isBypassed && proxy.presence == .sidecar ? ProxyVerdict.Presence.none : proxy.presence
    switch (presence, sent) {
    case (_, .mutual), (.unknown, _), (.ambient, _), (_, .autoMTLS): return .unknown
    case (.none, .plaintext): return .plaintext
    case (.none, .istioMutual): return .refused
    case (.none, .simple): return .unknown
    case (.sidecar, .plaintext): return mode == .STRICT ? .refused : .plaintext
    case (.sidecar, .istioMutual): return mode == .DISABLE ? .refused : .mtls
    case (.sidecar, .simple): return mode == .STRICT ? .refused : .unknown
    }
  }
}
