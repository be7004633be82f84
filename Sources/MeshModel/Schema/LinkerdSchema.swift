/// Fields of the kinds of Linkerd, by their JSON names,
/// from the definitions of Linkerd edge-26.8.3 by scripts/update-linkerd-schema.
let linkerdSchema: StaticString = #"""
  policy.linkerd.io/AuthorizationPolicy v1alpha1
    spec!: AuthorizationPolicySpec
  policy.linkerd.io/EgressNetwork v1alpha1
    spec!: EgressNetworkSpec
  policy.linkerd.io/HTTPLocalRateLimitPolicy v1alpha1
    spec!: HTTPLocalRateLimitPolicySpec
  policy.linkerd.io/HTTPRoute v1beta3
    spec!: HTTPRouteSpec
  policy.linkerd.io/HTTPRoute v1beta2
    spec!: HTTPRouteSpec~v1beta2
  policy.linkerd.io/HTTPRoute v1beta1 v1alpha1
    spec!: HTTPRouteSpec~v1beta1
  policy.linkerd.io/MeshTLSAuthentication v1alpha1
    spec!: MeshTLSAuthenticationSpec
  policy.linkerd.io/NetworkAuthentication v1alpha1
    spec!: NetworkAuthenticationSpec
  policy.linkerd.io/ServerAuthorization v1beta1 v1alpha1
    spec!: ServerAuthorizationSpec
  policy.linkerd.io/Server v1beta3
    spec!: ServerSpec
  policy.linkerd.io/Server v1beta2
    spec!: ServerSpec~v1beta2
  policy.linkerd.io/Server v1beta1
    spec!: ServerSpec~v1beta1
  policy.linkerd.io/Server v1alpha1
    spec!: ServerSpec~v1alpha1
  workload.linkerd.io/ExternalWorkload v1beta1
    spec!: ExternalWorkloadSpec
  workload.linkerd.io/ExternalWorkload v1alpha1
    spec!: ExternalWorkloadSpec~v1alpha1
  linkerd.io/ServiceProfile v1alpha2
    spec: ServiceProfileSpec
  linkerd.io/ServiceProfile v1alpha1
    spec: ServiceProfileSpec~v1alpha1
  multicluster.linkerd.io/Link v1alpha3
    spec: LinkSpec
  multicluster.linkerd.io/Link v1alpha2
    spec: LinkSpec~v1alpha2
  multicluster.linkerd.io/Link v1alpha1
    spec: LinkSpec~v1alpha1
  AuthorizationPolicySpec
    targetRef!: LocalTargetRef
    requiredAuthenticationRefs!: [NamespacedTargetRef]
  Client
    networks: [Network]
    unauthenticated: bool
    meshTLS: MeshTLS~client
  EgressNetworkSpec
    trafficPolicy!: Allow|Deny
    networks: [Network]
  ExternalWorkloadSpec
    meshTLS!: MeshTLS
    ports: [PortSpec]
    workloadIPs: [WorkloadIP](..2)
  ExternalWorkloadSpec~v1alpha1
    meshTls!: MeshTLS
    ports: [PortSpec]
    workloadIPs: [WorkloadIP](..1)
  HTTPBackendRef
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: int(1..65535)
    weight: int(0..1000000)
    filters: [HTTPRouteFilter](..16)
  HTTPBackendRef~v1beta1
    name namespace: string
    port: long
    filters: [HTTPRouteFilter](..16)
  HTTPHeader
    name!: string(1..256)
    value!: string(1..4096)
  HTTPHeaderFilter
    add set: [HTTPHeader](..16)(key name)
    remove: [string](..16)
  HTTPHeaderMatch
    name!: string(1..256)
    type: Exact|RegularExpression
    value!: string(1..4096)
  HTTPLocalRateLimitPolicySpec
    targetRef!: LocalTargetRef
    total identity: Limit
    overrides: [Override]
  HTTPPathMatch
    type: Exact|PathPrefix|RegularExpression
    value: string(..1024)
  HTTPPathModifier
    replaceFullPath replacePrefixMatch: string(..1024)
    type!: ReplaceFullPath|ReplacePrefixMatch
  HTTPQueryParamMatch
    name!: string(1..256)
    type: Exact|RegularExpression
    value!: string(1..1024)
  HTTPRequestRedirectFilter
    hostname: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
    path: HTTPPathModifier
    port: int(1..65535)
    scheme: http|https
    statusCode: int(301..302)
  HTTPRouteFilter
    requestHeaderModifier responseHeaderModifier: HTTPHeaderFilter
    requestRedirect: HTTPRequestRedirectFilter
    type!: RequestHeaderModifier|ResponseHeaderModifier|RequestRedirect
  HTTPRouteFilter~v1beta3
    requestHeaderModifier: HTTPHeaderFilter
    requestRedirect: HTTPRequestRedirectFilter
    type!: RequestHeaderModifier|RequestRedirect
  HTTPRouteMatch
    headers: [HTTPHeaderMatch](..16)(key name)
    method: GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH
    path: HTTPPathMatch
    queryParams: [HTTPQueryParamMatch](..16)(key name)
  HTTPRouteRule
    backendRefs: [HTTPBackendRef](..16)
    filters: [HTTPRouteFilter~v1beta3](..16)
    matches: [HTTPRouteMatch](..8)
    timeouts: HTTPRouteTimeouts
  HTTPRouteRule~v1beta1
    backendRefs: [HTTPBackendRef~v1beta1]
    filters: [HTTPRouteFilter~v1beta3](..16)
    matches: [HTTPRouteMatch](..8)
  HTTPRouteRule~v1beta2
    backendRefs: [HTTPBackendRef](..16)
    filters: [HTTPRouteFilter~v1beta3](..16)
    matches: [HTTPRouteMatch](..8)
  HTTPRouteSpec
    hostnames: [string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)](..16)
    parentRefs: [ParentReference](..32)
    rules: [HTTPRouteRule](..16)
  HTTPRouteSpec~v1beta1
    hostnames: [string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)](..16)
    parentRefs: [ParentReference~v1beta1](..32)
    rules: [HTTPRouteRule~v1beta1](..16)
  HTTPRouteSpec~v1beta2
    hostnames: [string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)](..16)
    parentRefs: [ParentReference](..32)
    rules: [HTTPRouteRule~v1beta2](..16)
  HTTPRouteTimeouts
    backendRequest request: string
  LabelSelector
    matchLabels: {any}
    matchExpressions: [LabelSelectorRequirement]
  LabelSelectorRequirement
    key!: string
    operator!: In|NotIn|Exists|DoesNotExist
    values: [string]
  LabelSelector~v1alpha1
    matchLabels: {any}
    matchExpressions: [LabelSelectorRequirement]
    exactly one of matchExpressions matchLabels
  Limit
    requestsPerSecond!: long
  LinkSpec
    clusterCredentialsSecret gatewayAddress gatewayIdentity gatewayPort targetClusterName targetClusterDomain targetClusterLinkerdNamespace: string
    probeSpec: ProbeSpec
    selector remoteDiscoverySelector federatedServiceSelector: LabelSelector
    excludedAnnotations excludedLabels: [string]
  LinkSpec~v1alpha1
    clusterCredentialsSecret gatewayAddress gatewayIdentity gatewayPort targetClusterName targetClusterDomain targetClusterLinkerdNamespace: string
    probeSpec: ProbeSpec
    selector remoteDiscoverySelector: LabelSelector
  LinkSpec~v1alpha2
    clusterCredentialsSecret gatewayAddress gatewayIdentity gatewayPort targetClusterName targetClusterDomain targetClusterLinkerdNamespace: string
    probeSpec: ProbeSpec
    selector remoteDiscoverySelector federatedServiceSelector: LabelSelector
  LocalTargetRef
    group: string(..253)
    kind!: string(1..63)
    name!: string(1..253)
  MeshTLS
    identity! serverName!: string(1..253)
  MeshTLSAuthenticationSpec
    identities: [string](1..)
    identityRefs: [NamespacedTargetRef~identity](1..)
    exactly one of identities identityRefs
  MeshTLS~client
    unauthenticatedTLS: bool
    identities: [string(/^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)]
    serviceAccounts: [ServiceAccountRef]
  NamespacedTargetRef
    group namespace: string(..253)
    kind!: string(1..63)
    name!: string(1..253)
  NamespacedTargetRef~client
    group: string(..253)
    kind! namespace: string(1..63)
    name!: string(1..253)
  NamespacedTargetRef~identity
    group namespace: string(..253)
    kind!: string(1..63)
    name: string(1..253)
  Network
    cidr!: string
    except: [string]
  NetworkAuthenticationSpec
    networks!: [Network]
  Override
    requestsPerSecond!: long
    clientRefs!: [NamespacedTargetRef~client]
  ParentReference
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: int(1..65535)
    sectionName: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  ParentReference~v1beta1
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: long
    sectionName: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  PortSpec
    name protocol: string
    port!: int(1..65535)
  ProbeSpec
    failureThreshold path period port timeout: string
  Range
    max min: int
  RequestMatch
    pathRegex method: string
    all any not: [{any}]
  ResponseClass
    condition!: ResponseMatch
    isFailure: bool
  ResponseMatch
    all any: [{any}]
    not: {any}
    status: Range
  RetryBudget
    minRetriesPerSecond!: int
    retryRatio!: number
    ttl!: string
  RouteSpec
    condition!: RequestMatch
    isRetryable: bool
    name! timeout: string
    responseClasses: [ResponseClass]
  ServerAuthorizationSpec
    server!: Server~reference
    client!: Client
  ServerSpec
    accessPolicy proxyProtocol: string
    podSelector externalWorkloadSelector: LabelSelector
    port!: intOrString
    exactly one of podSelector externalWorkloadSelector
  ServerSpec~v1alpha1
    podSelector!: LabelSelector~v1alpha1
    port!: intOrString
    proxyProtocol: string
  ServerSpec~v1beta1
    podSelector!: LabelSelector
    port!: intOrString
    proxyProtocol: string
  ServerSpec~v1beta2
    podSelector externalWorkloadSelector: LabelSelector
    port!: intOrString
    proxyProtocol: string
    exactly one of podSelector externalWorkloadSelector
  Server~reference
    name: string(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    selector: LabelSelector
    exactly one of name selector
  ServiceAccountRef
    name! namespace: string(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
  ServiceProfileSpec
    dstOverrides: [WeightedDst]
    opaquePorts: [string]
    retryBudget: RetryBudget
    routes: [RouteSpec]
  ServiceProfileSpec~v1alpha1
    dstOverrides: [WeightedDst]
    opaquePorts: [string]
    retryBudget: RetryBudget
    routes!: [RouteSpec]
  WeightedDst
    authority: string
    weight: intOrString
  WorkloadIP
    ip: string

  """#
