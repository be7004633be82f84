/// The kinds that have a type of their own, told apart by API group and kind, never by kind alone.
enum KnownKind: Hashable {
  case namespace, service, serviceAccount, configMap, secret, secretSource
  case workload
  case peerAuthentication, destinationRule, authorizationPolicy, requestAuthentication
  case virtualService, gateway, serviceEntry, sidecar, workloadEntry, workloadGroup
  case telemetry, envoyFilter, proxyConfig, wasmPlugin, trafficExtension
  case kubernetesGateway, gatewayClass, kubernetesRoute, referenceGrant, backendTLSPolicy, ingress, networkPolicy
  case node, customResourceDefinition, webhookConfiguration
  case meshInstallation, helmRelease, argoApplication, kustomization
  case linkerd(LinkerdKind)
  case certManager(CertManagerKind)
  case spire(SPIREKind)

  init?(kind: String, group: String) {
    let known: KnownKind? =
      switch group {
      case "": Self.core[kind]
      case "apps", "batch", "extensions": Self.controllers.contains(kind) ? .workload : nil
      // Controllers of other projects that run pods from a template in `spec.template`, as a Deployment does.
      case "argoproj.io": kind == "Rollout" ? .workload : kind == "Application" ? .argoApplication : nil
      case "apps.openshift.io": kind == "DeploymentConfig" ? .workload : nil
      case "apps.kruise.io": ["CloneSet", "StatefulSet", "DaemonSet"].contains(kind) ? .workload : nil
      case "security.istio.io": Self.security[kind]
      case "networking.istio.io": Self.networking[kind]
      case "gateway.networking.k8s.io": Self.gatewayAPI[kind]
      case "telemetry.istio.io": kind == "Telemetry" ? .telemetry : nil
      case "extensions.istio.io":
        kind == "WasmPlugin" ? .wasmPlugin : kind == "TrafficExtension" ? .trafficExtension : nil
      case "networking.k8s.io": kind == "Ingress" ? .ingress : kind == "NetworkPolicy" ? .networkPolicy : nil
      case "apiextensions.k8s.io": kind == "CustomResourceDefinition" ? .customResourceDefinition : nil
      case "admissionregistration.k8s.io": kind.hasSuffix("WebhookConfiguration") ? .webhookConfiguration : nil
      case "cert-manager.io", "trust.cert-manager.io", "trust-manager.io":
        CertManagerKind(kind: kind, group: group).map(KnownKind.certManager)
      case "spire.spiffe.io": SPIREKind(kind: kind, group: group).map(KnownKind.spire)
      case "bitnami.com": kind == "SealedSecret" ? .secretSource : nil
      case "external-secrets.io": kind == "ExternalSecret" ? .secretSource : nil
      case "install.istio.io": kind == "IstioOperator" ? .meshInstallation : nil
      // The Sail operator's resource.
      case "sailoperator.io", "operator.istio.io": kind == "Istio" ? .meshInstallation : nil
      case "kustomize.config.k8s.io": ["Kustomization", "Component"].contains(kind) ? .kustomization : nil
      case "helm.toolkit.fluxcd.io": kind == "HelmRelease" ? .helmRelease : nil
      default: LinkerdKind(kind: kind, group: group).map(KnownKind.linkerd)
      }
    guard let known else { return nil }
    self = known
  }

  /// Whether Istio validates objects of the kind, or what it reads from them.
  var isValidated: Bool {
    switch self {
    case .peerAuthentication, .destinationRule, .authorizationPolicy, .requestAuthentication, .virtualService, .gateway,
      .serviceEntry, .sidecar, .workloadEntry, .workloadGroup, .telemetry, .envoyFilter, .proxyConfig, .wasmPlugin,
      .trafficExtension, .configMap, .meshInstallation, .helmRelease:
      true
    default: false
    }
  }

  private static let core: [String: KnownKind] = [
    "Namespace": .namespace, "Pod": .workload, "ReplicationController": .workload, "Service": .service,
    "ServiceAccount": .serviceAccount, "ConfigMap": .configMap, "Secret": .secret, "Node": .node,
  ]
  private static let controllers: Set<String> = [
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob",
  ]
  private static let security: [String: KnownKind] = [
    "PeerAuthentication": .peerAuthentication, "AuthorizationPolicy": .authorizationPolicy,
    "RequestAuthentication": .requestAuthentication,
  ]
  private static let networking: [String: KnownKind] = [
    "DestinationRule": .destinationRule, "VirtualService": .virtualService, "Gateway": .gateway,
    "ServiceEntry": .serviceEntry, "Sidecar": .sidecar, "WorkloadEntry": .workloadEntry,
    "WorkloadGroup": .workloadGroup, "EnvoyFilter": .envoyFilter, "ProxyConfig": .proxyConfig,
  ]
  private static let gatewayAPI: [String: KnownKind] = [
    "Gateway": .kubernetesGateway, "GatewayClass": .gatewayClass, "HTTPRoute": .kubernetesRoute,
    "GRPCRoute": .kubernetesRoute, "TLSRoute": .kubernetesRoute, "TCPRoute": .kubernetesRoute,
    "UDPRoute": .kubernetesRoute, "ReferenceGrant": .referenceGrant, "BackendTLSPolicy": .backendTLSPolicy,
  ]
}
