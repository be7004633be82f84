/// Fields of the proxy configuration in the annotation `proxy.istio.io/config` (istio/api `mesh/v1alpha1/proxy.proto` of
/// 2026-07), by their JSON names. Messages of `istioSchema` are used where they are the same.
let proxyConfigSchema: StaticString = """
  AnnotatedProxyConfig
    configPath binaryPath serviceCluster discoveryAddress zipkinAddress statsdUdpAddress: string
    envoyMetricsServiceAddress: string
    availabilityZone customConfigFile proxyBootstrapTemplatePath meshId: string
    tracingServiceName: APP_LABEL_AND_NAMESPACE|CANONICAL_NAME_ONLY|CANONICAL_NAME_AND_NAMESPACE
    drainDuration discoveryRefreshDelay terminationDrainDuration fileFlushInterval: string
    proxyAdminPort statNameLength concurrency statusPort fileFlushMinSizeKb: int
    controlPlaneAuthPolicy: NONE|MUTUAL_TLS
    interceptionMode: REDIRECT|TPROXY|NONE
    tracing: ProxyTracing
    envoyAccessLogService envoyMetricsService: ProxyRemoteService
    proxyMetadata runtimeValues: {string}
    extraStatTags caCertificatesPem: [string]
    gatewayTopology: ProxyTopology
    readinessProbe: any
    proxyStatsMatcher: ProxyStatsMatcher
    holdApplicationUntilProxyStarts statsCompression: bool
    image: ProxyImage
    privateKeyProvider: any
    proxyHeaders: ProxyHeaders
    connectionSettings: ProxyConnectionSettings
  ProxyTracing
    zipkin datadog: ProxyTracer
    lightstep stackdriver openCensusAgent customTags: any
    maxPathTagLength: int
    sampling: number
    tlsSettings: ClientTLSSettings
    enableIstioTags: bool
  ProxyTracer
    address: string
  ProxyRemoteService
    address: string
    tlsSettings: ClientTLSSettings
    tcpKeepalive: TcpKeepalive
  ProxyTopology
    numTrustedProxies: int
    forwardClientCertDetails: UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY
    proxyProtocol: any
  ProxyStatsMatcher
    inclusionPrefixes inclusionSuffixes inclusionRegexps: [string]
  ProxyImage
    imageType: string
  ProxyHeaders
    forwardedClientCert: UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY
    setCurrentClientCertDetails: ProxyCertificateDetails
    requestId server attemptCount envoyDebugHeaders xForwardedHost xForwardedPort: ProxyHeader
    metadataExchangeHeaders: ProxyMetadataExchange
    preserveHttp1HeaderCase: bool
  ProxyCertificateDetails
    subject cert chain dns uri: bool
  ProxyHeader
    disabled enabled: bool
    value: string
  ProxyMetadataExchange
    mode: UNDEFINED|IN_MESH
  ProxyConnectionSettings
    profile: SIDECAR|EDGE

  """
