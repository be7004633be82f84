/// The annotations that Istio documents (istio/api `annotation/annotations.gen.go` of 2026-07): the kinds that a group
/// of them is for, and below, by the part before the slash, their names. `!` marks deprecated ones, `*` those of
/// features beyond their alpha phase.
let istioAnnotations: StaticString = """
  Pod
    ambient.istio.io: bypass-inbound-capture dns-capture redirection*
    inject.istio.io: templates
    istio.io: reroute-virtual-interfaces rev
    prometheus.istio.io: merge-metrics
    proxy.istio.io: config* overrides
    readiness.status.sidecar.istio.io: applicationPorts failureThreshold initialDelaySeconds periodSeconds
    sidecar.istio.io: agentLogLevel bootstrapOverride componentLogLevel discoveryAddress! extraStatTags! inject!*
    sidecar.istio.io: interceptionMode logLevel nativeSidecar proxyCPU proxyCPULimit proxyImage proxyImageType
    sidecar.istio.io: proxyMemory proxyMemoryLimit rewriteAppHTTPProbers statsCompression! statsEvictionInterval
    sidecar.istio.io: statsFlushInterval statsHistogramBins statsHistogramBuckets statsInclusionPrefixes!
    sidecar.istio.io: statsInclusionRegexps! statsInclusionSuffixes! status userVolume userVolumeMount
    status.sidecar.istio.io: port
    traffic.sidecar.istio.io: excludeInboundPorts excludeInterfaces excludeOutboundIPRanges excludeOutboundPorts
    traffic.sidecar.istio.io: includeInboundPorts includeOutboundIPRanges includeOutboundPorts kubevirtInterfaces!
  Any
    galley.istio.io: analyze-suppress
    gateway.istio.io: controller-version
  AuthorizationPolicy
    istio.io: dry-run
  Gateway
    gateway.istio.io: name-override service-account
    networking.istio.io: service-type
  GatewayClass Gateway
    ambient.istio.io: waypoint-inbound-binding
  Ingress
    kubernetes.io: ingress.class*
  Namespace
    topology.istio.io: controlPlaneClusters
  Namespace Service ServiceEntry
    networking.istio.io: traffic-distribution
  Service
    alpha.istio.io: canonical-serviceaccounts! kubernetes-serviceaccounts!
    networking.istio.io: exportTo
    traffic.istio.io: nodeSelector*
  Service ServiceEntry Namespace
    istio.io: use-waypoint-canary-weight
  WorkloadEntry
    istio.io: autoRegistrationGroup connectedAt disconnectedAt workloadController

  """

/// The labels that Istio documents (istio/api `label/labels.gen.go` of 2026-07), by the part before the slash.
let istioLabels: StaticString = """
  gateway.istio.io: managed
  istio.io: dataplane-mode ingress-use-waypoint rev tag use-waypoint use-waypoint-canary
  istio.io: use-waypoint-canary-namespace use-waypoint-namespace waypoint-for
  networking.istio.io: enable-autoallocate-ip gatewayPort
  operator.istio.io: component managed version
  security.istio.io: tlsMode
  service.istio.io: canonical-name canonical-revision workload-name
  sidecar.istio.io: inject
  topology.istio.io: cluster locality network subzone

  """
