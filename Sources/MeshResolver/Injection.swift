package import Diagnostics
import MeshModel

/// Whether the pods of a workload run with a proxy of the mesh, and why.
package struct ProxyVerdict: Sendable {
  package enum Presence: String, Sendable { case sidecar, ambient, none, unknown }

  package var presence: Presence
  /// One sentence without a full stop.
  package var reason: String
  /// Where the label, annotation or field stands that decided; nil where the absence of one did.
  package var place: SourceSpan?
  /// Whether the proxy is a gateway: it listens for what Gateways say, and PeerAuthentication does not apply to it.
  package var isGateway = false
  /// Whether mesh clients see the pods as able to take mutual TLS: the label `security.istio.io/tlsMode` that
  /// injection adds unless the pod has one
  /// (`manifests/charts/istio-control/istio-discovery/files/injection-template.yaml`).
  package var acceptsAutoMTLS = false

  init(_ presence: Presence, _ reason: String, at place: SourceSpan? = nil) {
    self.presence = presence
    self.reason = reason
    self.place = place
  }
}

/// Decides who gets a proxy as Istio's webhooks and `pkg/kube/inject/inject.go` injectRequired do.
struct InjectionResolver: Sendable {
  /// Namespaces in which nothing is ever injected (`pkg/kube/inject/initializer.go` IgnoredNamespaces).
  static let ignoredNamespaces: Set<String> = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"]

  /// Whether a namespace is one of ``ignoredNamespaces``. Asked of every resource many times over, so that most names
  /// are told by their first letter.
  static func ignores(_ namespace: String) -> Bool {
    guard let first = namespace.utf8.first, first == UInt8(ascii: "k") || first == UInt8(ascii: "l") else {
      return false
    }
    return ignoredNamespaces.contains(namespace)
  }

  let settings: MeshSettings
  let namespaces: [String: Namespace]
  let isComplete: Bool

  func verdict(for workload: Workload) -> ProxyVerdict {
    var verdict = sidecarVerdict(for: workload)
    if verdict.presence != .sidecar, let ambient = ambientVerdict(for: workload) { verdict = ambient }
    let templates = workload.podAnnotations["inject.istio.io/templates"]?.value.split(separator: ",").map(String.init)
    verdict.isGateway =
      verdict.presence == .sidecar && (templates?.contains("gateway") == true || workload.declaresRouter)
    if let label = workload.podLabels["security.istio.io/tlsMode"] {
      verdict.acceptsAutoMTLS = label.value == "istio"
    } else {
      let isInjected = verdict.presence == .sidecar && !workload.hasProxyContainer
      verdict.acceptsAutoMTLS = isInjected && (templates.map { $0.contains("sidecar") } ?? true)
    }
    return verdict
  }

  private func sidecarVerdict(for workload: Workload) -> ProxyVerdict {
    if let status = workload.annotation("sidecar.istio.io/status") {
      return ProxyVerdict(.sidecar, "the pod was injected already", at: status.span)
    }
    let injected = injectionVerdict(for: workload)
    if injected.presence != .sidecar, let proxy = workload.proxyContainer {
      return ProxyVerdict(.sidecar, "the pod declares the container istio-proxy itself", at: proxy.name?.span)
    }
    return injected
  }

  private func injectionVerdict(for workload: Workload) -> ProxyVerdict {
    if let hostNetwork = workload.pod.hostNetwork, hostNetwork.value {
      return ProxyVerdict(.none, "pods in the host network are never injected", at: hostNetwork.span)
    }
    if Self.ignores(workload.namespace) {
      return ProxyVerdict(.none, "nothing in namespace \(workload.namespace) is injected")
    }
    let label = workload.podLabels["sidecar.istio.io/inject"]
    if let label, label.value == "false" {
      return ProxyVerdict(.none, "the pod label sidecar.istio.io/inject is \"false\"", at: label.span)
    }
    let namespace = namespaces[workload.namespace]
    guard namespace != nil || isComplete else {
      return ProxyVerdict(.unknown, "the input holds no Namespace \(workload.namespace) whose labels would tell")
    }
    let webhook = webhookVerdict(
      namespace?.metadata.labels ?? LocatedMap(), label: label, revision: workload.podLabels["istio.io/rev"])
    guard webhook.presence == .sidecar else { return webhook }
    return requested(workload, label: label) ?? webhook
  }

