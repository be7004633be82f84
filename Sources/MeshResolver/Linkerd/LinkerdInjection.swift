import Diagnostics
import MeshModel

/// Decides who gets a proxy as Linkerd's injector does (`pkg/inject/report.go`, `controller/proxy-injector/webhook.go`
/// and the webhook configuration of `charts/linkerd-control-plane/templates/proxy-injector-rbac.yaml`).
struct LinkerdInjection: Sendable {
  /// Namespaces that the injector's webhook leaves out by Linkerd's default values.
  static let excludedNamespaces: Set<String> = ["kube-system", "cert-manager"]

  let settings: LinkerdSettings
  let mesh: Mesh
  let isComplete: Bool
  private let accountsWithoutToken: Set<String>

  init(_ mesh: Mesh, settings: LinkerdSettings, isComplete: Bool) {
    self.mesh = mesh
    self.settings = settings
    self.isComplete = isComplete
    accountsWithoutToken = Set(
      mesh.serviceAccounts.filter { $0.automountServiceAccountToken?.value == false }.map(\.metadata.key))
  }

  func verdict(for workload: Workload) -> ProxyVerdict {
    let pod = workload.pod
    let containers = pod.containers + pod.initContainers
    if let proxy = containers.first(where: { $0.name?.value == "linkerd-proxy" || $0.isLinkerdProxyImage }) {
      return ProxyVerdict(.sidecar, "the pod declares the container linkerd-proxy itself", at: proxy.name?.span)
    }
    if let component = workload.podLabels["linkerd.io/control-plane-component"] {
      return ProxyVerdict(.none, "the injector leaves out Linkerd's control plane", at: component.span)
    }
    if let label = workload.podLabels["linkerd.io/cni-resource"] {
      return ProxyVerdict(.none, "the injector leaves out Linkerd's CNI plugin", at: label.span)
    }
    if Self.excludedNamespaces.contains(workload.namespace) {
      return ProxyVerdict(.none, "the injector leaves out namespace \(workload.namespace)")
    }
    let namespace = mesh.namespaces[workload.namespace]?.metadata
    if let label = namespace?.labels["config.linkerd.io/admission-webhooks"], label.value == "disabled" {
      return ProxyVerdict(
        .none, "the namespace is labelled config.linkerd.io/admission-webhooks=disabled", at: label.span)
    }
    if let hostNetwork = pod.hostNetwork, hostNetwork.value {
      return ProxyVerdict(.none, "pods in the host network are never injected", at: hostNetwork.span)
    }
    if let other = containers.first(where: \.isOtherSidecar) {
      return ProxyVerdict(
        .none, "the pod has the container \(other.name?.value ?? "") already, beside which Linkerd injects nothing",
        at: other.name?.span ?? other.image?.span)
    }
    if !settings.projectsTokens, let place = placeWithoutToken(workload) {
      return ProxyVerdict(.none, "the pod gets no service account token, which the proxy needs", at: place)
    }
    return requested(workload, namespace)
  }

  /// What the annotations of the namespace and the pod ask for.
  private func requested(_ workload: Workload, _ namespace: Metadata?) -> ProxyVerdict {
    let key = "linkerd.io/inject"
    let own = workload.podAnnotations[key].flatMap { $0.value.isEmpty ? nil : $0 }
    guard namespace != nil || isComplete || own != nil else {
      return ProxyVerdict(
        .unknown, "the input holds no Namespace \(workload.namespace) whose annotations would tell")
    }
    let inherited = namespace?.annotations[key].flatMap { $0.value.isEmpty ? nil : $0 }
    for (request, owner) in [(inherited, "namespace"), (own, "pod")] {
      guard let request, !["enabled", "disabled", "ingress"].contains(request.value) else { continue }
      return ProxyVerdict(
        .none, "the \(owner) annotation \(key) is \(goQuoted(request.value)), which the injector does not know",
        at: request.span)
    }
    guard let decisive = own ?? inherited else { return ProxyVerdict(.none, "nothing is annotated \(key)") }
    let owner = own == nil ? "namespace" : "pod"
    return decisive.value == "disabled"
      ? ProxyVerdict(.none, "the \(owner) is annotated \(key): disabled", at: decisive.span)
      : ProxyVerdict(.sidecar, "the \(owner) is annotated \(key): \(decisive.value)", at: decisive.span)
  }

  /// Where the pod, or its service account, says that it wants no token; nil where it gets one.
  private func placeWithoutToken(_ workload: Workload) -> SourceSpan? {
    if let own = workload.pod.automountServiceAccountToken { return own.value ? nil : own.span }
    let account = "\(workload.namespace)/\(workload.serviceAccountName)"
    guard accountsWithoutToken.contains(account) else { return nil }
    return mesh.serviceAccounts.first { $0.metadata.key == account }?.automountServiceAccountToken?.span
  }
}

extension Container {
  /// `pkg/healthcheck/sidecar/sidecar.go` HasExistingSidecars.
  fileprivate var isLinkerdProxyImage: Bool { image?.value.hasPrefix("cr.l5d.io/linkerd/proxy:") ?? false }

  fileprivate var isOtherSidecar: Bool {
    if ["istio-proxy", "istio-init", "linkerd-init"].contains(name?.value) { return true }
    return ["gcr.io/istio-release/proxyv2:", "gcr.io/istio-release/proxy_init:", "cr.l5d.io/linkerd/proxy-init:"]
      .contains { image?.value.hasPrefix($0) ?? false }
  }
}
