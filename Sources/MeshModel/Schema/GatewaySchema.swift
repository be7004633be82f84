/// Fields of the kinds of the Gateway API, by their JSON names, those of the experimental channel included,
/// from the definitions of Gateway API 1.6.1 by scripts/update-gateway-schema.
let gatewaySchema: StaticString = #"""
  gateway.networking.k8s.io/BackendTLSPolicy v1 v1alpha3
    spec!: BackendTLSPolicySpec
  gateway.networking.k8s.io/GatewayClass v1 v1beta1
    spec!: GatewayClassSpec
  gateway.networking.k8s.io/Gateway v1 v1beta1
    spec!: GatewaySpec
  gateway.networking.k8s.io/GRPCRoute v1
    spec!: GRPCRouteSpec
  gateway.networking.k8s.io/HTTPRoute v1 v1beta1
    spec!: HTTPRouteSpec
  gateway.networking.k8s.io/ListenerSet v1
    spec!: ListenerSetSpec
  gateway.networking.k8s.io/ReferenceGrant v1 v1beta1
    spec!: ReferenceGrantSpec
  gateway.networking.k8s.io/TCPRoute v1
    spec!: TCPRouteSpec
  gateway.networking.k8s.io/TCPRoute v1alpha2
    spec!: TCPRouteSpec~v1alpha2
  gateway.networking.k8s.io/TLSRoute v1 v1alpha3
    spec!: TLSRouteSpec
  gateway.networking.k8s.io/TLSRoute v1alpha2
    spec!: TLSRouteSpec~v1alpha2
  gateway.networking.k8s.io/UDPRoute v1
    spec!: UDPRouteSpec
  gateway.networking.k8s.io/UDPRoute v1alpha2
    spec!: UDPRouteSpec~v1alpha2
  AllowedListeners
    namespaces: ListenerNamespaces
  AllowedRoutes
    kinds: [RouteGroupKind](..8)
    namespaces: RouteNamespaces
  BackendObjectReference
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: int(1..65535)
  BackendRef
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: int(1..65535)
    weight: int(0..1000000)
  BackendTLSPolicySpec
    options: {string(0..4096)}(..16)
    targetRefs!: [LocalPolicyTargetReferenceWithSectionName](1..16)
    validation!: BackendTLSPolicyValidation
  BackendTLSPolicyValidation
    caCertificateRefs: [LocalObjectReference](..8)
    hostname!: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
    subjectAltNames: [SubjectAltName](..5)
    wellKnownCACertificates: string(1..253)
  CookieConfig
    lifetimeType: Permanent|Session
  ForwardBodyConfig
    maxSize: long
  Fraction
    denominator: int(1..)
    numerator!: int(0..)
  FrontendTLSConfig
    default!: TLSConfig
    perPort: [TLSPortConfig](..64)(key port)
  FrontendTLSValidation
    caCertificateRefs!: [ObjectReference](1..16)
    mode: AllowValidOnly|AllowInsecureFallback
  GRPCAuthConfig
    allowedHeaders: [string](..64)(set)
  GRPCBackendRef
    filters: [GRPCRouteFilter](..16)
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: int(1..65535)
    weight: int(0..1000000)
  GRPCHeaderMatch
    name!: string(1..256)
    type: Exact|RegularExpression
    value!: string(1..4096)
  GRPCMethodMatch
    method service: string(..1024)
    type: Exact|RegularExpression
  GRPCRouteFilter
    extensionRef: LocalObjectReference
    requestHeaderModifier responseHeaderModifier: HTTPHeaderFilter
    requestMirror: HTTPRequestMirrorFilter
    type!: ResponseHeaderModifier|RequestHeaderModifier|RequestMirror|ExtensionRef
  GRPCRouteMatch
    headers: [GRPCHeaderMatch](..16)(key name)
    method: GRPCMethodMatch
  GRPCRouteRule
    backendRefs: [GRPCBackendRef](..16)
    filters: [GRPCRouteFilter](..16)
    matches: [GRPCRouteMatch](..64)
    name: string(1..253)
    sessionPersistence: SessionPersistence
  GRPCRouteSpec
    hostnames: [string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)](..16)
    parentRefs: [ParentReference](..32)
    rules: [GRPCRouteRule](..16)
    useDefaultGateways: All|None
  GatewayBackendTLS
    clientCertificateRef: SecretObjectReference
  GatewayClassSpec
    controllerName!: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$/)
    description: string(..64)
    parametersRef: ParametersReference
  GatewayInfrastructure
    annotations: {string(0..4096)}(..16)
    labels: {string(0..63)}(..8)
    parametersRef: LocalParametersReference
  GatewaySpec
    addresses: [GatewaySpecAddress](..16)
    allowedListeners: AllowedListeners
    defaultScope: All|None
    gatewayClassName!: string(1..253)
    infrastructure: GatewayInfrastructure
    listeners!: [Listener](1..64)(key name)
    tls: GatewayTLSConfig
  GatewaySpecAddress
    type: string(1..253)
    value: string(..253)
  GatewayTLSConfig
    backend: GatewayBackendTLS
    frontend: FrontendTLSConfig
  HTTPAuthConfig
    allowedHeaders allowedResponseHeaders: [string](..64)(set)
    path: string(..1024)
  HTTPBackendRef
    filters: [HTTPRouteFilter](..16)
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: int(1..65535)
    weight: int(0..1000000)
  HTTPCORSFilter
    allowCredentials: bool
    allowHeaders exposeHeaders: [string(1..256)](..64)(set)
    allowMethods: [GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|*](..9)(set)
    allowOrigins: [string(1..253)](..64)(set)
    maxAge: int(1..)
  HTTPExternalAuthFilter
    backendRef!: BackendObjectReference
    forwardBody: ForwardBodyConfig
    grpc: GRPCAuthConfig
    http: HTTPAuthConfig
    protocol!: HTTP|GRPC
  HTTPHeader
    name!: string(1..256)
    value!: string(1..4096)
  HTTPHeaderFilter
    add set: [HTTPHeader](..16)(key name)
    remove: [string](..16)(set)
  HTTPHeaderMatch
    name!: string(1..256)
    type: Exact|RegularExpression
    value!: string(1..4096)
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
  HTTPRequestMirrorFilter
    backendRef!: BackendObjectReference
    fraction: Fraction
    percent: int(0..100)
  HTTPRequestRedirectFilter
    hostname: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
    path: HTTPPathModifier
    port: int(1..65535)
    scheme: http|https
    statusCode: int(301..308)
  HTTPRouteFilter
    cors: HTTPCORSFilter
    extensionRef: LocalObjectReference
    externalAuth: HTTPExternalAuthFilter
    requestHeaderModifier responseHeaderModifier: HTTPHeaderFilter
    requestMirror: HTTPRequestMirrorFilter
    requestRedirect: HTTPRequestRedirectFilter
    type!: RequestHeaderModifier|ResponseHeaderModifier|RequestMirror|RequestRedirect|URLRewrite|ExtensionRef|CORS|ExternalAuth
    urlRewrite: HTTPURLRewriteFilter
  HTTPRouteMatch
    headers: [HTTPHeaderMatch](..16)(key name)
    method: GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH
    path: HTTPPathMatch
    queryParams: [HTTPQueryParamMatch](..16)(key name)
  HTTPRouteRetry
    attempts: long(1..)
    backoff: string(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/)
    codes: [long(400..599)](set)
  HTTPRouteRule
    backendRefs: [HTTPBackendRef](..16)
    filters: [HTTPRouteFilter](..16)
    matches: [HTTPRouteMatch](..64)
    name: string(1..253)
    retry: HTTPRouteRetry
    sessionPersistence: SessionPersistence
    timeouts: HTTPRouteTimeouts
  HTTPRouteSpec
    hostnames: [string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)](..16)
    parentRefs: [ParentReference](..32)
    rules: [HTTPRouteRule](1..16)
    useDefaultGateways: All|None
  HTTPRouteTimeouts
    backendRequest request: string(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/)
  HTTPURLRewriteFilter
    hostname: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
    path: HTTPPathModifier
  LabelSelector
    matchExpressions: [LabelSelectorRequirement]
    matchLabels: {string}
  LabelSelectorRequirement
    key! operator!: string
    values: [string]
  Listener
    allowedRoutes: AllowedRoutes
    hostname: string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
    name!: string(1..253)
    port!: int(1..65535)
    protocol!: string(1..255)
    tls: ListenerTLSConfig
  ListenerEntry
    allowedRoutes: AllowedRoutes
    hostname: string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
    name!: string(1..253)
    port!: int(1..65535)
    protocol!: string(1..255)
    tls: ListenerTLSConfig
  ListenerNamespaces
    from: All|Selector|Same|None
    selector: LabelSelector
  ListenerSetSpec
    listeners!: [ListenerEntry](1..64)(key name)
    parentRef!: ParentGatewayReference
  ListenerTLSConfig
    certificateRefs: [SecretObjectReference](..64)
    mode: Terminate|Passthrough
    options: {string(0..4096)}(..16)
  LocalObjectReference
    group!: string(..253)
    kind!: string(1..63)
    name!: string(1..253)
  LocalParametersReference
    group!: string(..253)
    kind!: string(1..63)
    name!: string(1..253)
  LocalPolicyTargetReferenceWithSectionName
    group!: string(..253)
    kind!: string(1..63)
    name!: string(1..253)
    sectionName: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  ObjectReference
    group!: string(..253)
    kind! namespace: string(1..63)
    name!: string(1..253)
  ParametersReference
    group!: string(..253)
    kind! namespace: string(1..63)
    name!: string(1..253)
  ParentGatewayReference
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
  ParentReference
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
    port: int(1..65535)
    sectionName: string(1..253)(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  ReferenceGrantFrom
    group!: string(..253)
    kind! namespace!: string(1..63)
  ReferenceGrantSpec
    from!: [ReferenceGrantFrom](1..16)
    to!: [ReferenceGrantTo](1..16)
  ReferenceGrantTo
    group!: string(..253)
    kind!: string(1..63)
    name: string(1..253)
  RouteGroupKind
    group: string(..253)
    kind!: string(1..63)
  RouteNamespaces
    from: All|Selector|Same
    selector: LabelSelector
  SecretObjectReference
    group: string(..253)
    kind namespace: string(1..63)
    name!: string(1..253)
  SessionPersistence
    absoluteTimeout: string
    cookieConfig: CookieConfig
    sessionName: string(..128)
    type: Cookie|Header
  SubjectAltName
    hostname: string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
    type!: Hostname|URI
    uri: string(1..253)
  TCPRouteRule
    backendRefs!: [BackendRef](1..16)
    name: string(1..253)
  TCPRouteSpec
    parentRefs: [ParentReference](..32)
    rules!: [TCPRouteRule](1..1)
    useDefaultGateways: All|None
  TCPRouteSpec~v1alpha2
    parentRefs: [ParentReference](..32)
    rules!: [TCPRouteRule](1..16)
    useDefaultGateways: All|None
  TLSConfig
    validation: FrontendTLSValidation
  TLSPortConfig
    port!: int(1..65535)
    tls!: TLSConfig
  TLSRouteRule
    backendRefs!: [BackendRef](1..16)
    name: string(1..253)
  TLSRouteSpec
    hostnames!: [string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)](1..1024)
    parentRefs: [ParentReference](..32)
    rules!: [TLSRouteRule](1..1)
    useDefaultGateways: All|None
  TLSRouteSpec~v1alpha2
    hostnames: [string(1..253)(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)](..1024)
    parentRefs: [ParentReference](..32)
    rules!: [TLSRouteRule](1..16)
    useDefaultGateways: All|None
  UDPRouteRule
    backendRefs!: [BackendRef](1..16)
    name: string(1..253)
  UDPRouteSpec
    parentRefs: [ParentReference](..32)
    rules!: [UDPRouteRule](1..1)
    useDefaultGateways: All|None
  UDPRouteSpec~v1alpha2
    parentRefs: [ParentReference](..32)
    rules!: [UDPRouteRule](1..16)
    useDefaultGateways: All|None

  """#