  /// Which webhook, if any, sends the pod to Istio
  /// (`manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml`).
  private func webhookVerdict(
    _ namespace: LocatedMap, label: Located<String>?, revision: Located<String>?
  ) -> ProxyVerdict {
    if let injection = namespace["istio-injection"] {
      return injection.value == "enabled"
        ? ProxyVerdict(.sidecar, "the namespace is labelled istio-injection=enabled", at: injection.span)
        : ProxyVerdict(.none, "the namespace is labelled istio-injection=\(injection.value)", at: injection.span)
    }
    if let revision = namespace["istio.io/rev"] {
      return revisionVerdict(revision, of: "namespace")
    }
    if let revision { return revisionVerdict(revision, of: "pod") }
    if let label, label.value == "true" {
      return ProxyVerdict(.sidecar, "the pod label sidecar.istio.io/inject is \"true\"", at: label.span)
    }
    if settings.enableNamespacesByDefault.value, label == nil {
      return ProxyVerdict(.sidecar, "enableNamespacesByDefault is set", at: settings.enableNamespacesByDefault.origin)
    }
    return ProxyVerdict(.none, "the namespace has no injection label")
  }

  private func revisionVerdict(_ revision: Located<String>, of owner: String) -> ProxyVerdict {
    let label = "the \(owner) is labelled istio.io/rev=\(revision.value)"
    if settings.revisions.contains(revision.value) { return ProxyVerdict(.sidecar, label, at: revision.span) }
    return settings.areRevisionsKnown
      ? ProxyVerdict(.none, "\(label), which is no installed revision", at: revision.span)
      : ProxyVerdict(.unknown, "\(label); whether that revision is installed is not known", at: revision.span)
  }

  /// What the pod itself asks for, once a webhook sent it; nil where it leaves the decision to the webhook.
  private func requested(_ workload: Workload, label: Located<String>?) -> ProxyVerdict? {
    let key = "sidecar.istio.io/inject"
    // A label counts before an annotation, even an empty one.
    guard let request = label ?? workload.podAnnotations[key] else {
      return settings.autoInject.value
        ? nil : ProxyVerdict(.none, "autoInject is disabled", at: settings.autoInject.origin)
    }
    let kind = label == nil ? "annotation" : "label"
    return switch request.value {
    case "true": ProxyVerdict(.sidecar, "the pod \(kind) \(key) is \"true\"", at: request.span)
    case "false": ProxyVerdict(.none, "the pod \(kind) \(key) is \"false\"", at: request.span)
    default: nil
    }
  }

  /// `cni/pkg/util/enablement_selector.go`; nil where the pod is not in ambient mode.
  private func ambientVerdict(for workload: Workload) -> ProxyVerdict? {
    let key = "istio.io/dataplane-mode"
    guard workload.pod.hostNetwork?.value != true, !Self.ignores(workload.namespace) else {
      return nil
    }
    if let label = workload.podLabels[key] {
      return label.value == "ambient"
        ? ProxyVerdict(.ambient, "the pod is labelled \(key)=ambient", at: label.span) : nil
    }
    guard let label = namespaces[workload.namespace]?.metadata.labels[key], label.value == "ambient" else { return nil }
    return ProxyVerdict(.ambient, "the namespace is labelled \(key)=ambient", at: label.span)
  }
}

extension Workload {
  /// The containers that are proxies by their name.
  var proxyContainers: [Container] {
    (pod.containers + pod.initContainers).filter { $0.name?.value == "istio-proxy" }
  }

  var hasProxyContainer: Bool { proxyContainer != nil }

  /// Whether the proxy is declared by hand as a gateway's, with `proxy router` for its arguments
  /// (`pilot/cmd/pilot-agent/app/cmd.go`).
  fileprivate var declaresRouter: Bool {
    let words = (proxyContainer?.words ?? []).map(\.value)
    return zip(words, words.dropFirst()).contains { $0 == "proxy" && $1 == "router" }
  }

  /// A sidecar that is declared by hand. `image: auto` only customises the one that injection adds.
  fileprivate var proxyContainer: Container? {
    proxyContainers.first { $0.image?.value != "auto" }
  }

  fileprivate func annotation(_ key: String) -> Located<String>? { podAnnotations[key] }
}
