/// Fields of the kinds of cert-manager and trust-manager, by their JSON names, from the definitions of
/// cert-manager 1.21 and trust-manager 0.24 by scripts/update-cert-manager-schema.
let certManagerSchema: StaticString = #"""
  acme.cert-manager.io/Challenge v1
    spec!: ChallengeSpec
  acme.cert-manager.io/Order v1
    spec!: OrderSpec
  cert-manager.io/CertificateRequest v1
    spec: CertificateRequestSpec
  cert-manager.io/Certificate v1
    spec: CertificateSpec
  cert-manager.io/ClusterIssuer v1
    spec!: IssuerSpec
  cert-manager.io/Issuer v1
    spec!: IssuerSpec
  trust-manager.io/ClusterBundle v1alpha2
    spec: ClusterBundleSpec
  trust.cert-manager.io/Bundle v1alpha1
    spec!: BundleSpec
  ACMEChallengeSolver
    dns01: ACMEChallengeSolverDNS01
    http01: ACMEChallengeSolverHTTP01
    selector: CertificateDNSNameSelector
    waitInsteadOfSelfCheck: string
  ACMEChallengeSolverDNS01
    acmeDNS: AcmeDNS
    akamai: Akamai
    azureDNS: AzureDNS
    cloudDNS: CloudDNS
    cloudflare: Cloudflare
    cnameStrategy: None|Follow
    digitalocean: DigitalOcean
    nameservers: [string]
    rfc2136: RFC2136
    route53: Route53
    webhook: Webhook
  ACMEChallengeSolverHTTP01
    gatewayHTTPRoute: ACMEChallengeSolverHTTP01GatewayHTTPRoute
    ingress: ACMEChallengeSolverHTTP01Ingress
  ACMEChallengeSolverHTTP01GatewayHTTPRoute
    labels: {string}
    parentRefs: [ParentReference]
    podTemplate: PodTemplate
    serviceType: string
  ACMEChallengeSolverHTTP01Ingress
    class ingressClassName name serviceType: string
    ingressTemplate: IngressTemplate
    podTemplate: PodTemplate
  ACMEExternalAccountBinding
    keyAlgorithm: HS256|HS384|HS512
    keyID!: string
    keySecretRef!: SecretKeySelector
  ACMEIssuer
    caBundle: bytes
    disableAccountKeyGeneration enableDurationFeature skipTLSVerify: bool
    email profile server!: string
    externalAccountBinding: ACMEExternalAccountBinding
    preferredChain: string(..64)
    privateKeySecretRef!: SecretKeySelector
    renewalInformationSource: ARI|None
    solvers: [ACMEChallengeSolver]
  AcmeDNS
    accountSecretRef!: SecretKeySelector
    host!: string
  AdditionalFormats
    jks: JKS
    pkcs12: PKCS12
  Affinity
    nodeAffinity: NodeAffinity
    podAffinity podAntiAffinity: PodAffinity
  Akamai
    accessTokenSecretRef! clientSecretSecretRef! clientTokenSecretRef!: SecretKeySelector
    serviceConsumerDomain!: string
  AzureDNS
    clientID hostedZoneName resourceGroupName! subscriptionID! tenantID: string
    clientSecretSecretRef: SecretKeySelector
    environment: AzurePublicCloud|AzureChinaCloud|AzureGermanCloud|AzureUSGovernmentCloud
    managedIdentity: AzureManagedIdentity
    zoneType: AzurePublicZone|AzurePrivateZone
  AzureManagedIdentity
    clientID resourceID tenantID: string
  BundleSource
    configMap secret: SourceObjectKeySelector
    inLine: string(1..1048576)
    useDefaultCAs: bool
  BundleSourceRef
    key! name: string(1..253)
    kind!: ConfigMap|Secret
    selector: LabelSelector
  BundleSpec
    sources!: [BundleSource](1..100)
    target: BundleTarget
  BundleTarget
    additionalFormats: AdditionalFormats
    configMap secret: TargetTemplate~v1alpha1
    namespaceSelector: LabelSelector
  BundleTarget~cluster
    configMap secret: TargetTemplate
    namespaceSelector!: LabelSelector
  CAIssuer
    crlDistributionPoints issuingCertificateURLs ocspServers: [string]
    secretName!: string
  CertificateAdditionalOutputFormat
    type!: DER|CombinedPEM
  CertificateDNSNameSelector
    dnsNames dnsZones: [string]
    matchLabels: {string}
  CertificateKeystores
    jks: JKSKeystore
    pkcs12: PKCS12Keystore
  CertificatePrivateKey
    algorithm: RSA|ECDSA|Ed25519
    encoding: PKCS1|PKCS8
    rotationPolicy: Never|Always
    size: long
  CertificateRenewal
    policy: RenewBefore|Disabled
    windows: [CertificateRenewalWindows]
  CertificateRenewalWindows
    cron! timezone: string(1..)
    windowDuration!: string(/^([0-9]+(\.[0-9]+)?(s|m|h))+$/)
  CertificateRequestSpec
    duration uid username: string
    extra: {[string]}
    groups: [string]
    isCA: bool
    issuerRef!: IssuerReference
    request!: bytes
    usages: [signing|digital signature|content commitment|key encipherment|key agreement|data encipherment|cert sign|crl sign|encipher only|decipher only|any|server auth|client auth|code signing|email protection|s/mime|ipsec end system|ipsec tunnel|ipsec user|timestamping|ocsp signing|microsoft sgc|netscape sgc]
  CertificateSecretTemplate
    annotations labels: {string}
  CertificateSpec
    additionalOutputFormats: [CertificateAdditionalOutputFormat]
    commonName duration literalSubject renewBefore secretName!: string
    dnsNames emailAddresses ipAddresses uris: [string]
    encodeUsagesInRequest isCA: bool
    issuerRef!: IssuerReference
    keystores: CertificateKeystores
    nameConstraints: NameConstraints
    otherNames: [OtherName]
    privateKey: CertificatePrivateKey
    renewBeforePercentage revisionHistoryLimit: int
    renewal: CertificateRenewal
    secretTemplate: CertificateSecretTemplate
    signatureAlgorithm: SHA256WithRSA|SHA384WithRSA|SHA512WithRSA|ECDSAWithSHA256|ECDSAWithSHA384|ECDSAWithSHA512|PureEd25519
    subject: X509Subject
    usages: [signing|digital signature|content commitment|key encipherment|key agreement|data encipherment|cert sign|crl sign|encipher only|decipher only|any|server auth|client auth|code signing|email protection|s/mime|ipsec end system|ipsec tunnel|ipsec user|timestamping|ocsp signing|microsoft sgc|netscape sgc]
  ChallengeSpec
    authorizationURL! dnsName! key! token! url!: string
    issuerRef!: IssuerReference
    solver!: ACMEChallengeSolver
    type!: HTTP-01|DNS-01
    wildcard: bool
  CloudDNS
    hostedZoneName project!: string
    serviceAccountSecretRef: SecretKeySelector
  Cloudflare
    apiKeySecretRef apiTokenSecretRef: SecretKeySelector
    email: string
  ClusterBundleSpec
    defaultCAs: DefaultCAsSource
    inLineCAs: string(1..1048576)
    sourceRefs: [BundleSourceRef](0..100)
    target: BundleTarget~cluster
  DefaultCAsSource
    provider!: System|Disabled
  DigitalOcean
    tokenSecretRef!: SecretKeySelector
  IngressTemplate
    metadata: TemplateMetadata
  IssuerReference
    group kind name!: string
  IssuerSpec
    acme: ACMEIssuer
    ca: CAIssuer
    selfSigned: SelfSignedIssuer
    vault: VaultIssuer
    venafi: VenafiIssuer
  JKS
    key!: string(1..253)
    password: string(1..128)
  JKSKeystore
    alias password: string
    create!: bool
    passwordSecretRef: SecretKeySelector
  LabelSelector
    matchExpressions: [LabelSelectorRequirement]
    matchLabels: {string}
  LabelSelectorRequirement
    key! operator!: string
    values: [string]
  LocalObjectReference
    name!: string
  LocalObjectReference~pull
    name: string
  NameConstraintItem
    dnsDomains emailAddresses ipRanges uriDomains: [string]
  NameConstraints
    critical: bool
    excluded permitted: NameConstraintItem
  NodeAffinity
    preferredDuringSchedulingIgnoredDuringExecution: [PreferredSchedulingTerm]
    requiredDuringSchedulingIgnoredDuringExecution: NodeSelector
  NodeSelector
    nodeSelectorTerms!: [NodeSelectorTerm]
  NodeSelectorRequirement
    key! operator!: string
    values: [string]
  NodeSelectorTerm
    matchExpressions matchFields: [NodeSelectorRequirement]
  OrderSpec
    commonName duration profile replaces: string
    dnsNames ipAddresses: [string]
    issuerRef!: IssuerReference
    request!: bytes
  OtherName
    oid utf8Value: string
  PKCS12
    key!: string(1..253)
    password: string(0..128)
    profile: LegacyRC2|LegacyDES|Modern2023
  PKCS12Keystore
    create!: bool
    password: string
    passwordSecretRef: SecretKeySelector
    profile: LegacyRC2|LegacyDES|Modern2023|Modern2026
  ParentReference
    group: string(..253)
    kind namespace: string(1..63)
    name! sectionName: string(1..253)
    port: int(1..65535)
  PodAffinity
    preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]
    requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]
  PodAffinityTerm
    labelSelector namespaceSelector: LabelSelector
    matchLabelKeys mismatchLabelKeys namespaces: [string]
    topologyKey!: string
  PodSecurityContext
    fsGroup runAsGroup runAsUser: long
    fsGroupChangePolicy: string
    runAsNonRoot: bool
    seLinuxOptions: SELinuxOptions
    seccompProfile: SeccompProfile
    supplementalGroups: [long]
    sysctls: [Sysctl]
  PodSpec
    affinity: Affinity
    imagePullSecrets: [LocalObjectReference~pull](key name)
    nodeSelector: {string}
    priorityClassName serviceAccountName: string
    resources: ResourceRequirements
    securityContext: PodSecurityContext
    tolerations: [Toleration]
  PodTemplate
    metadata: TemplateMetadata
    spec: PodSpec
  PreferredSchedulingTerm
    preference!: NodeSelectorTerm
    weight!: int
  RFC2136
    nameserver! tsigAlgorithm tsigKeyName: string
    protocol: TCP|UDP
    tsigSecretSecretRef: SecretKeySelector
  ResourceRequirements
    limits requests: {intOrString}
  Route53
    accessKeyID hostedZoneID region role: string
    accessKeyIDSecretRef secretAccessKeySecretRef: SecretKeySelector
    auth: Route53Auth
  Route53Auth
    kubernetes!: Route53KubernetesAuth
  Route53KubernetesAuth
    serviceAccountRef!: ServiceAccountRef
  SELinuxOptions
    level role type user: string
  SeccompProfile
    localhostProfile type!: string
  SecretKeySelector
    key name!: string
  SelfSignedIssuer
    crlDistributionPoints: [string]
  ServiceAccountRef
    audiences: [string]
    name!: string
  SourceObjectKeySelector
    includeAllKeys: bool
    key name: string(1..253)
    selector: LabelSelector
  Sysctl
    name! value!: string
  TargetKeyValue
    format: PEM|PKCS12
    key!: string(1..253)
    password: string(0..128)
    profile: LegacyRC2|LegacyDES|Modern2023
  TargetMetadata
    annotations labels: {string}(1..)
  TargetTemplate
    data!: [TargetKeyValue](1..10)(key key)
    metadata: TargetMetadata
  TargetTemplate~v1alpha1
    key!: string(1..253)
    metadata: TargetMetadata
  TemplateMetadata
    annotations labels: {string}
  Toleration
    effect key operator value: string
    tolerationSeconds: long
  VaultAWSAuth
    iamRoleArn mountPath region vaultHeaderValue: string
    role!: string(1..)
    serviceAccountRef: ServiceAccountRef
  VaultAppRole
    path! roleId!: string
    secretRef!: SecretKeySelector
  VaultAuth
    appRole: VaultAppRole
    aws: VaultAWSAuth
    clientCertificate: VaultClientCertificateAuth
    kubernetes: VaultKubernetesAuth
    tokenSecretRef: SecretKeySelector
  VaultClientCertificateAuth
    mountPath name secretName: string
  VaultIssuer
    auth!: VaultAuth
    caBundle: bytes
    caBundleSecretRef clientCertSecretRef clientKeySecretRef: SecretKeySelector
    namespace path! server! serverName: string
  VaultKubernetesAuth
    mountPath role!: string
    secretRef: SecretKeySelector
    serviceAccountRef: ServiceAccountRef
  VenafiCloud
    apiTokenSecretRef!: SecretKeySelector
    url: string
  VenafiIssuer
    cloud: VenafiCloud
    ngts: VenafiNGTS
    tpp: VenafiTPP
    zone!: string
  VenafiNGTS
    credentialsRef!: LocalObjectReference
    tokenEndpoint tsgID! url: string
  VenafiTPP
    caBundle: bytes
    caBundleSecretRef: SecretKeySelector
    credentialsRef!: LocalObjectReference
    url!: string
  Webhook
    config: any
    groupName! solverName!: string
  WeightedPodAffinityTerm
    podAffinityTerm!: PodAffinityTerm
    weight!: int
  X509Subject
    countries localities organizationalUnits organizations postalCodes provinces streetAddresses: [string]
    serialNumber: string

  """#
