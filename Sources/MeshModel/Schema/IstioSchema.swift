/// The kinds of Istio 1.20 to 1.30.3 and their fields, and what comes with 1.31.
///
/// Written by `scripts/update-istio-schema` from istio/api; do not edit.
let istioSchema: StaticString = """
  extensions.istio.io/TrafficExtension v1alpha1@1.30
    spec: TrafficExtension
  extensions.istio.io/WasmPlugin v1alpha1
    spec: WasmPlugin
  networking.istio.io/DestinationRule v1@1.22 v1beta1 v1alpha3
    spec: DestinationRule
  networking.istio.io/EnvoyFilter v1alpha3
    spec: EnvoyFilter
  networking.istio.io/Gateway v1@1.22 v1beta1 v1alpha3
    spec: Gateway
  networking.istio.io/ProxyConfig v1beta1
    spec: ProxyConfig~kind
  networking.istio.io/ServiceEntry v1@1.22 v1beta1 v1alpha3
    spec: ServiceEntry
  networking.istio.io/Sidecar v1@1.22 v1beta1 v1alpha3
    spec: Sidecar
  networking.istio.io/VirtualService v1@1.22 v1beta1 v1alpha3
    spec: VirtualService
  networking.istio.io/WorkloadEntry v1@1.22 v1beta1 v1alpha3
    spec: WorkloadEntry
  networking.istio.io/WorkloadGroup v1@1.22 v1beta1 v1alpha3
    spec: WorkloadGroup
  security.istio.io/AuthorizationPolicy v1 v1beta1
    spec: AuthorizationPolicy
  security.istio.io/PeerAuthentication v1@1.22 v1beta1
    spec: PeerAuthentication
  security.istio.io/RequestAuthentication v1 v1beta1
    spec: RequestAuthentication
  telemetry.istio.io/Telemetry v1@1.22 v1alpha1
    spec: Telemetry
  WasmPlugin
    selector: WorkloadSelector
    targetRef: PolicyTargetReference
    targetRefs: [PolicyTargetReference](..16) @1.22
    url sha256: string
    imagePullPolicy: UNSPECIFIED_POLICY|IfNotPresent|Always
    imagePullSecret: string(1..)
    verificationKey: string
    pluginConfig: {any}
    pluginName: string(1..)
    phase: UNSPECIFIED_PHASE|AUTHN|AUTHZ|STATS
    priority: int
    failStrategy: FAIL_CLOSE|FAIL_OPEN|FAIL_RELOAD@1.27
    vmConfig: VmConfig
    match: [TrafficSelector~WasmPlugin]
    type: UNSPECIFIED_PLUGIN_TYPE|HTTP|NETWORK
  DestinationRule
    host: string
    trafficPolicy: TrafficPolicy
    subsets: [Subset]
    exportTo: [string]
    workloadSelector: WorkloadSelector
  EnvoyFilter
    workloadSelector: WorkloadSelector~labels
    targetRefs: [PolicyTargetReference](..16) @1.22
    configPatches: [EnvoyConfigObjectPatch]
    priority: int
  Gateway
    servers: [Server]
    selector: {string}
  ProxyConfig~kind
    selector: WorkloadSelector
    concurrency: int
    environmentVariables: {string(..2048)}
    image: ProxyImage
  ServiceEntry
    hosts: [string](..256)
    addresses: [string(..64)](..256)
    ports: [ServicePort](..256)
    location: MESH_EXTERNAL|MESH_INTERNAL
    resolution: NONE|STATIC|DNS|DNS_ROUND_ROBIN|DYNAMIC_DNS@1.28
    endpoints: [WorkloadEntry](..4096)
    workloadSelector: WorkloadSelector~labels
    exportTo subjectAltNames: [string]
  Sidecar
    workloadSelector: WorkloadSelector~labels
    ingress: [IstioIngressListener]
    egress: [IstioEgressListener]
    inboundConnectionPool: ConnectionPoolSettings
    outboundTrafficPolicy: OutboundTrafficPolicy
  VirtualService
    hosts gateways: [string]
    http: [HTTPRoute]
    tls: [TLSRoute]
    tcp: [TCPRoute]
    exportTo: [string]
  WorkloadEntry
    address: string(..256)
    ports: {uint}(..128)
    labels: {string}(..256)
    network locality: string(..2048)
    weight: uint
    serviceAccount: string(..253)
  WorkloadGroup
    metadata: ObjectMeta~workload
    template: WorkloadEntry
    probe: ReadinessProbe
  AuthorizationPolicy
    selector: WorkloadSelector
    targetRef: PolicyTargetReference
    targetRefs: [PolicyTargetReference](..16) @1.22
    rules: [Rule](..512)
    action: ALLOW|DENY|AUDIT|CUSTOM
    provider: ExtensionProvider~AuthorizationPolicy
  PeerAuthentication
    selector: WorkloadSelector
    mtls: MutualTLS
    portLevelMtls: {uint:MutualTLS}
  RequestAuthentication
    selector: WorkloadSelector
    targetRef: PolicyTargetReference
    targetRefs: [PolicyTargetReference](..16) @1.22
    jwtRules: [JWTRule](..4096)
  Telemetry
    selector: WorkloadSelector
    targetRef: PolicyTargetReference
    targetRefs: [PolicyTargetReference](..16) @1.22
    tracing: [Tracing]
    metrics: [Metrics]
    accessLogging: [AccessLogging]
  TrafficExtension
    selector: WorkloadSelector
    targetRefs: [PolicyTargetReference](..16)
    phase: UNSPECIFIED|AUTHN|AUTHZ|STATS
    priority: int
    match: [TrafficSelector]
    wasm: WasmConfig
    lua: LuaConfig
    one of wasm lua
  WorkloadSelector
    matchLabels: {string(..63)}(..4096)
  PolicyTargetReference
    group kind: string
    name: string(..253)
    namespace: string
  VmConfig
    env: [EnvVar](..256)
  TrafficSelector~WasmPlugin
    mode: UNDEFINED|CLIENT|SERVER|CLIENT_AND_SERVER
    ports: [PortSelector](key number)
  TrafficPolicy
    loadBalancer: LoadBalancerSettings
    connectionPool: ConnectionPoolSettings
    outlierDetection: OutlierDetection
    tls: ClientTLSSettings
    portLevelSettings: [PortTrafficPolicy](..4096)
    tunnel: TunnelSettings
    proxyProtocol: ProxyProtocol @1.21
    retryBudget: RetryBudget @1.27
  Subset
    name: string
    labels: {string}
    trafficPolicy: TrafficPolicy
  WorkloadSelector~labels
    labels: {string(..63)}(..256)
  EnvoyConfigObjectPatch
    applyTo: INVALID|LISTENER|FILTER_CHAIN|NETWORK_FILTER|HTTP_FILTER|ROUTE_CONFIGURATION|VIRTUAL_HOST|HTTP_ROUTE|CLUSTER|EXTENSION_CONFIG|BOOTSTRAP|LISTENER_FILTER
    match: EnvoyConfigObjectMatch
    patch: Patch
  Server
    port: Port
    bind: string
    hosts: [string]
    tls: ServerTLSSettings
    defaultEndpoint name: string
  ProxyImage
    imageType: string
  ServicePort
    number: uint
    protocol name: string(..256)
    targetPort: uint(1..)
  IstioIngressListener
    port: SidecarPort
    bind: string
    captureMode: DEFAULT|IPTABLES|NONE
    defaultEndpoint: string
    tls: ServerTLSSettings
    connectionPool: ConnectionPoolSettings
  IstioEgressListener
    port: SidecarPort
    bind: string
    captureMode: DEFAULT|IPTABLES|NONE
    hosts: [string]
  ConnectionPoolSettings
    tcp: TCPSettings
    http: HTTPSettings
  OutboundTrafficPolicy
    mode: REGISTRY_ONLY|ALLOW_ANY
    egressProxy: Destination
  HTTPRoute
    name: string
    match: [HTTPMatchRequest]
    route: [HTTPRouteDestination]
    redirect: HTTPRedirect
    directResponse: HTTPDirectResponse
    delegate: Delegate
    rewrite: HTTPRewrite
    timeout: duration
    retries: HTTPRetry
    fault: HTTPFaultInjection
    mirror: Destination
    mirrors: [HTTPMirrorPolicy]
    mirrorPercent mirror_percent: uint
    mirrorPercentage: Percent
    corsPolicy: CorsPolicy
    headers: Headers
  TLSRoute
    match: [TLSMatchAttributes]
    route: [RouteDestination]
  TCPRoute
    match: [L4MatchAttributes]
    route: [RouteDestination]
  ObjectMeta~workload
    labels annotations: {string}(..256)
  ReadinessProbe
    initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold: int
    httpGet: HTTPHealthCheckConfig
    tcpSocket: TCPHealthCheckConfig
    exec: ExecHealthCheckConfig
    grpc: GrpcHealthCheckConfig @1.25
    one of httpGet tcpSocket exec grpc
  Rule
    from: [From](..512)
    to: [To]
    when: [Condition]
  ExtensionProvider~AuthorizationPolicy
    name: string
  MutualTLS
    mode: UNSET|DISABLE|PERMISSIVE|STRICT
  JWTRule
    issuer: string(1..)
    audiences: [string]
    jwksUri jwks_uri: string(1..2048)
    jwks: string
    fromHeaders: [JWTHeader]
    fromParams: [string]
    outputPayloadToHeader: string
    fromCookies: [string] @1.21
    forwardOriginalToken: bool
    outputClaimToHeaders: [ClaimToHeader]
    timeout: duration @1.22
    spaceDelimitedClaims: [string(1..)](..64) @1.28
  Tracing
    match: TracingSelector
    providers: [ProviderRef]
    randomSamplingPercentage: number
    disableSpanReporting: bool
    customTags: {CustomTag~Tracing}
    useRequestIdForTraceSampling: bool
    enableIstioTags: bool @1.25
    disableContextPropagation: bool @1.30
  Metrics
    providers: [ProviderRef]
    overrides: [MetricsOverrides]
    reportingInterval: duration
  AccessLogging
    match: LogSelector
    providers: [ProviderRef]
    disabled: bool
    filter: Filter
  TrafficSelector
    mode: UNDEFINED|CLIENT|SERVER|CLIENT_AND_SERVER
    ports: [PortSelector](key number)
  WasmConfig
    url sha256: string
    imagePullPolicy: UNSPECIFIED_POLICY|IfNotPresent|Always
    imagePullSecret: string(1..)
    verificationKey: string
    pluginConfig: {any}
    pluginName: string(1..)
    failStrategy: FAIL_CLOSE|FAIL_OPEN|FAIL_RELOAD@1.27
    vmConfig: VmConfig
    type: UNSPECIFIED_PLUGIN_TYPE|HTTP|NETWORK
  LuaConfig
    inlineCode: string
  EnvVar
    name: string
    valueFrom: INLINE|HOST
    value: string(..2048)
  PortSelector
    number: uint
  LoadBalancerSettings
    simple: UNSPECIFIED|LEAST_CONN|RANDOM|PASSTHROUGH|ROUND_ROBIN|LEAST_REQUEST
    consistentHash: ConsistentHashLB
    localityLbSetting: LocalityLoadBalancerSetting
    zoneAwareLbSetting: ZoneAwareLoadBalancerSetting @1.31
    warmupDurationSecs: duration
    warmup: WarmupConfiguration @1.24
    one of simple consistentHash
  OutlierDetection
    consecutiveErrors: int
    splitExternalLocalOriginErrors: bool
    consecutiveLocalOriginFailures consecutiveGatewayErrors consecutive5xxErrors: uint
    interval baseEjectionTime: duration
    maxEjectionPercent minHealthPercent: int
    outlierDetectionHttpErrorCodes: [uint] @1.31
  ClientTLSSettings
    mode: DISABLE|SIMPLE|MUTUAL|ISTIO_MUTUAL
    clientCertificate privateKey caCertificates credentialName: string
    subjectAltNames: [string]
    sni: string
    insecureSkipVerify: bool
    caCrl: string @1.22
  PortTrafficPolicy
    port: PortSelector~destination
    loadBalancer: LoadBalancerSettings
    connectionPool: ConnectionPoolSettings
    outlierDetection: OutlierDetection
    tls: ClientTLSSettings
  TunnelSettings
    protocol targetHost: string
    targetPort: uint
  ProxyProtocol
    version: V1|V2
  RetryBudget
    percent: number(0..100)
    minRetryConcurrency: uint
    budgetInterval: duration @1.31
  EnvoyConfigObjectMatch
    context: ANY|SIDECAR_INBOUND|SIDECAR_OUTBOUND|GATEWAY|WAYPOINT@1.29
    proxy: ProxyMatch
    listener: ListenerMatch
    routeConfiguration: RouteConfigurationMatch
    cluster: ClusterMatch
    waypoint: WaypointMatch @1.29
    one of listener routeConfiguration cluster waypoint
  Patch
    operation: INVALID|MERGE|ADD|REMOVE|INSERT_BEFORE|INSERT_AFTER|INSERT_FIRST|REPLACE|MERGE_AND_REPLACE_LIST@1.31
    value: {any}
    filterClass: UNSPECIFIED|AUTHN|AUTHZ|STATS
  Port
    number: uint
    protocol name: string
    targetPort: uint
  ServerTLSSettings
    httpsRedirect: bool
    mode: PASSTHROUGH|SIMPLE|MUTUAL|AUTO_PASSTHROUGH|ISTIO_MUTUAL|OPTIONAL_MUTUAL
    serverCertificate privateKey caCertificates: string
    caCrl: string @1.22
    credentialName: string
    credentialNames: [string](1..2) @1.26
    caCertCredentialName: string @1.28
    tlsCertificates: [TLSCertificate](1..) @1.26
    subjectAltNames verifyCertificateSpki verifyCertificateHash: [string]
    minProtocolVersion maxProtocolVersion: TLS_AUTO|TLSV1_0|TLSV1_1|TLSV1_2|TLSV1_3
    cipherSuites: [string]
    insecureSkipVerify: bool @1.31
  SidecarPort
    number: uint
    protocol name: string
    targetPort: uint
  TCPSettings
    maxConnections: int
    connectTimeout: duration
    tcpKeepalive: TcpKeepalive
    maxConnectionDuration: duration
    idleTimeout: duration @1.21
  HTTPSettings
    http1MaxPendingRequests http2MaxRequests maxRequestsPerConnection maxRetries: int
    idleTimeout: duration
    h2UpgradePolicy: DEFAULT|DO_NOT_UPGRADE|UPGRADE
    useClientProtocol: bool
    maxConcurrentStreams: int @1.21
    http2KeepAlive: ConnectionKeepalive @1.31
  Destination
    host subset: string
    port: PortSelector~destination
  HTTPMatchRequest
    name: string
    uri scheme method authority: StringMatch
    headers: {StringMatch}
    port: uint
    sourceLabels: {string}
    gateways: [string]
    queryParams: {StringMatch}
    ignoreUriCase: bool
    withoutHeaders: {StringMatch}
    sourceNamespace statPrefix: string
  HTTPRouteDestination
    destination: Destination
    weight: int
    headers: Headers
  HTTPRedirect
    uri authority: string
    port: uint
    derivePort: FROM_PROTOCOL_DEFAULT|FROM_REQUEST_PORT
    scheme: string
    redirectCode: uint
    prefixRewrite: string @1.31
    one of port derivePort
  HTTPDirectResponse
    status: uint
    body: HTTPBody
  Delegate
    name namespace: string
  HTTPRewrite
    uri authority: string
    uriRegexRewrite: RegexRewrite
  HTTPRetry
    attempts: int
    perTryTimeout: duration
    retryOn: string
    retryRemoteLocalities: bool
    retryIgnorePreviousHosts: bool @1.26
    backoff: duration @1.26
  HTTPFaultInjection
    delay: Delay
    abort: Abort
  HTTPMirrorPolicy
    destination: Destination
    percentage: Percent
  Percent
    value: number
  CorsPolicy
    allowOrigin: [string]
    allowOrigins: [StringMatch]
    allowMethods allowHeaders exposeHeaders: [string]
    maxAge: duration
    allowCredentials: bool
    unmatchedPreflights: UNSPECIFIED|FORWARD|IGNORE @1.23
  Headers
    request response: HeaderOperations
  TLSMatchAttributes
    sniHosts destinationSubnets: [string]
    port: uint
    sourceLabels: {string}
    gateways: [string]
    sourceNamespace: string
  RouteDestination
    destination: Destination
    weight: int
  L4MatchAttributes
    destinationSubnets: [string]
    port: uint
    sourceSubnet: string
    sourceLabels: {string}
    gateways: [string]
    sourceNamespace: string
  HTTPHealthCheckConfig
    path: string
    port: uint
    host scheme: string
    httpHeaders: [HTTPHeader]
  TCPHealthCheckConfig
    host: string
    port: uint
  ExecHealthCheckConfig
    command: [string(1..)]
  GrpcHealthCheckConfig
    port: uint(1..65535)
    service: string
  From
    source: Source
  To
    operation: Operation
  Condition
    key: string
    values notValues: [string]
  JWTHeader
    name prefix: string
  ClaimToHeader
    header claim: string
  TracingSelector
    mode: CLIENT_AND_SERVER|CLIENT|SERVER
  ProviderRef
    name: string
  CustomTag~Tracing
    literal: Literal~Tracing
    environment: Environment~Tracing
    header: RequestHeader~Tracing
    formatter: Formatter @1.29
    one of literal environment header formatter
  MetricsOverrides
    match: MetricSelector
    disabled: bool
    tagOverrides: {TagOverride}
  LogSelector
    mode: CLIENT_AND_SERVER|CLIENT|SERVER
  Filter
    expression: string
  ConsistentHashLB
    httpHeaderName: string
    httpCookie: HTTPCookie
    useSourceIp: bool
    httpQueryParameterName: string
    ringHash: RingHash
    maglev: MagLev
    minimumRingSize: long(0..)
    one of httpHeaderName httpCookie useSourceIp httpQueryParameterName
    one of ringHash maglev
  LocalityLoadBalancerSetting
    distribute: [Distribute]
    failover: [Failover~LocalityLoadBalancerSetting]
    failoverPriority: [string]
    enabled: bool
  ZoneAwareLoadBalancerSetting
    enabled: bool
    failover: [Failover~ZoneAwareLoadBalancerSetting]
    failoverPriority: [string]
    minClusterSize: long(1..)
  WarmupConfiguration
    duration: duration
    minimumPercent: number(0..)
    aggression: number
  PortSelector~destination
    number: uint
  ProxyMatch
    proxyVersion: string
    metadata: {string}
  ListenerMatch
    portNumber: uint
    portName: string
    filterChain: FilterChainMatch
    listenerFilter name: string
  RouteConfigurationMatch
    portNumber: uint
    portName gateway: string
    vhost: VirtualHostMatch
    name: string
  ClusterMatch
    portNumber: uint
    service subset name: string
  WaypointMatch
    portNumber: uint(1..65535)
    route: RouteMatch~WaypointMatch
    filter: FilterMatch~WaypointMatch
  TLSCertificate
    serverCertificate privateKey caCertificates: string
  TcpKeepalive
    probes: uint
    time interval: duration
  ConnectionKeepalive
    interval timeout: duration
  StringMatch
    exact prefix regex: string
    one of exact prefix regex
  HTTPBody
    string: string
    bytes: bytes
    one of string bytes
  RegexRewrite
    match rewrite: string
  Delay
    percent: int
    fixedDelay exponentialDelay: duration
    percentage: Percent
    one of fixedDelay exponentialDelay
  Abort
    httpStatus: int
    grpcStatus http2Error: string
    percentage: Percent
    one of httpStatus grpcStatus http2Error
  HeaderOperations
    set add: {string}
    remove: [string]
  HTTPHeader
    name value: string
  Source
    principals notPrincipals requestPrincipals notRequestPrincipals namespaces notNamespaces: [string]
    serviceAccounts notServiceAccounts: [string] @1.25
    ipBlocks notIpBlocks remoteIpBlocks notRemoteIpBlocks: [string]
    trustDomains notTrustDomains: [string] @1.30
  Operation
    hosts notHosts ports notPorts methods notMethods paths notPaths: [string]
  Literal~Tracing
    value: string
  Environment~Tracing
    name defaultValue: string
  RequestHeader~Tracing
    name defaultValue: string
  Formatter
    value!: string(1..)
  MetricSelector
    metric: ALL_METRICS|REQUEST_COUNT|REQUEST_DURATION|REQUEST_SIZE|RESPONSE_SIZE|TCP_OPENED_CONNECTIONS|TCP_CLOSED_CONNECTIONS|TCP_SENT_BYTES|TCP_RECEIVED_BYTES|GRPC_REQUEST_MESSAGES|GRPC_RESPONSE_MESSAGES
    customMetric: string
    mode: CLIENT_AND_SERVER|CLIENT|SERVER
    one of metric customMetric
  TagOverride
    operation: UPSERT|REMOVE
    value: string
  HTTPCookie
    name path: string
    ttl: duration
    attributes: [Attribute] @1.28
  RingHash
    minimumRingSize: long(0..)
  MagLev
    tableSize: long(0..)
  Distribute
    from: string
    to: {uint}
  Failover~LocalityLoadBalancerSetting
    from to: string
  Failover~ZoneAwareLoadBalancerSetting
    from to: string
  FilterChainMatch
    name sni transportProtocol applicationProtocols: string
    filter: FilterMatch~ListenerMatch
    destinationPort: uint
  VirtualHostMatch
    name: string
    domainName: string @1.25
    route: RouteMatch~RouteConfigurationMatch
  RouteMatch~WaypointMatch
    name: string
  FilterMatch~WaypointMatch
    name: string
    subFilter: SubFilterMatch~FilterMatch
  Attribute
    name value: string
  FilterMatch~ListenerMatch
    name: string
    subFilter: SubFilterMatch~ListenerMatch
  RouteMatch~RouteConfigurationMatch
    name: string
    action: ANY|ROUTE|REDIRECT|DIRECT_RESPONSE
  SubFilterMatch~FilterMatch
    name: string
  SubFilterMatch~ListenerMatch
    name: string

  """
