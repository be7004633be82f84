import Diagnostics
package import MeshModel

/// What becomes of the pods of a workload at Linkerd's injector.
package struct LinkerdInjection: Sendable {
  package var verdict: ProxyVerdict
  package var request: Request
  /// What keeps the injector from these pods whatever is asked for; nil where nothing does.
  package var obstacle: Obstacle?

  /// What the annotation `linkerd.io/inject` of the pods and of their namespace come to.
  package struct Request: Sendable {
    package enum Wish: Sendable {
      case enabled, disabled
      /// A proxy that takes the destination of requests from the header `l5d-dst-override`.
      case ingress
      /// The annotation has another value, with which nothing is injected.
      case invalid
      /// Nothing is annotated.
      case absent
      /// The pods say nothing, and the Namespace is not in the input.
      case unknown
    }

    package var wish: Wish
    /// The annotation that decides.
    package var annotation: Located<String>?
    package var isOfNamespace: Bool

    /// Whether a proxy is asked for.
    package var asksForProxy: Bool { wish == .enabled || wish == .ingress }
  }

  package enum Obstacle: Sendable {
    /// The pods declare Linkerd's proxy themselves.
    case ownProxy
    /// The pods declare a proxy of Istio's, or what sets one up.
    case otherSidecar
    /// Istio's webhook, whose configuration sorts before Linkerd's, injects its proxy first.
    case istio
    case hostNetwork
    case noToken
    /// The webhook does not select the namespace.
    case namespaceLeftOut
    /// The webhook does not select the pods, which are Linkerd's own.
    case ownComponent
  }
}

/// Decides who gets a proxy as Linkerd's injector does (`pkg/inject/report.go`, `controller/proxy-injector/webhook.go`
/// and the webhook configuration of `charts/linkerd-control-plane/templates/proxy-injector-rbac.yaml`).
struct LinkerdInjector: Sendable {
  static let annotation = "linkerd.io/inject"

  private let projectsTokens: Bool
  private let namespaces: [String: Namespace]
  private let isComplete: Bool
  /// The selectors of the webhook, where the input holds it.
  private let webhook: WebhookConfiguration.Webhook?
  /// Where service accounts say that their pods want no token.
  private let accountsWithoutToken: [String: SourceSpan]

