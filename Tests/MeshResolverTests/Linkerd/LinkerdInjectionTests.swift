import MeshModel
import MeshResolver
import Testing

/// The decision tables of `reference/linkerd-spire-certmanager.md` B.1, from Linkerd's `pkg/inject/report.go`
/// disabledByAnnotation and Injectable, `pkg/healthcheck/sidecar.go` HasExistingSidecars, and the webhook in
/// `charts/linkerd-control-plane/templates/proxy-injector-rbac.yaml`.
@Suite struct `Linkerd's injection` {
  struct Row: Sendable, CustomTestStringConvertible {
    /// The value of `linkerd.io/inject`; nil for none.
    var namespace: String?
    var pod: String?
    var wish: LinkerdInjection.Request.Wish
    var isOfNamespace = true

    var testDescription: String { "\(namespace ?? "absent") | \(pod ?? "absent")" }
  }

  static let rows: [Row] = [
    Row(namespace: "enabled", pod: "enabled", wish: .enabled, isOfNamespace: false),
    Row(namespace: "enabled", pod: nil, wish: .enabled),
    Row(namespace: "enabled", pod: "", wish: .enabled),
    Row(namespace: "enabled", pod: "ingress", wish: .ingress, isOfNamespace: false),
    Row(namespace: "enabled", pod: "disabled", wish: .disabled, isOfNamespace: false),
    Row(namespace: "ingress", pod: nil, wish: .ingress),
    // The injector copies the annotation of the namespace only to pods that lack it (`inject.go` GetConfigOverride).
    Row(namespace: "ingress", pod: "", wish: .enabled),
    Row(namespace: "ingress", pod: "enabled", wish: .enabled, isOfNamespace: false),
    Row(namespace: "ingress", pod: "disabled", wish: .disabled, isOfNamespace: false),
    Row(namespace: "disabled", pod: "enabled", wish: .enabled, isOfNamespace: false),
    Row(namespace: nil, pod: "enabled", wish: .enabled, isOfNamespace: false),
    Row(namespace: "", pod: "ingress", wish: .ingress, isOfNamespace: false),
    Row(namespace: "disabled", pod: "disabled", wish: .disabled, isOfNamespace: false),
    Row(namespace: nil, pod: "disabled", wish: .disabled, isOfNamespace: false),
    Row(namespace: "disabled", pod: nil, wish: .disabled),
    Row(namespace: nil, pod: nil, wish: .absent),
    Row(namespace: "", pod: "", wish: .absent),
    Row(namespace: "true", pod: "enabled", wish: .invalid),
    Row(namespace: "Enabled", pod: nil, wish: .invalid),
    Row(namespace: "yes", pod: "disabled", wish: .invalid),
    Row(namespace: "enabled", pod: "true", wish: .invalid, isOfNamespace: false),
    Row(namespace: nil, pod: "Enabled", wish: .invalid, isOfNamespace: false),
    Row(namespace: "disabled", pod: "on", wish: .invalid, isOfNamespace: false),
  ]

