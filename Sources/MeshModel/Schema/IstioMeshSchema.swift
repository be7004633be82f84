/// The mesh configuration of Istio 1.20 to 1.30.3; it uses messages of `istioSchema`.
///
/// Written by `scripts/update-istio-schema` from istio/api; do not edit.
let istioMeshSchema: StaticString = """
  MeshConfig
    proxyListenPort proxyInboundListenPort proxyHttpPort: int
    connectTimeout: duration
    hboneIdleTimeout: duration @1.29
    protocolDetectionTimeout: duration
    tcpKeepalive: TcpKeepalive
    ingressClass ingressService: string
    ingressControllerMode: UNSPECIFIED|OFF|DEFAULT|STRICT
    ingressSelector: string
    enableTracing: bool
    accessLogFile accessLogFormat: string
    accessLogEncoding: TEXT|JSON
    enableEnvoyAccessLogService disableEnvoyListenerLog: bool
    defaultConfig: ProxyConfig
    outboundTrafficPolicy: OutboundTrafficPolicy~MeshConfig
    inboundTrafficPolicy: InboundTrafficPolicy @1.22
    configSources: [ConfigSource]
    enableAutoMtls: bool
    trustDomain: string
    trustDomainAliases: [string]
    caCertificates: [CertificateData]
    defaultServiceExportTo defaultVirtualServiceExportTo defaultDestinationRuleExportTo: [string]
    rootNamespace: string
    localityLbSetting: LocalityLoadBalancerSetting
    zoneAwareLbSetting: ZoneAwareLoadBalancerSetting @1.31
    dnsRefreshRate: duration
    h2UpgradePolicy: DO_NOT_UPGRADE|UPGRADE
    inboundClusterStatName outboundClusterStatName: string
    certificates: [Certificate]
    serviceSettings: [ServiceSettings]
    serviceScopeConfigs: [ServiceScopeConfigs] @1.27
    enablePrometheusMerge verifyCertificateAtClient: bool
    ca: CA
    extensionProviders: [ExtensionProvider~MeshConfig]
    defaultProviders: DefaultProviders
    discoverySelectors: [LabelSelector]
    pathNormalization: ProxyPathNormalization
    defaultHttpRetryPolicy: HTTPRetry
    meshMTLS tlsDefaults: TLSConfig
    defaultTrafficPolicy: DefaultTrafficPolicy @1.31
    serviceEntryVisibility: ServiceEntryVisibility @1.31
  ProxyConfig
    configPath binaryPath serviceCluster: string
    tracingServiceName: APP_LABEL_AND_NAMESPACE|CANONICAL_NAME_ONLY|CANONICAL_NAME_AND_NAMESPACE
    drainDuration: duration
    discoveryAddress: string
    discoveryRefreshDelay: duration
    zipkinAddress statsdUdpAddress envoyMetricsServiceAddress: string
    proxyAdminPort: int
    availabilityZone: string
    controlPlaneAuthPolicy: NONE|MUTUAL_TLS|INHERIT
    customConfigFile: string
    statNameLength concurrency: int
    proxyBootstrapTemplatePath: string
    interceptionMode: REDIRECT|TPROXY|NONE
    tracing: Tracing~proxy
    sds: SDS
    envoyAccessLogService envoyMetricsService: RemoteService
    proxyMetadata runtimeValues: {string}
    statusPort: int
    extraStatTags: [string]
    gatewayTopology: Topology
    terminationDrainDuration: duration
    meshId: string
    readinessProbe: ReadinessProbe
    proxyStatsMatcher: ProxyStatsMatcher
    holdApplicationUntilProxyStarts: bool
    caCertificatesPem: [string]
    image: ProxyImage
    privateKeyProvider: PrivateKeyProvider
    proxyHeaders: ProxyHeaders
    fileFlushInterval: duration @1.29
    fileFlushMinSizeKb: uint @1.29
    statsCompression: bool @1.29
    connectionSettings: ConnectionSettings @1.31
    one of serviceCluster tracingServiceName
  MeshNetworks
    networks: {Network}
  OutboundTrafficPolicy~MeshConfig
    mode: REGISTRY_ONLY|ALLOW_ANY|ALLOW_ANY_DYNAMIC_DNS@1.30
    tls: ClientTLSSettings @1.30
  InboundTrafficPolicy
    mode: PASSTHROUGH|LOCALHOST
  ConfigSource
    address: string
    tlsSettings: ClientTLSSettings
    subscribedResources: [SERVICE_REGISTRY|]
  CertificateData
    pem spiffeBundleUrl: string
    certSigners trustDomains: [string]
    one of pem spiffeBundleUrl
  Certificate
    secretName: string
    dnsNames: [string]
  ServiceSettings
    settings: Settings
    hosts: [string]
  ServiceScopeConfigs
    namespaceSelector servicesSelector: LabelSelector
    scope: LOCAL|GLOBAL
  CA
    address: string
    tlsSettings: ClientTLSSettings
    requestTimeout: duration
    istiodSide: bool
  ExtensionProvider~MeshConfig
    name: string
    envoyExtAuthzHttp: EnvoyExternalAuthorizationHttpProvider
    envoyExtAuthzGrpc: EnvoyExternalAuthorizationGrpcProvider
    zipkin: ZipkinTracingProvider
    lightstep: LightstepTracingProvider
    datadog: DatadogTracingProvider
    stackdriver: StackdriverProvider
    opencensus: OpenCensusAgentTracingProvider
    skywalking: SkyWalkingTracingProvider
    opentelemetry: OpenTelemetryTracingProvider
    prometheus: PrometheusMetricsProvider
    envoyFileAccessLog: EnvoyFileAccessLogProvider
    envoyHttpAls: EnvoyHttpGrpcV3LogProvider
    envoyTcpAls: EnvoyTcpGrpcV3LogProvider
    envoyOtelAls: EnvoyOpenTelemetryLogProvider
    sds: SDSProvider @1.27
    one of envoyExtAuthzHttp envoyExtAuthzGrpc zipkin lightstep datadog stackdriver opencensus skywalking opentelemetry prometheus envoyFileAccessLog envoyHttpAls envoyTcpAls envoyOtelAls sds
  DefaultProviders
    tracing metrics accessLogging: [string]
  LabelSelector
    matchLabels: {string}
    matchExpressions: [LabelSelectorRequirement]
  ProxyPathNormalization
    normalization: DEFAULT|NONE|BASE|MERGE_SLASHES|DECODE_AND_MERGE_SLASHES
  TLSConfig
    minProtocolVersion: TLS_AUTO|TLSV1_2|TLSV1_3
    ecdhCurves cipherSuites: [string]
  DefaultTrafficPolicy
    connectionPool: ConnectionPoolSettings
    outlierDetection: OutlierDetection
  ServiceEntryVisibility
    defaultVisibility: VISIBILITY_UNSPECIFIED|NONE|NAMESPACE|PUBLIC
    applyToSidecars: bool
    policies: [Policy]
  Tracing~proxy
    zipkin: Zipkin
    lightstep: Lightstep
    datadog: Datadog
    stackdriver: Stackdriver
    openCensusAgent: OpenCensusAgent
    customTags: {CustomTag~Tracing~proxy}
    maxPathTagLength: uint
    sampling: number
    tlsSettings: ClientTLSSettings
    enableIstioTags: bool @1.25
    one of zipkin lightstep datadog stackdriver openCensusAgent
  SDS
    enabled: bool
    k8sSaJwtPath: string
  RemoteService
    address: string
    tlsSettings: ClientTLSSettings
    tcpKeepalive: TcpKeepalive
  Topology
    numTrustedProxies: uint
    forwardClientCertDetails: UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY
    proxyProtocol: ProxyProtocolConfiguration
  ProxyStatsMatcher
    inclusionPrefixes inclusionSuffixes inclusionRegexps: [string]
  PrivateKeyProvider
    cryptomb: CryptoMb
    qat: QAT
    one of cryptomb qat
  ProxyHeaders
    forwardedClientCert: UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY
    setCurrentClientCertDetails: SetCurrentClientCertDetails @1.24
    requestId: RequestId
    server: Server~ProxyHeaders
    attemptCount: AttemptCount
    envoyDebugHeaders: EnvoyDebugHeaders
    metadataExchangeHeaders: MetadataExchangeHeaders
    preserveHttp1HeaderCase: bool @1.25
    xForwardedHost: XForwardedHost @1.28
    xForwardedPort: XForwardedPort @1.28
  ConnectionSettings
    profile: SIDECAR|EDGE
    listenerPerConnectionBufferLimitBytes clusterPerConnectionBufferLimitBytes: int
    httpIdleTimeout httpMaxConnectionDuration httpDrainTimeout httpRequestTimeout: duration
    httpRequestHeadersTimeout httpStreamIdleTimeout httpMaxStreamDuration: duration
    httpMaxConcurrentStreams http2InitialStreamWindowSize http2InitialConnectionWindowSize: int
    httpHeadersWithUnderscoresAction: HEADERS_WITH_UNDERSCORES_UNSPECIFIED|HEADERS_WITH_UNDERSCORES_ALLOW|HEADERS_WITH_UNDERSCORES_REJECT_REQUEST|HEADERS_WITH_UNDERSCORES_DROP_HEADER
    httpMergeSlashes: bool
    httpPathWithEscapedSlashesAction: PATH_WITH_ESCAPED_SLASHES_UNSPECIFIED|KEEP_UNCHANGED|REJECT_REQUEST|UNESCAPE_AND_REDIRECT|UNESCAPE_AND_FORWARD
    listenerConnectionLimit globalDownstreamConnectionLimit: int
  Network
    endpoints: [NetworkEndpoints]
    gateways: [IstioNetworkGateway]
  Settings
    clusterLocal: bool
  EnvoyExternalAuthorizationHttpProvider
    service: string
    port: uint
    timeout: duration
    pathPrefix: string
    failOpen: bool
    clearRouteCache: bool @1.25
    statusOnError: string
    includeHeadersInCheck includeRequestHeadersInCheck: [string]
    includeAdditionalHeadersInCheck: {string}
    includeRequestBodyInCheck: EnvoyExternalAuthorizationRequestBody
    headersToUpstreamOnAllow headersToDownstreamOnDeny headersToDownstreamOnAllow: [string]
  EnvoyExternalAuthorizationGrpcProvider
    service: string
    port: uint
    timeout: duration
    failOpen: bool
    clearRouteCache: bool @1.25
    statusOnError: string
    includeRequestBodyInCheck: EnvoyExternalAuthorizationRequestBody
  ZipkinTracingProvider
    service: string
    port maxTagLength: uint
    enable64bitTraceId: bool
    path: string @1.24
    traceContextOption: USE_B3|USE_B3_WITH_W3C_PROPAGATION @1.28
    timeout: duration @1.29
    headers: [HttpHeader] @1.29
  LightstepTracingProvider
    service: string
    port: uint
    accessToken: string
    maxTagLength: uint
  DatadogTracingProvider
    service: string
    port maxTagLength: uint
  StackdriverProvider
    debug: bool
    maxNumberOfAttributes maxNumberOfAnnotations maxNumberOfMessageEvents: long
    maxTagLength: uint
    logging: Logging
  OpenCensusAgentTracingProvider
    service: string
    port: uint
    context: [UNSPECIFIED|W3C_TRACE_CONTEXT|GRPC_BIN|CLOUD_TRACE_CONTEXT|B3]
    maxTagLength: uint
  SkyWalkingTracingProvider
    service: string
    port: uint
    accessToken: string
  OpenTelemetryTracingProvider
    service: string
    port maxTagLength: uint
    http: HttpService @1.22
    grpc: GrpcService @1.24
    resourceDetectors: ResourceDetectors @1.22
    serviceAttributeEnrichment: ISTIO_CANONICAL|OTEL_SEMANTIC_CONVENTIONS @1.30
    dynatraceSampler: DynatraceSampler @1.22
  PrometheusMetricsProvider
  EnvoyFileAccessLogProvider
    path: string
    logFormat: LogFormat~EnvoyFileAccessLogProvider
    omitEmptyValues: bool @1.26
  EnvoyHttpGrpcV3LogProvider
    service: string
    port: uint
    logName: string
    filterStateObjectsToLog additionalRequestHeadersToLog additionalResponseHeadersToLog: [string]
    additionalResponseTrailersToLog: [string]
  EnvoyTcpGrpcV3LogProvider
    service: string
    port: uint
    logName: string
    filterStateObjectsToLog: [string]
  EnvoyOpenTelemetryLogProvider
    service: string
    port: uint
    logName: string
    logFormat: LogFormat~EnvoyOpenTelemetryLogProvider
  SDSProvider
    name service: string
    port: uint
  LabelSelectorRequirement
    key operator: string
    values: [string]
  Policy
    visibility: VISIBILITY_UNSPECIFIED|NONE|NAMESPACE|PUBLIC
    matchingRules: [MatchRule]
  Zipkin
    address: string
  Lightstep
    address accessToken: string
  Datadog
    address: string
  Stackdriver
    debug: bool
    maxNumberOfAttributes maxNumberOfAnnotations maxNumberOfMessageEvents: long
  OpenCensusAgent
    address: string
    context: [UNSPECIFIED|W3C_TRACE_CONTEXT|GRPC_BIN|CLOUD_TRACE_CONTEXT|B3]
  CustomTag~Tracing~proxy
    literal: Literal~Tracing~proxy
    environment: Environment~Tracing~proxy
    header: RequestHeader~Tracing~proxy
    one of literal environment header
  ProxyProtocolConfiguration
  CryptoMb
    pollDelay: duration
    fallback: bool @1.21
  QAT
    pollDelay: duration
    fallback: bool @1.21
  SetCurrentClientCertDetails
    subject cert chain dns uri: bool
  RequestId
    disabled: bool
  Server~ProxyHeaders
    disabled: bool
    value: string
  AttemptCount
    disabled: bool
  EnvoyDebugHeaders
    disabled: bool
  MetadataExchangeHeaders
    mode: UNDEFINED|IN_MESH
  XForwardedHost
    enabled: bool
  XForwardedPort
    enabled: bool
  NetworkEndpoints
    fromCidr fromRegistry: string
    one of fromCidr fromRegistry
  IstioNetworkGateway
    registryServiceName address: string
    port: uint
    locality: string
    one of registryServiceName address
  EnvoyExternalAuthorizationRequestBody
    maxRequestBytes: uint
    allowPartialMessage packAsBytes: bool
  HttpHeader
    name value: string
    envName: string @1.26
    one of value envName
  Logging
    labels: {string}
  HttpService
    path: string
    timeout: duration
    headers: [HttpHeader]
  GrpcService
    timeout: duration
    initialMetadata: [HttpHeader]
  ResourceDetectors
    environment: EnvironmentResourceDetector
    dynatrace: DynatraceResourceDetector
  DynatraceSampler
    tenant: string
    clusterId: int
    rootSpansPerMinute: uint
    httpService: DynatraceApi
  LogFormat~EnvoyFileAccessLogProvider
    text: string
    labels: {any}
    one of text labels
  LogFormat~EnvoyOpenTelemetryLogProvider
    text: string
    labels: {any}
  MatchRule
    namespaceSelector: LabelSelector
  Literal~Tracing~proxy
    value: string
  Environment~Tracing~proxy
    name defaultValue: string
  RequestHeader~Tracing~proxy
    name defaultValue: string
  EnvironmentResourceDetector
  DynatraceResourceDetector
  DynatraceApi
    service: string
    port: uint
    http: HttpService

  """