  init(_ mesh: Mesh, settings: LinkerdSettings, isComplete: Bool) {
    projectsTokens = settings.projectsTokens
    namespaces = mesh.namespaces
    self.isComplete = isComplete
    webhook =
      mesh.webhookConfigurations.lazy.filter(\.isMutating).flatMap(\.webhooks)
      .first { $0.name?.value == "linkerd-proxy-injector.linkerd.io" }
    accountsWithoutToken = Dictionary(
      mesh.serviceAccounts.compactMap { account in
        account.automountServiceAccountToken.flatMap { $0.value ? nil : (account.metadata.key, $0.span) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// `istio`: Whether Istio injects the pods.
  func injection(of workload: Workload, istio: ProxyVerdict) -> LinkerdInjection {
    let request = request(of: workload)
    if let (obstacle, verdict) = obstacle(of: workload, istio: istio) {
      return LinkerdInjection(verdict: verdict, request: request, obstacle: obstacle)
    }
    return LinkerdInjection(verdict: verdict(request, workload), request: request)
  }

  // MARK: What is asked for

  private func request(of workload: Workload) -> LinkerdInjection.Request {
    let own = workload.podAnnotations[Self.annotation].flatMap { $0.value.isEmpty ? nil : $0 }
    let namespace = namespaces[workload.namespace]?.metadata
    let inherited = namespace?.annotations[Self.annotation].flatMap { $0.value.isEmpty ? nil : $0 }
    if let inherited, Self.wish(inherited) == .invalid {
      return LinkerdInjection.Request(wish: .invalid, annotation: inherited, isOfNamespace: true)
    }
    if let own {
      return LinkerdInjection.Request(wish: Self.wish(own), annotation: own, isOfNamespace: false)
    }
    guard let inherited else {
      let isKnown = namespace != nil || isComplete
      return LinkerdInjection.Request(wish: isKnown ? .absent : .unknown, annotation: nil, isOfNamespace: true)
    }
    // An empty annotation of the pod asks for nothing, and still keeps the injector from copying that of the namespace.
    let isPlain = workload.podAnnotations[Self.annotation] != nil && inherited.value == "ingress"
    return LinkerdInjection.Request(
      wish: isPlain ? .enabled : Self.wish(inherited), annotation: inherited, isOfNamespace: true)
  }

  private static func wish(_ annotation: Located<String>) -> LinkerdInjection.Request.Wish {
    switch annotation.value {
    case "enabled": .enabled
    case "disabled": .disabled
    case "ingress": .ingress
    default: .invalid
    }
  }

  private func verdict(_ request: LinkerdInjection.Request, _ workload: Workload) -> ProxyVerdict {
    guard let annotation = request.annotation else {
      return request.wish == .unknown
        ? ProxyVerdict(
          .unknown, "the input holds no Namespace \(workload.namespace) whose annotations would tell")
        : ProxyVerdict(.none, "nothing is annotated \(Self.annotation)")
    }
    let owner = request.isOfNamespace ? "namespace" : "pod"
    if request.wish == .invalid {
      return ProxyVerdict(
        .none,
        "the \(owner) annotation \(Self.annotation) is \(goQuoted(annotation.value)), which the injector does not know",
        at: annotation.span)
    }
    return ProxyVerdict(
      request.asksForProxy ? .sidecar : .none, "the \(owner) is annotated \(Self.annotation): \(annotation.value)",
      at: annotation.span)
  }

  // MARK: What stands in the way

  private func obstacle(of workload: Workload, istio: ProxyVerdict) -> (LinkerdInjection.Obstacle, ProxyVerdict)? {
    let pod = workload.pod
    if let proxy = (pod.initContainers + pod.containers).first(where: \.isLinkerdProxy) {
      let place = proxy.name?.span ?? proxy.image?.span
      return (.ownProxy, ProxyVerdict(.sidecar, "the pod declares Linkerd's proxy itself", at: place))
    }
    if let left = leftOut(workload) { return left }
    if let hostNetwork = pod.hostNetwork, hostNetwork.value {
      return (
        .hostNetwork, ProxyVerdict(.none, "pods in the host network are never injected", at: hostNetwork.span)
      )
    }
    let other =
      (pod.initContainers + pod.containers).first(where: \.isIstioProxy) ?? pod.initContainers.first(where: \.isSetup)
    if let other {
      let name = other.name?.value ?? other.image?.value ?? ""
      return (
        .otherSidecar,
        ProxyVerdict(
          .none, "the pod has the container \(name) already, beside which Linkerd injects nothing",
          at: other.name?.span ?? other.image?.span)
      )
    }
    if istio.presence == .sidecar {
      return (
        .istio,
        ProxyVerdict(.none, "Istio's webhook comes first, beside whose proxy Linkerd injects nothing", at: istio.place)
      )
    }
    guard !projectsTokens, let place = placeWithoutToken(workload) else { return nil }
    return (.noToken, ProxyVerdict(.none, "the pod gets no service account token, which the proxy needs", at: place))
  }

  /// Whether the webhook is not asked about the pods.
  private func leftOut(_ workload: Workload) -> (LinkerdInjection.Obstacle, ProxyVerdict)? {
    let objectSelector = webhook?.objectSelector
    for (key, owner) in [
      ("linkerd.io/control-plane-component", "control plane"), ("linkerd.io/cni-resource", "CNI plugin"),
    ] {
      if let label = workload.podLabels.entry(key), objectSelector.map({ !$0.matches(workload.podLabels) }) ?? true {
        return (
          .ownComponent, ProxyVerdict(.none, "the injector leaves out Linkerd's \(owner)", at: label.key.span)
        )
      }
    }
    let labels = namespaces[workload.namespace]?.metadata.labels
    let disabling = labels?["config.linkerd.io/admission-webhooks"].flatMap { $0.value == "disabled" ? $0 : nil }
    if let webhook {
      guard namespaces[workload.namespace] != nil, let selector = webhook.namespaceSelector else { return nil }
      var known = Dictionary((labels ?? LocatedMap()).entries.map { ($0.key.value, $0.value.value) }) { _, last in last
      }
      known["kubernetes.io/metadata.name"] = workload.namespace
      guard !selector.matches(known) else { return nil }
    } else if disabling == nil, !Self.excludedNamespaces.contains(workload.namespace) {
      return nil
    }
    let reason =
      disabling == nil
      ? "the injector leaves out namespace \(workload.namespace)"
      : "the namespace is labelled config.linkerd.io/admission-webhooks=disabled"
    return (
      .namespaceLeftOut, ProxyVerdict(.none, reason, at: disabling?.span ?? webhook?.namespaceSelector?.span)
    )
  }

  /// Namespaces that the webhook leaves out by Linkerd's default values (`charts/linkerd-control-plane/values.yaml`).
  private static let excludedNamespaces: Set<String> = ["kube-system", "cert-manager"]

  /// Where the pod, or its service account, says that it wants no token; nil where it gets one.
  private func placeWithoutToken(_ workload: Workload) -> SourceSpan? {
    if let own = workload.pod.automountServiceAccountToken { return own.value ? nil : own.span }
    return accountsWithoutToken["\(workload.namespace)/\(workload.serviceAccountName)"]
  }
}

// `pkg/healthcheck/sidecar.go` HasExistingSidecars.
extension Container {
  var isLinkerdProxy: Bool {
    name?.value == "linkerd-proxy" || image?.value.hasPrefix("cr.l5d.io/linkerd/proxy:") ?? false
  }

  fileprivate var isIstioProxy: Bool {
    name?.value == "istio-proxy" || image?.value.hasPrefix("gcr.io/istio-release/proxyv2:") ?? false
  }

  /// Whether an init container sets up the redirection to a proxy of either mesh.
  fileprivate var isSetup: Bool {
    if ["istio-init", "linkerd-init"].contains(name?.value) { return true }
    return ["gcr.io/istio-release/proxy_init:", "cr.l5d.io/linkerd/proxy-init:"]
      .contains { image?.value.hasPrefix($0) ?? false }
  }
}