  /// A namespace `shop` and a Deployment in it, whatever they are annotated with.
  private func linkerd(
    namespace: String? = nil, labels: String = "", pod: String? = nil, podLabels: String = "", spec: String = "",
    in name: String = "shop", beside: String = ""
  ) async throws -> LinkerdMesh {
    func annotation(_ value: String?) -> String { value.map { "linkerd.io/inject: '\($0)'" } ?? "" }
    let mesh = try await mesh(
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: \(name), labels: {\(labels)}, annotations: {\(annotation(namespace))}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart, namespace: \(name), annotations: {linkerd.io/inject: enabled}}
      spec:
        template:
          metadata: {labels: {\(podLabels)}, annotations: {\(annotation(pod))}}
          spec: {\(spec)}
      ---
      \(beside)
      """)
    return try #require(mesh.linkerd)
  }

  @Test(arguments: rows) func `follows the annotations of namespace and pod`(row: Row) async throws {
    let linkerd = try await linkerd(namespace: row.namespace, pod: row.pod)
    let injection = try #require(linkerd.injections.first)
    #expect(injection.request.wish == row.wish)
    #expect(injection.request.isOfNamespace == row.isOfNamespace)
    #expect(injection.obstacle == nil)
    let isInjected = row.wish == .enabled || row.wish == .ingress
    #expect(linkerd.proxies.map(\.presence) == [isInjected ? .sidecar : .none])
  }

  /// `host_network_enabled`, `sidecar_already_exists` and what the webhook does not select.
  static let obstacles: [(spec: String, podLabels: String, obstacle: LinkerdInjection.Obstacle?)] = [
    ("hostNetwork: true", "", .hostNetwork),
    ("hostNetwork: false", "", nil),
    ("containers: [{name: linkerd-proxy, image: a}]", "", .ownProxy),
    ("initContainers: [{name: linkerd-proxy, image: a, restartPolicy: Always}]", "", .ownProxy),
    ("containers: [{name: p, image: 'cr.l5d.io/linkerd/proxy:stable-2.14.0'}]", "", .ownProxy),
    ("containers: [{name: p, image: 'ghcr.io/linkerd/proxy:stable-2.14.0'}]", "", nil),
    ("containers: [{name: istio-proxy, image: a}]", "", .otherSidecar),
    ("containers: [{name: p, image: 'gcr.io/istio-release/proxyv2:1.28.0'}]", "", .otherSidecar),
    ("initContainers: [{name: linkerd-init, image: a}]", "", .otherSidecar),
    ("initContainers: [{name: istio-init, image: a}]", "", .otherSidecar),
    ("initContainers: [{name: i, image: 'cr.l5d.io/linkerd/proxy-init:v2.4.0'}]", "", .otherSidecar),
    ("initContainers: [{name: i, image: 'gcr.io/istio-release/proxy_init:1.4.0'}]", "", .otherSidecar),
    // Only init containers are compared with the names and images of those that set up the redirection.
    ("containers: [{name: istio-init, image: a}]", "", nil),
    ("containers: [{name: p, image: 'cr.l5d.io/linkerd/proxy-init:v2.4.0'}]", "", nil),
    // Ports of UDP go past the proxy, and are no reason to leave it out (`udp_ports_enabled`).
    ("containers: [{name: dns, ports: [{containerPort: 53, protocol: UDP}]}]", "", nil),
    ("", "linkerd.io/control-plane-component: destination", .ownComponent),
    ("", "linkerd.io/cni-resource: 'true'", .ownComponent),
  ]

  @Test(arguments: obstacles) func `passes over pods that it cannot or need not inject`(
    spec: String, podLabels: String, obstacle: LinkerdInjection.Obstacle?
  ) async throws {
    let linkerd = try await linkerd(namespace: "enabled", podLabels: podLabels, spec: spec)
    #expect(linkerd.injections.first?.obstacle == obstacle)
    let hasProxy = obstacle == nil || obstacle == .ownProxy
    #expect(linkerd.proxies.map(\.presence) == [hasProxy ? .sidecar : .none])
  }

  /// `disabled_automount_service_account_token_account`.
  static let tokens: [(projection: Bool, pod: String, account: Bool, presence: ProxyVerdict.Presence)] = [
    (true, "automountServiceAccountToken: false", false, .sidecar),
    (false, "automountServiceAccountToken: false", true, .none),
    (false, "automountServiceAccountToken: true", false, .sidecar),
    (false, "", false, .none),
    (false, "", true, .sidecar),
  ]

  @Test(arguments: tokens) func `needs a token where Linkerd projects none`(
    projection: Bool, pod: String, account: Bool, presence: ProxyVerdict.Presence
  ) async throws {
    let linkerd = try await linkerd(
      namespace: "enabled", spec: pod,
      beside: """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default, namespace: shop}
        automountServiceAccountToken: \(account)
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: linkerd-config, namespace: linkerd}
        data: {values: 'identity: {serviceAccountTokenProjection: \(projection)}'}
        """)
    #expect(linkerd.proxies.map(\.presence) == [presence])
  }

  static let webhook = """
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingWebhookConfiguration
    metadata: {name: linkerd-proxy-injector-webhook-config}
    webhooks:
      - name: linkerd-proxy-injector.linkerd.io
        namespaceSelector: {matchExpressions: [{key: mesh, operator: In, values: [linkerd]}]}
    """

  @Test(arguments: [
    ("kube-system", "", "", ProxyVerdict.Presence.none),
    ("cert-manager", "", "", .none),
    ("kube-public", "", "", .sidecar),
    ("shop", "config.linkerd.io/admission-webhooks: disabled", "", .none),
    ("shop", "config.linkerd.io/admission-webhooks: enabled", "", .sidecar),
    ("shop", "", webhook, .none),
    ("shop", "mesh: linkerd", webhook, .sidecar),
    ("kube-system", "mesh: linkerd", webhook, .sidecar),
    ("shop", "istio-injection: enabled", "", .none),
    ("shop", "istio-injection: disabled", "", .sidecar),
  ]) func `is asked about the namespaces that its webhook selects, and after Istio`(
    name: String, labels: String, webhook: String, presence: ProxyVerdict.Presence
  ) async throws {
    let linkerd = try await linkerd(labels: labels, pod: "enabled", in: name, beside: webhook)
    #expect(linkerd.proxies.map(\.presence) == [presence])
  }

  @Test(arguments: [
    ("{linkerd.io/inject: enabled}", ProxyVerdict.Presence.sidecar), ("{linkerd.io/inject: disabled}", .none),
    ("{linkerd.io/inject: ''}", .unknown), ("{config.linkerd.io/proxy-await: enabled}", .unknown),
  ]) func `is known without the Namespace only where the pod decides`(
    annotations: String, presence: ProxyVerdict.Presence
  ) async throws {
    let mesh = try await mesh(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, annotations: \(annotations)}")
    #expect(mesh.linkerd?.proxies.map(\.presence) == [presence])
  }

  @Test(arguments: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"])
  func `counts annotations of the pod template in every kind`(kind: String) async throws {
    let template = "template: {metadata: {annotations: {linkerd.io/inject: enabled}}}"
    let spec = kind == "CronJob" ? "jobTemplate: {spec: {\(template)}}" : template
    let group = kind.hasSuffix("Job") ? "batch/v1" : "apps/v1"
    let mesh = try await mesh(
      "apiVersion: \(group)\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\nspec: {\(spec)}")
    #expect(mesh.linkerd?.proxies.map(\.presence) == [.sidecar])
  }
}

/// `reference/linkerd-spire-certmanager.md` B.2, from Linkerd's `pkg/inject/inject.go` and `pkg/k8s/labels.go`.
@Suite struct `Linkerd's annotations` {
  static let values: [(name: String, good: [String], bad: [String])] = [
    ("config.linkerd.io/default-inbound-policy", ["deny", "audit", ""], ["Deny", "true"]),
    ("config.linkerd.io/proxy-await", ["enabled", "disabled"], ["true"]),
    ("config.linkerd.io/enable-debug-sidecar", ["t", "False", "1"], ["yes", "tRUE"]),
    ("config.linkerd.io/shutdown-grace-period", ["300ms", "1h30m", "0"], ["10", "1d"]),
    ("config.linkerd.io/proxy-uid", ["2102", "-1"], ["21.5", "root"]),
    ("config.linkerd.io/inbound-port", ["4143"], ["0", "65536", "http"]),
    ("config.linkerd.io/proxy-memory-limit", ["64Mi", "1e3"], ["64MB", "1 Gi"]),
    ("config.linkerd.io/proxy-cpu-ratio-limit", ["0.5"], ["0", "1", "half"]),
    ("config.linkerd.io/skip-subnets", ["10.0.0.0/8,fd00::/8"], ["10.0.0.0", "10.0.0.0/40"]),
    ("config.linkerd.io/proxy-additional-env", [#"[{"name":"A"}]"#], [#"{"name":"A"}"#, "A=1", "[1]"]),
    ("config.linkerd.io/proxy-log-http-headers", ["off", "insecure"], ["on"]),
    ("config.alpha.linkerd.io/proxy-wait-before-exit-seconds", ["5"], ["5s", "-5"]),
  ]

  @Test(arguments: values) func `take values of their form`(name: String, good: [String], bad: [String]) throws {
    let annotation = try #require(LinkerdAnnotation.named(name))
    for value in good { #expect(annotation.problem(with: value) == nil, "\(value)") }
    for value in bad { #expect(annotation.problem(with: value) != nil, "\(value)") }
  }

  @Test func `come from the namespace where the injector copies them`() {
    let own = LinkerdAnnotation.all.filter { !$0.isInherited && !$0.name.contains("trace-collector") }.map(\.name)
    #expect(
      own == [
        "config.beta.linkerd.io/proxy-enable-native-sidecar", "config.linkerd.io/close-wait-timeout",
        "config.linkerd.io/debug-image", "config.linkerd.io/debug-image-pull-policy",
        "config.linkerd.io/debug-image-version", "config.linkerd.io/enable-gateway",
        "config.linkerd.io/proxy-cpu-ratio-limit",
      ])
    #expect(LinkerdAnnotation.all.count == 52)
    #expect(LinkerdPod.isInherited("linkerd.io/inject"))
    #expect(!LinkerdPod.isInherited("config.linkerd.io/colour"))
  }
}
