/// Fields of Kubernetes' own kinds, by their JSON names,
/// from the OpenAPI documents of Kubernetes 1.37 by scripts/update-kubernetes-schema.
let kubernetesSchema: StaticString = """
  /Namespace v1
    spec: NamespaceSpec
  /Pod v1
    spec!: PodSpec
  /ReplicationController v1
    spec: ReplicationControllerSpec
  /Service v1
    spec: ServiceSpec
  /ServiceAccount v1
    automountServiceAccountToken: bool
    imagePullSecrets: [LocalObjectReference]
    secrets: [ObjectReference]
  /ConfigMap v1
    binaryData: {bytes}
    data: {string}
    immutable: bool
  /Secret v1
    data: {bytes}
    immutable: bool
    stringData: {string}
    type: string
  /Node v1
    spec: NodeSpec
  /Endpoints v1
    subsets: [EndpointSubset]
  /PersistentVolumeClaim v1
    spec: PersistentVolumeClaimSpec
  apps/Deployment v1
    spec!: DeploymentSpec
  apps/StatefulSet v1
    spec!: StatefulSetSpec
  apps/DaemonSet v1
    spec!: DaemonSetSpec
  apps/ReplicaSet v1
    spec!: ReplicaSetSpec
  batch/Job v1
    spec!: JobSpec
  batch/CronJob v1
    spec!: CronJobSpec
  networking.k8s.io/Ingress v1
    spec: IngressSpec
  networking.k8s.io/IngressClass v1
    spec: IngressClassSpec
  networking.k8s.io/NetworkPolicy v1
    spec: NetworkPolicySpec
  rbac.authorization.k8s.io/Role v1
    rules: [PolicyRule]
  rbac.authorization.k8s.io/ClusterRole v1
    aggregationRule: AggregationRule
    rules: [PolicyRule]
  rbac.authorization.k8s.io/RoleBinding v1
    roleRef!: RoleRef
    subjects: [Subject]
  rbac.authorization.k8s.io/ClusterRoleBinding v1
    roleRef!: RoleRef
    subjects: [Subject]
  autoscaling/HorizontalPodAutoscaler v2
    spec!: HorizontalPodAutoscalerSpec
  policy/PodDisruptionBudget v1
    spec: PodDisruptionBudgetSpec
  discovery.k8s.io/EndpointSlice v1
    addressType!: IPv4|IPv6|FQDN
    endpoints: [Endpoint]
    ports: [EndpointSlicePort]
  admissionregistration.k8s.io/MutatingWebhookConfiguration v1
    webhooks: [MutatingWebhook](key name)
  admissionregistration.k8s.io/ValidatingWebhookConfiguration v1
    webhooks: [ValidatingWebhook](key name)
  apiextensions.k8s.io/CustomResourceDefinition v1
    spec!: CustomResourceDefinitionSpec
  autoscaling/HorizontalPodAutoscaler v1
    spec!: HorizontalPodAutoscalerSpecV1
  AWSElasticBlockStoreVolumeSource
    fsType volumeID!: string
    partition: int
    readOnly: bool
  Affinity
    nodeAffinity: NodeAffinity
    podAffinity: PodAffinity
    podAntiAffinity: PodAntiAffinity
  AggregationRule
    clusterRoleSelectors: [LabelSelector]
  AppArmorProfile
    localhostProfile: string
    type!: Localhost|RuntimeDefault|Unconfined
  AzureDiskVolumeSource
    cachingMode diskName! diskURI! fsType kind: string
    readOnly: bool
  AzureFileVolumeSource
    readOnly: bool
    secretName! shareName!: string
  CSIVolumeSource
    driver! fsType: string
    nodePublishSecretRef: LocalObjectReference
    readOnly: bool
    volumeAttributes: {string}
  Capabilities
    add drop: [string]
  CephFSVolumeSource
    monitors!: [string]
    path secretFile user: string
    readOnly: bool
    secretRef: LocalObjectReference
  CinderVolumeSource
    fsType volumeID!: string
    readOnly: bool
    secretRef: LocalObjectReference
  ClientIPConfig
    timeoutSeconds: int
  ClusterTrustBundleProjection
    labelSelector: LabelSelector
    name path! signerName: string
    optional: bool
    user: long
  ConfigMapEnvSource
    name: string
    optional: bool
  ConfigMapKeySelector
    key! name: string
    optional: bool
  ConfigMapNodeConfigSource
    kubeletConfigKey! name! namespace! resourceVersion uid: string
  ConfigMapProjection
    items: [KeyToPath]
    name: string
    optional: bool
  ConfigMapVolumeSource
    defaultMode: int
    defaultUser: long
    items: [KeyToPath]
    name: string
    optional: bool
  Container
    args command: [string]
    env: [EnvVar]
    envFrom: [EnvFromSource]
    image name! terminationMessagePath workingDir: string
    imagePullPolicy: Always|IfNotPresent|Never
    lifecycle: Lifecycle
    livenessProbe readinessProbe startupProbe: Probe
    ports: [ContainerPort]
    resizePolicy: [ContainerResizePolicy]
    resources: ResourceRequirements
    restartPolicy: Always|OnFailure|Never
    restartPolicyRules: [ContainerRestartRule]
    securityContext: SecurityContext
    stdin stdinOnce tty: bool
    terminationMessagePolicy: File|FallbackToLogsOnError
    volumeDevices: [VolumeDevice]
    volumeMounts: [VolumeMount](key mountPath)
  ContainerPort
    containerPort!: int(1..65535)
    hostIP name: string
    hostPort: int(0..65535)
    protocol: TCP|UDP|SCTP
  ContainerResizePolicy
    resourceName! restartPolicy!: string
  ContainerResourceMetricSource
    container! name!: string
    target!: MetricTarget
  ContainerRestartRule
    action!: string
    exitCodes: ContainerRestartRuleOnExitCodes
  ContainerRestartRuleOnExitCodes
    operator!: string
    values: [int]
  CronJobSpec
    concurrencyPolicy: Allow|Forbid|Replace
    failedJobsHistoryLimit successfulJobsHistoryLimit: int
    jobTemplate!: JobTemplateSpec
    schedule! timeZone: string
    startingDeadlineSeconds: long
    suspend: bool
  CrossVersionObjectReference
    apiVersion kind! name!: string
  CustomResourceColumnDefinition
    description format jsonPath! name! type!: string
    priority: int
  CustomResourceConversion
    strategy!: None|Webhook
    webhook: WebhookConversion
  CustomResourceDefinitionNames
    categories shortNames: [string]
    kind! listKind plural! singular: string
  CustomResourceDefinitionSpec
    conversion: CustomResourceConversion
    group!: string
    names!: CustomResourceDefinitionNames
    preserveUnknownFields: bool
    scope!: Cluster|Namespaced
    versions!: [CustomResourceDefinitionVersion]
  CustomResourceDefinitionVersion
    additionalPrinterColumns: [CustomResourceColumnDefinition]
    deprecated served storage: bool
    deprecationWarning name!: string
    schema: any
    selectableFields: [SelectableField]
    subresources: CustomResourceSubresources
  CustomResourceSubresourceScale
    labelSelectorPath specReplicasPath! statusReplicasPath!: string
  CustomResourceSubresourceStatus
  CustomResourceSubresources
    scale: CustomResourceSubresourceScale
    status: CustomResourceSubresourceStatus
  DaemonSetSpec
    minReadySeconds revisionHistoryLimit: int
    selector!: LabelSelector
    template!: PodTemplateSpec
    updateStrategy: DaemonSetUpdateStrategy
  DaemonSetUpdateStrategy
    rollingUpdate: RollingUpdateDaemonSet
    type: RollingUpdate|OnDelete
  DeploymentSpec
    minReadySeconds progressDeadlineSeconds revisionHistoryLimit: int
    paused: bool
    replicas: int(0..)
    selector!: LabelSelector
    strategy: DeploymentStrategy
    template!: PodTemplateSpec
  DeploymentStrategy
    rollingUpdate: RollingUpdateDeployment
    type: Recreate|RollingUpdate
  DownwardAPIProjection
    items: [DownwardAPIVolumeFile]
  DownwardAPIVolumeFile
    fieldRef: ObjectFieldSelector
    mode: int
    path!: string
    resourceFieldRef: ResourceFieldSelector
    user: long
  DownwardAPIVolumeSource
    defaultMode: int
    defaultUser: long
    items: [DownwardAPIVolumeFile]
  EmptyDirVolumeSource
    medium: string
    mode: int
    sizeLimit: intOrString
  Endpoint
    addresses!: [string]
    conditions: EndpointConditions
    deprecatedTopology: {string}
    hints: EndpointHints
    hostname nodeName zone: string
    targetRef: ObjectReference
  EndpointAddress
    hostname ip! nodeName: string
    targetRef: ObjectReference
  EndpointConditions
    ready serving terminating: bool
  EndpointHints
    forNodes: [ForNode]
    forZones: [ForZone]
  EndpointPort
    appProtocol name: string
    port!: int(1..65535)
    protocol: TCP|UDP|SCTP
  EndpointSlicePort
    appProtocol name: string
    port: int(1..65535)
    protocol: TCP|UDP|SCTP
  EndpointSubset
    addresses notReadyAddresses: [EndpointAddress]
    ports: [EndpointPort]
  EnvFromSource
    configMapRef: ConfigMapEnvSource
    prefix: string
    secretRef: SecretEnvSource
  EnvVar
    name! value: string
    valueFrom: EnvVarSource
  EnvVarSource
    configMapKeyRef: ConfigMapKeySelector
    fieldRef: ObjectFieldSelector
    fileKeyRef: FileKeySelector
    resourceFieldRef: ResourceFieldSelector
    secretKeyRef: SecretKeySelector
    one of configMapKeyRef fieldRef fileKeyRef resourceFieldRef secretKeyRef
  EphemeralContainer
    args command: [string]
    env: [EnvVar]
    envFrom: [EnvFromSource]
    image name! restartPolicy targetContainerName terminationMessagePath workingDir: string
    imagePullPolicy: Always|IfNotPresent|Never
    lifecycle: Lifecycle
    livenessProbe readinessProbe startupProbe: Probe
    ports: [ContainerPort]
    resizePolicy: [ContainerResizePolicy]
    resources: ResourceRequirements
    restartPolicyRules: [ContainerRestartRule]
    securityContext: SecurityContext
    stdin stdinOnce tty: bool
    terminationMessagePolicy: File|FallbackToLogsOnError
    volumeDevices: [VolumeDevice]
    volumeMounts: [VolumeMount]
  EphemeralVolumeSource
    volumeClaimTemplate: PersistentVolumeClaimTemplate
  EvictionResponder
    name!: string
    priority!: int
  ExecAction
    command: [string]
  ExternalMetricSource
    metric!: MetricIdentifier
    target!: MetricTarget
  FCVolumeSource
    fsType: string
    lun: int
    readOnly: bool
    targetWWNs wwids: [string]
  FileKeySelector
    key! path! volumeName!: string
    optional: bool
  FlexVolumeSource
    driver! fsType: string
    options: {string}
    readOnly: bool
    secretRef: LocalObjectReference
  FlockerVolumeSource
    datasetName datasetUUID: string
  ForNode
    name!: string
  ForZone
    name!: string
  GCEPersistentDiskVolumeSource
    fsType pdName!: string
    partition: int
    readOnly: bool
  GRPCAction
    mode service: string
    port!: int
  GitRepoVolumeSource
    directory repository! revision: string
  GlusterfsVolumeSource
    endpoints! path!: string
    readOnly: bool
  HPAScalingPolicy
    periodSeconds! value!: int
    type!: Pods|Percent
  HPAScalingRules
    policies: [HPAScalingPolicy]
    selectPolicy: Max|Min|Disabled
    stabilizationWindowSeconds: int
    tolerance: intOrString
  HTTPGetAction
    host path protocol: string
    httpHeaders: [HTTPHeader]
    port!: intOrString
    scheme: HTTP|HTTPS
  HTTPHeader
    name! value: string
  HTTPIngressPath
    backend!: IngressBackend
    path: string
    pathType!: Exact|Prefix|ImplementationSpecific
  HTTPIngressRuleValue
    paths!: [HTTPIngressPath]
  HorizontalPodAutoscalerBehavior
    scaleDown scaleUp: HPAScalingRules
  HorizontalPodAutoscalerSpec
    behavior: HorizontalPodAutoscalerBehavior
    maxReplicas! minReplicas: int
    metrics: [MetricSpec]
    scaleTargetRef!: CrossVersionObjectReference
  HorizontalPodAutoscalerSpecV1
    maxReplicas! minReplicas targetCPUUtilizationPercentage: int
    scaleTargetRef!: CrossVersionObjectReference
  HostAlias
    hostnames: [string]
    ip!: string
  HostPathVolumeSource
    path!: string
    type: DirectoryOrCreate|Directory|FileOrCreate|File|Socket|CharDevice|BlockDevice
  IPBlock
    cidr!: string
    except: [string]
  ISCSIVolumeSource
    chapAuthDiscovery chapAuthSession readOnly: bool
    fsType initiatorName iqn! iscsiInterface targetPortal!: string
    lun!: int
    portals: [string]
    secretRef: LocalObjectReference
  ImageVolumeSource
    pullPolicy reference: string
  IngressBackend
    resource: TypedLocalObjectReference
    service: IngressServiceBackend
    one of resource service
  IngressClassParametersReference
    apiGroup kind! name! namespace scope: string
  IngressClassSpec
    controller: string
    parameters: IngressClassParametersReference
  IngressRule
    host: string
    http: HTTPIngressRuleValue
  IngressServiceBackend
    name!: string
    port: ServiceBackendPort
  IngressSpec
    defaultBackend: IngressBackend
    ingressClassName: string
    rules: [IngressRule]
    tls: [IngressTLS]
  IngressTLS
    hosts: [string]
    secretName: string
  JobSchedulingConfiguration
    disruptionMode: WorkloadPodGroupDisruptionMode
    resourceClaims: [WorkloadPodGroupResourceClaim]
    schedulingConstraints: WorkloadPodGroupSchedulingConstraints
    schedulingPolicy: WorkloadPodGroupSchedulingPolicy
  JobSpec
    activeDeadlineSeconds: long
    backoffLimit backoffLimitPerIndex completions maxFailedIndexes parallelism ttlSecondsAfterFinished: int
    completionMode: NonIndexed|Indexed
    managedBy: string
    manualSelector suspend: bool
    podFailurePolicy: PodFailurePolicy
    podReplacementPolicy: TerminatingOrFailed|Failed
    scheduling: JobSchedulingConfiguration
    selector: LabelSelector
    successPolicy: SuccessPolicy
    template!: PodTemplateSpec
  JobTemplateSpec
    metadata: ObjectMeta
    spec!: JobSpec
  KeyToPath
    key! path!: string
    mode: int
    user: long
  LabelSelector
    matchExpressions: [LabelSelectorRequirement]
    matchLabels: {string}
  LabelSelectorRequirement
    key!: string
    operator!: In|NotIn|Exists|DoesNotExist
    values: [string]
  Lifecycle
    postStart preStop: LifecycleHandler
    stopSignal: string
  LifecycleHandler
    exec: ExecAction
    httpGet: HTTPGetAction
    sleep: SleepAction
    tcpSocket: TCPSocketAction
    one of exec httpGet sleep tcpSocket
  LocalObjectReference
    name: string
  MatchCondition
    expression! name!: string
  MetricIdentifier
    name!: string
    selector: LabelSelector
  MetricSpec
    containerResource: ContainerResourceMetricSource
    external: ExternalMetricSource
    object: ObjectMetricSource
    pods: PodsMetricSource
    resource: ResourceMetricSource
    type!: Object|Pods|Resource|ContainerResource|External
  MetricTarget
    averageUtilization: int
    averageValue value: intOrString
    type!: Utilization|Value|AverageValue
  MutatingWebhook
    admissionReviewVersions!: [string]
    clientConfig!: WebhookClientConfig
    failurePolicy: Ignore|Fail
    matchConditions: [MatchCondition]
    matchPolicy: Exact|Equivalent
    name!: string
    namespaceSelector objectSelector: LabelSelector
    reinvocationPolicy: Never|IfNeeded
    rules: [RuleWithOperations]
    sideEffects!: None|NoneOnDryRun
    timeoutSeconds: int
  NFSVolumeSource
    path! server!: string
    readOnly: bool
  NamespaceSpec
    finalizers: [string]
  NetworkPolicyEgressRule
    ports: [NetworkPolicyPort]
    to: [NetworkPolicyPeer]
  NetworkPolicyIngressRule
    from: [NetworkPolicyPeer]
    ports: [NetworkPolicyPort]
  NetworkPolicyPeer
    ipBlock: IPBlock
    namespaceSelector podSelector: LabelSelector
  NetworkPolicyPort
    endPort: int
    port: intOrString
    protocol: TCP|UDP|SCTP
  NetworkPolicySpec
    egress: [NetworkPolicyEgressRule]
    ingress: [NetworkPolicyIngressRule]
    podSelector: LabelSelector
    policyTypes: [Ingress|Egress]
  NodeAffinity
    preferredDuringSchedulingIgnoredDuringExecution: [PreferredSchedulingTerm]
    requiredDuringSchedulingIgnoredDuringExecution: NodeSelector
  NodeConfigSource
    configMap: ConfigMapNodeConfigSource
  NodePodPreemptionPolicy
    disableResizePreemption: [string]
  NodeSelector
    nodeSelectorTerms!: [NodeSelectorTerm]
  NodeSelectorRequirement
    key!: string
    operator!: In|NotIn|Exists|DoesNotExist|Gt|Lt
    values: [string]
  NodeSelectorTerm
    matchExpressions matchFields: [NodeSelectorRequirement]
  NodeSpec
    configSource: NodeConfigSource
    externalID podCIDR providerID: string
    podCIDRs: [string]
    podPreemptionPolicy: NodePodPreemptionPolicy
    taints: [Taint]
    unschedulable: bool
  ObjectFieldSelector
    apiVersion fieldPath!: string
  ObjectMetricSource
    describedObject!: CrossVersionObjectReference
    metric!: MetricIdentifier
    target!: MetricTarget
  ObjectReference
    apiVersion fieldPath kind name namespace resourceVersion uid: string
  PersistentVolumeClaim
    apiVersion kind: string
    metadata: ObjectMeta
    spec: PersistentVolumeClaimSpec
    status: any
  PersistentVolumeClaimSpec
    accessModes: [ReadWriteOnce|ReadOnlyMany|ReadWriteMany|ReadWriteOncePod]
    dataSource: TypedLocalObjectReference
    dataSourceRef: TypedObjectReference
    resources: VolumeResourceRequirements
    selector: LabelSelector
    storageClassName volumeAttributesClassName volumeName: string
    volumeMode: Filesystem|Block
  PersistentVolumeClaimTemplate
    metadata: ObjectMeta
    spec!: PersistentVolumeClaimSpec
  PersistentVolumeClaimVolumeSource
    claimName!: string
    readOnly: bool
  PhotonPersistentDiskVolumeSource
    fsType pdID!: string
  PodAffinity
    preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]
    requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]
  PodAffinityTerm
    labelSelector namespaceSelector: LabelSelector
    matchLabelKeys mismatchLabelKeys namespaces: [string]
    topologyKey!: string
  PodAntiAffinity
    preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]
    requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]
  PodCertificateProjection
    certificateChainPath credentialBundlePath keyPath keyType! signerName!: string
    maxExpirationSeconds: int
    user: long
    userAnnotations: {string}
  PodDNSConfig
    nameservers searches: [string]
    options: [PodDNSConfigOption]
  PodDNSConfigOption
    name value: string
  PodDisruptionBudgetSpec
    maxUnavailable minAvailable: intOrString
    selector: LabelSelector
    unhealthyPodEvictionPolicy: IfHealthyBudget|AlwaysAllow
    one of maxUnavailable minAvailable
  PodFailurePolicy
    rules: [PodFailurePolicyRule]
  PodFailurePolicyOnExitCodesRequirement
    containerName: string
    operator!: In|NotIn
    values!: [int]
  PodFailurePolicyOnPodConditionsPattern
    status type!: string
  PodFailurePolicyRule
    action!: Ignore|FailIndex|FailJob|Count
    onExitCodes: PodFailurePolicyOnExitCodesRequirement
    onPodConditions: [PodFailurePolicyOnPodConditionsPattern]
  PodOS
    name!: linux|windows
  PodReadinessGate
    conditionType!: string
  PodResourceClaim
    name! resourceClaimName resourceClaimTemplateName: string
  PodSchedulingGate
    name!: string
  PodSchedulingGroup
    podGroupName: string
  PodSecurityContext
    appArmorProfile: AppArmorProfile
    fsGroup runAsGroup runAsUser: long
    fsGroupChangePolicy: OnRootMismatch|Always
    runAsNonRoot: bool
    seLinuxChangePolicy: string
    seLinuxOptions: SELinuxOptions
    seccompProfile: SeccompProfile
    supplementalGroups: [long]
    supplementalGroupsPolicy: Merge|Strict
    sysctls: [Sysctl]
    windowsOptions: WindowsSecurityContextOptions
  PodSpec
    activeDeadlineSeconds terminationGracePeriodSeconds: long
    affinity: Affinity
    automountServiceAccountToken enableServiceLinks hostIPC hostNetwork hostPID hostUsers setHostnameAsFQDN: bool
    shareProcessNamespace: bool
    containers! initContainers: [Container](key name)
    dnsConfig: PodDNSConfig
    dnsPolicy: ClusterFirst|ClusterFirstWithHostNet|Default|None
    ephemeralContainers: [EphemeralContainer]
    evictionResponders: [EvictionResponder]
    hostAliases: [HostAlias]
    hostname hostnameOverride nodeName priorityClassName runtimeClassName schedulerName serviceAccount: string
    serviceAccountName subdomain: string
    imagePullSecrets: [LocalObjectReference]
    nodeSelector: {string}
    os: PodOS
    overhead: {intOrString}
    preemptionPolicy: PreemptLowerPriority|Never
    priority: int
    readinessGates: [PodReadinessGate]
    resourceClaims: [PodResourceClaim]
    resources: ResourceRequirements
    restartPolicy: Always|OnFailure|Never
    schedulingGates: [PodSchedulingGate]
    schedulingGroup: PodSchedulingGroup
    securityContext: PodSecurityContext
    tolerations: [Toleration]
    topologySpreadConstraints: [TopologySpreadConstraint]
    volumes: [Volume](key name)
  PodTemplateSpec
    metadata: ObjectMeta
    spec!: PodSpec
  PodsMetricSource
    metric!: MetricIdentifier
    target!: MetricTarget
  PolicyRule
    apiGroups nonResourceURLs resourceNames resources verbs!: [string]
  PortworxVolumeSource
    fsType volumeID!: string
    readOnly: bool
  PreferredSchedulingTerm
    preference: NodeSelectorTerm
    weight!: int
  Probe
    exec: ExecAction
    failureThreshold initialDelaySeconds periodSeconds successThreshold timeoutSeconds: int
    grpc: GRPCAction
    httpGet: HTTPGetAction
    tcpSocket: TCPSocketAction
    terminationGracePeriodSeconds: long
    one of exec grpc httpGet tcpSocket
  ProjectedVolumeSource
    defaultMode: int
    defaultUser: long
    sources: [VolumeProjection]
  QuobyteVolumeSource
    group registry! tenant user volume!: string
    readOnly: bool
  RBDVolumeSource
    fsType image! keyring pool user: string
    monitors!: [string]
    readOnly: bool
    secretRef: LocalObjectReference
  ReplicaSetSpec
    minReadySeconds: int
    replicas: int(0..)
    selector!: LabelSelector
    template: PodTemplateSpec
  ReplicationControllerSpec
    minReadySeconds: int
    replicas: int(0..)
    selector: {string}
    template: PodTemplateSpec
  ResourceClaim
    name! request: string
  ResourceFieldSelector
    containerName resource!: string
    divisor: intOrString
  ResourceMetricSource
    name!: string
    target!: MetricTarget
  ResourceRequirements
    claims: [ResourceClaim]
    limits requests: {intOrString}
  RoleRef
    apiGroup name!: string
    kind!: Role|ClusterRole
  RollingUpdateDaemonSet
    maxSurge maxUnavailable: intOrString
  RollingUpdateDeployment
    maxSurge maxUnavailable: intOrString
  RollingUpdateStatefulSetStrategy
    maxUnavailable: intOrString
    partition: int
  RuleWithOperations
    apiGroups apiVersions resources: [string]
    operations: [CREATE|UPDATE|DELETE|CONNECT|*]
    scope: Cluster|Namespaced|*
  SELinuxOptions
    level role type user: string
  ScaleIOVolumeSource
    fsType gateway! protectionDomain storageMode storagePool system! volumeName: string
    readOnly sslEnabled: bool
    secretRef!: LocalObjectReference
  SeccompProfile
    localhostProfile: string
    type!: Localhost|RuntimeDefault|Unconfined
  SecretEnvSource
    name: string
    optional: bool
  SecretKeySelector
    key! name: string
    optional: bool
  SecretProjection
    items: [KeyToPath]
    name: string
    optional: bool
  SecretVolumeSource
    defaultMode: int
    defaultUser: long
    items: [KeyToPath]
    optional: bool
    secretName: string
  SecurityContext
    allowPrivilegeEscalation privileged readOnlyRootFilesystem runAsNonRoot: bool
    appArmorProfile: AppArmorProfile
    capabilities: Capabilities
    procMount: Default|Unmasked
    runAsGroup runAsUser: long
    seLinuxOptions: SELinuxOptions
    seccompProfile: SeccompProfile
    windowsOptions: WindowsSecurityContextOptions
  SelectableField
    jsonPath!: string
  ServiceAccountTokenProjection
    audience path!: string
    expirationSeconds user: long
  ServiceBackendPort
    name: string
    number: int
    one of name number
  ServicePort
    appProtocol name: string
    nodePort: int(0..65535)
    port!: int(1..65535)
    protocol: TCP|UDP|SCTP
    targetPort: intOrString
  ServiceReference
    name! namespace! path: string
    port: int
  ServiceSpec
    allocateLoadBalancerNodePorts publishNotReadyAddresses: bool
    clusterIP externalName loadBalancerClass loadBalancerIP: string
    clusterIPs externalIPs loadBalancerSourceRanges: [string]
    externalTrafficPolicy internalTrafficPolicy: Cluster|Local
    healthCheckNodePort: int
    ipFamilies: [IPv4|IPv6]
    ipFamilyPolicy: SingleStack|PreferDualStack|RequireDualStack
    ports: [ServicePort](key port protocol)
    selector: {string}
    sessionAffinity: None|ClientIP
    sessionAffinityConfig: SessionAffinityConfig
    trafficDistribution: PreferClose|PreferSameZone|PreferSameNode
    type: ClusterIP|NodePort|LoadBalancer|ExternalName
  SessionAffinityConfig
    clientIP: ClientIPConfig
  SleepAction
    seconds: long
  StatefulSetOrdinals
    start: int
  StatefulSetPersistentVolumeClaimRetentionPolicy
    whenDeleted whenScaled: Retain|Delete
  StatefulSetSpec
    minReadySeconds revisionHistoryLimit: int
    ordinals: StatefulSetOrdinals
    persistentVolumeClaimRetentionPolicy: StatefulSetPersistentVolumeClaimRetentionPolicy
    podManagementPolicy: OrderedReady|Parallel
    replicas: int(0..)
    selector!: LabelSelector
    serviceName: string
    template!: PodTemplateSpec
    updateStrategy: StatefulSetUpdateStrategy
    volumeClaimTemplates: [PersistentVolumeClaim]
  StatefulSetUpdateStrategy
    rollingUpdate: RollingUpdateStatefulSetStrategy
    type: RollingUpdate|OnDelete
  StorageOSVolumeSource
    fsType volumeName volumeNamespace: string
    readOnly: bool
    secretRef: LocalObjectReference
  Subject
    apiGroup name! namespace: string
    kind: User|Group|ServiceAccount
  SuccessPolicy
    rules!: [SuccessPolicyRule]
  SuccessPolicyRule
    succeededCount: int
    succeededIndexes: string
  Sysctl
    name! value: string
  TCPSocketAction
    host: string
    port!: intOrString
  Taint
    effect!: NoSchedule|PreferNoSchedule|NoExecute
    key! timeAdded value: string
  Toleration
    effect: NoSchedule|PreferNoSchedule|NoExecute
    key value: string
    operator: Exists|Equal|Lt|Gt
    tolerationSeconds: long
  TopologyConstraint
    key!: string
  TopologySpreadConstraint
    labelSelector: LabelSelector
    matchLabelKeys: [string]
    maxSkew! minDomains: int
    nodeAffinityPolicy nodeTaintsPolicy: Honor|Ignore
    topologyKey!: string
    whenUnsatisfiable!: DoNotSchedule|ScheduleAnyway
  TypedLocalObjectReference
    apiGroup kind! name!: string
  TypedObjectReference
    apiGroup kind! name! namespace: string
  ValidatingWebhook
    admissionReviewVersions!: [string]
    clientConfig!: WebhookClientConfig
    failurePolicy: Ignore|Fail
    matchConditions: [MatchCondition]
    matchPolicy: Exact|Equivalent
    name!: string
    namespaceSelector objectSelector: LabelSelector
    rules: [RuleWithOperations]
    sideEffects!: None|NoneOnDryRun
    timeoutSeconds: int
  Volume
    awsElasticBlockStore: AWSElasticBlockStoreVolumeSource
    azureDisk: AzureDiskVolumeSource
    azureFile: AzureFileVolumeSource
    cephfs: CephFSVolumeSource
    cinder: CinderVolumeSource
    configMap: ConfigMapVolumeSource
    csi: CSIVolumeSource
    downwardAPI: DownwardAPIVolumeSource
    emptyDir: EmptyDirVolumeSource
    ephemeral: EphemeralVolumeSource
    fc: FCVolumeSource
    flexVolume: FlexVolumeSource
    flocker: FlockerVolumeSource
    gcePersistentDisk: GCEPersistentDiskVolumeSource
    gitRepo: GitRepoVolumeSource
    glusterfs: GlusterfsVolumeSource
    hostPath: HostPathVolumeSource
    image: ImageVolumeSource
    iscsi: ISCSIVolumeSource
    name!: string
    nfs: NFSVolumeSource
    persistentVolumeClaim: PersistentVolumeClaimVolumeSource
    photonPersistentDisk: PhotonPersistentDiskVolumeSource
    portworxVolume: PortworxVolumeSource
    projected: ProjectedVolumeSource
    quobyte: QuobyteVolumeSource
    rbd: RBDVolumeSource
    scaleIO: ScaleIOVolumeSource
    secret: SecretVolumeSource
    storageos: StorageOSVolumeSource
    vsphereVolume: VsphereVirtualDiskVolumeSource
    one of awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath image iscsi nfs persistentVolumeClaim photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume
  VolumeDevice
    devicePath! name!: string
  VolumeMount
    bindMountOptions: [string]
    mountPath! name! subPath subPathExpr: string
    mountPropagation: None|HostToContainer|Bidirectional
    readOnly: bool
    recursiveReadOnly: Disabled|IfPossible|Enabled
  VolumeProjection
    clusterTrustBundle: ClusterTrustBundleProjection
    configMap: ConfigMapProjection
    downwardAPI: DownwardAPIProjection
    podCertificate: PodCertificateProjection
    secret: SecretProjection
    serviceAccountToken: ServiceAccountTokenProjection
  VolumeResourceRequirements
    limits requests: {intOrString}
  VsphereVirtualDiskVolumeSource
    fsType storagePolicyID storagePolicyName volumePath!: string
  WebhookClientConfig
    caBundle: bytes
    service: ServiceReference
    url: string
  WebhookConversion
    clientConfig: WebhookClientConfig
    conversionReviewVersions!: [string]
  WeightedPodAffinityTerm
    podAffinityTerm!: PodAffinityTerm
    weight!: int
  WindowsSecurityContextOptions
    gmsaCredentialSpec gmsaCredentialSpecName runAsUserName: string
    hostProcess: bool
  WorkloadPodGroupAllDisruptionMode
  WorkloadPodGroupBasicSchedulingPolicy
  WorkloadPodGroupDisruptionMode
    all: WorkloadPodGroupAllDisruptionMode
    single: WorkloadPodGroupSingleDisruptionMode
  WorkloadPodGroupGangSchedulingPolicy
    minCount: int
  WorkloadPodGroupResourceClaim
    name! resourceClaimName resourceClaimTemplateName: string
  WorkloadPodGroupSchedulingConstraints
    topology: [TopologyConstraint]
  WorkloadPodGroupSchedulingPolicy
    basic: WorkloadPodGroupBasicSchedulingPolicy
    gang: WorkloadPodGroupGangSchedulingPolicy
  WorkloadPodGroupSingleDisruptionMode

  """
