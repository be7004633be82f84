/// What became of a version of an API that there is something newer for.
package struct RetiredAPI: Sendable {
  package enum State: Sendable {
    /// Nothing serves it any more since this release.
    case removed(since: String)
    /// It is served still.
    case legacy
  }

  package var state: State
  /// What to write instead: a version of the same kind, or another kind.
  package var replacement: String?

  private init(_ state: State, _ replacement: String?) {
    self.state = state
    self.replacement = replacement
  }

  /// Nil for a version that is current, or not known.
  ///
  /// The facts come from the Deprecated API Migration Guide of Kubernetes, from the definitions that Istio 1.30.3,
  /// Gateway API 1.5.1, Linkerd (`charts/linkerd-crds`, August 2026) and cert-manager 1.21 install, and from their
  /// release notes.
  init?(apiVersion: String, kind: String) {
    if let found = Self.kinds[apiVersion]?[kind] {
      self = found
    } else if apiVersion.hasPrefix("config.istio.io/") {
      self.init(.removed(since: "Istio 1.8"), nil)
    } else {
      return nil
    }
  }

  /// By version, then by kind.
  private static let kinds: [String: [String: RetiredAPI]] = {
    var table: [String: [String: RetiredAPI]] = [:]
    func add(_ version: String, _ kinds: String, _ state: State, use replacement: String) {
      for kind in kinds.split(separator: " ") {
        table[version, default: [:]][String(kind)] = RetiredAPI(state, replacement)
      }
    }
    let alphaPolicy = State.removed(since: "Istio 1.6")
    add(
      "authentication.istio.io/v1alpha1", "Policy MeshPolicy", alphaPolicy,
      use: "PeerAuthentication and RequestAuthentication of security.istio.io/v1")
    add(
      "rbac.istio.io/v1alpha1", "ServiceRole ServiceRoleBinding ClusterRbacConfig RbacConfig", alphaPolicy,
      use: "AuthorizationPolicy of security.istio.io/v1")

    let (first, second) = (State.removed(since: "Kubernetes 1.16"), State.removed(since: "Kubernetes 1.22"))
    add("extensions/v1beta1", "Deployment DaemonSet ReplicaSet", first, use: "apps/v1")
    add("apps/v1beta1", "Deployment StatefulSet", first, use: "apps/v1")
    add("apps/v1beta2", "Deployment StatefulSet DaemonSet ReplicaSet", first, use: "apps/v1")
    add("extensions/v1beta1", "NetworkPolicy", first, use: "networking.k8s.io/v1")
    add("extensions/v1beta1", "Ingress", second, use: "networking.k8s.io/v1")
    add("networking.k8s.io/v1beta1", "Ingress IngressClass", second, use: "networking.k8s.io/v1")
    add("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", second, use: "apiextensions.k8s.io/v1")
    add(
      "admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration ValidatingWebhookConfiguration", second,
      use: "admissionregistration.k8s.io/v1")
    add("batch/v1beta1", "CronJob", .removed(since: "Kubernetes 1.25"), use: "batch/v1")
    add("batch/v2alpha1", "CronJob", .removed(since: "Kubernetes 1.21"), use: "batch/v1")

    add("policy/v1beta1", "PodDisruptionBudget", .removed(since: "Kubernetes 1.25"), use: "policy/v1")
    add("discovery.k8s.io/v1beta1", "EndpointSlice", .removed(since: "Kubernetes 1.25"), use: "discovery.k8s.io/v1")
    add("autoscaling/v2beta1", "HorizontalPodAutoscaler", .removed(since: "Kubernetes 1.25"), use: "autoscaling/v2")
    add("autoscaling/v2beta2", "HorizontalPodAutoscaler", .removed(since: "Kubernetes 1.26"), use: "autoscaling/v2")
    add(
      "rbac.authorization.k8s.io/v1beta1", "Role ClusterRole RoleBinding ClusterRoleBinding", second,
      use: "rbac.authorization.k8s.io/v1")

    let gateway = "gateway.networking.k8s.io"
    add(
      "\(gateway)/v1alpha2", "Gateway GatewayClass HTTPRoute", .removed(since: "Gateway API 0.8"), use: "\(gateway)/v1")
    add("\(gateway)/v1alpha2", "GRPCRoute", .removed(since: "Gateway API 1.2"), use: "\(gateway)/v1")
    add("\(gateway)/v1alpha2", "ReferenceGrant", .removed(since: "Gateway API 1.2"), use: "\(gateway)/v1beta1")
    add("\(gateway)/v1beta1", "Gateway GatewayClass HTTPRoute", .legacy, use: "\(gateway)/v1")
    add("\(gateway)/v1alpha2", "TLSRoute", .legacy, use: "\(gateway)/v1")
    add("\(gateway)/v1alpha3", "TLSRoute BackendTLSPolicy", .legacy, use: "\(gateway)/v1")

    add(
      "networking.istio.io/v1alpha3",
      "VirtualService DestinationRule Gateway ServiceEntry Sidecar WorkloadEntry WorkloadGroup", .legacy,
      use: "networking.istio.io/v1")
    add(
      "networking.istio.io/v1beta1",
      "VirtualService DestinationRule Gateway ServiceEntry Sidecar WorkloadEntry WorkloadGroup", .legacy,
      use: "networking.istio.io/v1")
    add(
      "security.istio.io/v1beta1", "PeerAuthentication AuthorizationPolicy RequestAuthentication", .legacy,
      use: "security.istio.io/v1")
    add("telemetry.istio.io/v1alpha1", "Telemetry", .legacy, use: "telemetry.istio.io/v1")

    for version in ["v1alpha1", "v1beta1"] {
      add(
        "policy.linkerd.io/\(version)", "ServerAuthorization", .legacy,
        use: "AuthorizationPolicy of policy.linkerd.io/v1alpha1")
      add("policy.linkerd.io/\(version)", "Server", .legacy, use: "policy.linkerd.io/v1beta3")
    }

    let (issuers, orders) = ("Issuer ClusterIssuer Certificate CertificateRequest", "Order Challenge")
    for version in ["v1alpha2", "v1alpha3", "v1beta1"] {
      let state = State.removed(since: "cert-manager 1.6")
      add("cert-manager.io/\(version)", issuers, state, use: "cert-manager.io/v1")
      add("acme.cert-manager.io/\(version)", orders, state, use: "acme.cert-manager.io/v1")
    }
    let renamed = State.removed(since: "cert-manager 0.11")
    add("certmanager.k8s.io/v1alpha1", issuers, renamed, use: "cert-manager.io/v1")
    add("certmanager.k8s.io/v1alpha1", orders, renamed, use: "acme.cert-manager.io/v1")
    return table
  }()
}

/// An object of a ``RetiredAPI``.
package struct RetiredObject: Sendable {
  package var metadata: Metadata
  package var api: RetiredAPI
}
