/// Fields of Istio's security and traffic resources (istio/api `security/v1beta1/*.proto`,
/// `networking/v1alpha3/destination_rule.proto`, `type/v1beta1/selector.proto` of 2026-07), by their JSON names.
let istioSchema: StaticString = """
  security.istio.io/PeerAuthentication v1@1.22 v1beta1
    spec: PeerAuthentication
  security.istio.io/AuthorizationPolicy v1 v1beta1
    spec: AuthorizationPolicy
  networking.istio.io/DestinationRule v1@1.22 v1beta1 v1alpha3
    spec: DestinationRule
  WorkloadSelector
    matchLabels: {string}
  PolicyTargetReference
    group kind name namespace: string
  PeerAuthentication
    selector: WorkloadSelector
    mtls: MutualTLS
    portLevelMtls: {MutualTLS}
  MutualTLS
    mode: UNSET|DISABLE|PERMISSIVE|STRICT
  AuthorizationPolicy
    selector: WorkloadSelector
    targetRef: PolicyTargetReference
    targetRefs: [PolicyTargetReference]
    rules: [Rule]
    action: ALLOW|DENY|AUDIT|CUSTOM
    provider: ExtensionProvider
  ExtensionProvider
    name: string
  Rule
    from: [From]
    to: [To]
    when: [Condition]
  From
    source: Source
  To
    operation: Operation
  Source
    principals notPrincipals requestPrincipals notRequestPrincipals: [string]
    namespaces notNamespaces serviceAccounts notServiceAccounts: [string]
    ipBlocks notIpBlocks remoteIpBlocks notRemoteIpBlocks: [string]
    trustDomains notTrustDomains: [string]
  Operation
    hosts notHosts ports notPorts methods notMethods paths notPaths: [string]
  Condition
    key: string
    values notValues: [string]
  DestinationRule
    host: string
    trafficPolicy: TrafficPolicy
    subsets: [Subset]
    exportTo: [string]
    workloadSelector: WorkloadSelector
  Subset
    name: string
    labels: {string}
    trafficPolicy: TrafficPolicy
  TrafficPolicy
    loadBalancer: LoadBalancerSettings
    connectionPool: ConnectionPoolSettings
    outlierDetection: OutlierDetection
    tls: ClientTLSSettings
    portLevelSettings: [PortTrafficPolicy]
    tunnel: TunnelSettings
    proxyProtocol: ProxyProtocol
    retryBudget: RetryBudget
  PortTrafficPolicy
    port: PortSelector
    loadBalancer: LoadBalancerSettings
    connectionPool: ConnectionPoolSettings
    outlierDetection: OutlierDetection
    tls: ClientTLSSettings
  PortSelector
    number: int
  TunnelSettings
    protocol targetHost: string
    targetPort: int
  ProxyProtocol
    version: V1|V2
  RetryBudget
    percent: number
    minRetryConcurrency: int
    budgetInterval: string
  LoadBalancerSettings
    simple: UNSPECIFIED|LEAST_CONN|RANDOM|PASSTHROUGH|ROUND_ROBIN|LEAST_REQUEST
    consistentHash: ConsistentHashLB
    localityLbSetting: LocalityLoadBalancerSetting
    zoneAwareLbSetting: ZoneAwareLoadBalancerSetting
    warmupDurationSecs: string
    warmup: WarmupConfiguration
  ConsistentHashLB
    httpHeaderName httpQueryParameterName: string
    httpCookie: HTTPCookie
    useSourceIp: bool
    ringHash: RingHash
    maglev: MagLev
    minimumRingSize: int
  HTTPCookie
    name path ttl: string
    attributes: [CookieAttribute]
  CookieAttribute
    name value: string
  RingHash
    minimumRingSize: int
  MagLev
    tableSize: int
  LocalityLoadBalancerSetting
    distribute: [Distribute]
    failover: [Failover]
    failoverPriority: [string]
    enabled: bool
  ZoneAwareLoadBalancerSetting
    enabled: bool
    failover: [Failover]
    failoverPriority: [string]
    minClusterSize: int
  Distribute
    from: string
    to: {int}
  Failover
    from to: string
  WarmupConfiguration
    duration: string
    minimumPercent aggression: number
  ConnectionPoolSettings
    tcp: TCPSettings
    http: HTTPSettings
  TCPSettings
    maxConnections: int
    connectTimeout maxConnectionDuration idleTimeout: duration
    tcpKeepalive: TcpKeepalive
  TcpKeepalive
    probes: int
    time interval: string
  HTTPSettings
    http1MaxPendingRequests http2MaxRequests maxRequestsPerConnection maxRetries maxConcurrentStreams: int
    idleTimeout: string
    h2UpgradePolicy: DEFAULT|DO_NOT_UPGRADE|UPGRADE
    useClientProtocol: bool
    http2KeepAlive: ConnectionKeepalive
  ConnectionKeepalive
    interval timeout: string
  OutlierDetection
    consecutiveErrors maxEjectionPercent minHealthPercent: int
    consecutiveLocalOriginFailures consecutiveGatewayErrors consecutive5xxErrors: int
    splitExternalLocalOriginErrors: bool
    interval baseEjectionTime: string
    outlierDetectionHttpErrorCodes: [int]
  ClientTLSSettings
    mode: DISABLE|SIMPLE|MUTUAL|ISTIO_MUTUAL
    clientCertificate privateKey caCertificates credentialName sni caCrl: string
    subjectAltNames: [string]
    insecureSkipVerify: bool

  """
