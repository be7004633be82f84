import Diagnostics
import MeshModel

/// Finds the pods that Istio Gateways select, which may be in any namespace.
struct GatewayPods {
  struct Selection {
    /// Indexes into ``EffectiveMesh/workloads``.
    var workloads: [Int]
    /// The ingress gateway of Istio's installation, where it is selected and the input does not show it.
    var assumed: DefaultIngressGateway?
    /// Whether virtual machines may be selected too, or pods that Istio makes itself.
    var hasOthers: Bool

    var isEmpty: Bool { workloads.isEmpty && assumed == nil && !hasOthers }
  }

  private let mesh: EffectiveMesh
  private let ingressGateway: DefaultIngressGateway?
  private let isIngressGatewayShown: Bool
  private var finder: WorkloadFinder
  private var known: [String: Selection] = [:]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    ingressGateway = mesh.installedIngressGateway
    isIngressGatewayShown = mesh.defaultIngressGateway == nil
    finder = WorkloadFinder(mesh) { !InjectionResolver.ignores(mesh.workloads[$0].namespace) }
  }

  /// What a Gateway selects. No labels choose every pod.
  ///
  /// The ingress gateway counts beside other pods where the input does not describe the root namespace, and always
  /// where there is nothing else: Istio's analyzers take it for granted (`pkg/config/analysis/local/defaults.go`).
  mutating func selection(of gateway: Gateway) -> Selection {
    let text = gateway.selector.text
    if let known = known[text] { return known }
    let workloads = finder.workloads(matching: gateway.selector, in: nil)
    let isAssumed = !isIngressGatewayShown || workloads.isEmpty
    let selection = Selection(
      workloads: workloads,
      assumed: isAssumed ? ingressGateway.flatMap { $0.isSelected(by: gateway.selector) ? $0 : nil } : nil,
      hasOthers: !gateway.selector.isEmpty && mesh.selectsOtherProxies(gateway.selector, in: nil))
    known[text] = selection
    return selection
  }

  /// The pods of a Gateway that are gateways: of all pods, which no labels choose, those with a gateway's proxy.
  mutating func gateways(of gateway: Gateway) -> [Int] {
    let workloads = selection(of: gateway).workloads
    return gateway.selector.isEmpty ? workloads.filter { mesh.proxies[$0].isGateway } : workloads
  }

  /// The namespaces of a Gateway's pods, sorted. The ingress gateway of Istio's installation counts where there is
  /// nothing else.
  mutating func namespaces(of gateway: Gateway) -> [String] {
    let namespaces = Set(gateways(of: gateway).map { mesh.workloads[$0].namespace })
    guard namespaces.isEmpty, let assumed = selection(of: gateway).assumed else { return namespaces.sorted() }
    return [assumed.namespace]
  }

  /// The first label that no pod carries, and what was probably meant, as `key: value`.
  mutating func unknownLabel(of gateway: Gateway) -> (label: LocatedMap.Entry, suggestion: String?)? {
    guard var unknown = finder.unknownLabel(of: gateway.selector, in: nil) else { return nil }
    if unknown.suggestion == nil, ingressGateway != nil, unknown.label.key.value == "istio" {
      unknown.suggestion = closest(to: unknown.label.value.value, of: ["ingressgateway"]).map { "istio: \($0)" }
    }
    return unknown
  }
}

extension Gateway {
  /// The value whose line Istio prints with findings about the selector.
  var printedLabel: Located<String>? { selector.entries.min { $0.key.value < $1.key.value }?.value }
}

extension EffectiveMesh {
  /// The Gateways that Istio's analyzers are given, sorted by name.
  func gatewaysOfAnalysis() -> [Gateway] {
    analyzed(written.gateways).sorted { $0.metadata.reference.path < $1.metadata.reference.path }
  }
}
