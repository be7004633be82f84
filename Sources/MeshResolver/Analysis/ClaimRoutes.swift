package import MeshModel

/// A VirtualService that routes by claims at a gateway where nothing reads tokens.
package struct UnreadClaimRoute: Sendable {
  package var virtualService: VirtualService
  /// The header that stands for a claim.
  package var header: Located<String>
  package var gateway: Gateway
  /// The name of the pods that no RequestAuthentication is for.
  package var pod: String
}

extension EffectiveMesh {
  /// The VirtualServices that route by claims at pods of a gateway without RequestAuthentication, and the namespaces
  /// whose RequestAuthentications the input may not show
  /// (`pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go`).
  ///
  /// Unlike for Istio's analyzer, the root namespace is that of the mesh, and a RequestAuthentication with targets is
  /// for these alone. Of each Gateway no more than ten pods are named.
  package func unreadClaimRoutes() -> (found: [UnreadClaimRoute], unjudged: [String]) {
    let routing = givenToAnalyzers(mesh.virtualServices).filter(\.matchesClaims)
    guard !routing.isEmpty else { return ([], []) }
    let gateways = Dictionary(
      gatewaysOfAnalysis().map { (GatewayName(namespace: $0.namespace, name: $0.name), $0) }
    ) { first, _ in first }
    var readers = TokenReaders(self)
    var found: [UnreadClaimRoute] = []
    var unjudged: [String] = []
    for virtualService in routing {
      guard let header = virtualService.claimHeader else { continue }
      for reference in virtualService.gateways where reference.value != "mesh" {
        let names = GatewayName.candidates(reference.value, in: virtualService.namespace)
        guard let gateway = names.lazy.compactMap({ gateways[$0] }).first else { continue }
        let answer = readers.podsWithout(behind: gateway)
        unjudged += answer.unjudged
        found += answer.pods.map {
          UnreadClaimRoute(virtualService: virtualService, header: header, gateway: gateway, pod: $0)
        }
      }
    }
    return (found, unjudged)
  }
}

/// Which pods of Gateways have a RequestAuthentication.
private struct TokenReaders {
  struct Answer {
    var pods: [String] = []
    var unjudged: [String] = []
  }

  private let mesh: EffectiveMesh
  private var pods: GatewayPods
  private var known: [String: Answer] = [:]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    pods = GatewayPods(mesh)
  }

  /// The pods of a Gateway that no RequestAuthentication is for. Of pods that a Gateway without selector chooses, the
  /// gateways count.
  mutating func podsWithout(behind gateway: Gateway) -> Answer {
    let text = gateway.selectorText
    if let known = known[text] { return known }
    let selection = pods.selection(of: gateway)
    let workloads = selection.workloads.filter { !gateway.selector.isEmpty || mesh.proxies[$0].isGateway }
    var lacking = workloads.compactMap { workload -> (namespace: String, name: String)? in
      let policies = mesh.requestAuthenticationIndex.policies(for: mesh.policySubject(of: workload))
      return policies.isEmpty ? (mesh.workloads[workload].namespace, mesh.workloads[workload].name) : nil
    }
    if let assumed = selection.assumed {
      let place = gateway.metadata.span
      let label = LocatedMap.Entry(key: Located("istio", at: place), value: Located("ingressgateway", at: place))
      let policies = mesh.requestAuthenticationIndex.policies(
        namespace: assumed.namespace, labels: LocatedMap([label]))
      if policies.isEmpty { lacking.append((assumed.namespace, assumed.name)) }
    }
    var answer = Answer()
    answer.pods = Set(lacking.filter { describesPolicies(for: $0.namespace) }.map(\.name)).sorted()
    answer.pods.removeLast(max(0, answer.pods.count - 10))
    answer.unjudged = Set(lacking.map(\.namespace)).filter { !describesPolicies(for: $0) }.sorted()
    known[text] = answer
    return answer
  }

  private func describesPolicies(for namespace: String) -> Bool {
    mesh.describesRootNamespace
      && (mesh.options.isComplete || namespace == mesh.settings.rootNamespace.value
        || mesh.mesh.describes(namespace))
  }
}
