import Diagnostics
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
  /// The VirtualServices that route by claims at pods of a gateway without RequestAuthentication, and for each that was
  /// not judged the namespace whose RequestAuthentications the input may not show
  /// (`pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go`).
  ///
  /// Unlike for Istio's analyzer, the root namespace is that of the mesh, and a RequestAuthentication with targets is
  /// for these alone. Of each Gateway no more than ten pods are named.
  package func unreadClaimRoutes() -> (found: [UnreadClaimRoute], unjudged: [String]) {
    let routing = analyzed(written.virtualServices).filter(\.matchesClaims)
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
        let answer = readers.answer(for: gateway)
        if let namespace = answer.unjudged { unjudged.append(namespace) }
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
    /// The names of pods that have none.
    var pods: [String] = []
    /// The namespace whose RequestAuthentications decide, where the input may not show them.
    var unjudged: String?
  }

  private let mesh: EffectiveMesh
  private var pods: GatewayPods
  private var known: [String: Answer] = [:]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    pods = GatewayPods(mesh)
  }

  /// What is known of the pods of a Gateway.
  mutating func answer(for gateway: Gateway) -> Answer {
    let text = gateway.selector.text
    if let known = known[text] { return known }
    let lacking = pods.gateways(of: gateway).filter { workload in
      mesh.requestAuthenticationIndex.policies(for: mesh.policySubject(of: workload)).isEmpty
    }
    var names = Set(lacking.map { mesh.workloads[$0].name })
    var isJudged = names.isEmpty || mesh.describesRootNamespace
    if let assumed = pods.selection(of: gateway).assumed, !hasPolicies(assumed, at: gateway.metadata.span) {
      names.insert(assumed.name)
      // The pods may lie in any namespace, with a RequestAuthentication beside them.
      isJudged = mesh.options.isComplete
    }
    let answer =
      isJudged ? Answer(pods: Array(names.sorted().prefix(10))) : Answer(unjudged: mesh.settings.rootNamespace.value)
    known[text] = answer
    return answer
  }

  private func hasPolicies(_ gateway: DefaultIngressGateway, at place: SourceSpan) -> Bool {
    let label = LocatedMap.Entry(key: Located("istio", at: place), value: Located("ingressgateway", at: place))
    return !mesh.requestAuthenticationIndex
      .policies(namespace: gateway.namespace, labels: LocatedMap([label])).isEmpty
  }
}
