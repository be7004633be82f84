/// The fields of an IstioOperator, which `istioctl install` reads strictly (`operator/pkg/apis/types.go`, up to Istio
/// 1.23 `operator/v1alpha1/operator.proto` of istio/api). Types of Kubernetes inside it, and what has a schema of its
/// own or is passed on to charts, are not looked into.
let installationSchema: StaticString = """
  install.istio.io/IstioOperator v1alpha1
    spec: IstioOperator~spec
  IstioOperator~spec
    profile installPackagePath hub namespace revision compatibilityVersion: string
    resourceSuffix: string @-1.23
    defaultRevision: bool @-1.23
    tag meshConfig values unvalidatedValues: any
    addonComponents: any @-1.23
    components: IstioComponents
  IstioComponents
    base: BaseComponent
    pilot cni ztunnel istiodRemote: Component
    ingressGateways egressGateways: [GatewayComponent]
  BaseComponent
    enabled: bool
    k8s: KubernetesResources
  Component
    enabled: bool
    namespace hub: string
    tag: any
    spec: any @-1.23
    k8s: KubernetesResources
  GatewayComponent
    enabled: bool
    namespace hub name: string
    tag: any
    label: {string}
    k8s: KubernetesResources
  KubernetesResources
    affinity hpaSpec podDisruptionBudget readinessProbe resources service strategy securityContext: any
    env tolerations volumes volumeMounts: [any]
    imagePullPolicy priorityClassName: string
    nodeSelector podAnnotations serviceAnnotations: {string}
    replicaCount: uint
    overlays: [KubernetesOverlay]
  KubernetesOverlay
    apiVersion kind name: string
    patches: [Patch]
  Patch
    path: string
    value: any

  """
