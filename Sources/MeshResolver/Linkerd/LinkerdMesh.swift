package import MeshModel

/// What Linkerd will do with the manifests: the second mesh beside Istio's, over the same model. It answers what
/// ``EffectiveMesh`` answers for Istio.
///
/// Building is linear in the input; what ports accept and what becomes of connections is computed when asked for.
package struct LinkerdMesh: Sendable {
  /// What the cluster holds, without those of Linkerd's resources that are refused.
  package let mesh: Mesh
  package let settings: LinkerdSettings
  /// One for each of ``Mesh/workloads``.
  package let injections: [LinkerdInjection]
  /// One for each of ``Mesh/workloads``.
  package let proxies: [ProxyVerdict]
  package let policies: LinkerdPolicyIndex
  /// One for each of ``Mesh/workloads``.
  private let pods: [LinkerdPod]
  /// Namespace and name of each Service.
  let serviceKeys: Set<String>
  package let registry: ServiceRegistry

  /// `istioProxies`: Whether Istio gives each of the workloads a proxy.
  init(_ mesh: Mesh, registry: ServiceRegistry, istioProxies: [ProxyVerdict], options: ResolverOptions) {
    self.mesh = mesh
    self.registry = registry
    let settings = LinkerdSettings(mesh, options: options)
    self.settings = settings
    let injector = LinkerdInjector(mesh, settings: settings, isComplete: options.isComplete)
    injections = zip(mesh.workloads, istioProxies).map(injector.injection)
    proxies = injections.map(\.verdict)
    policies = LinkerdPolicyIndex(
      mesh, settings: settings, podLabels: LinkerdPodLabels(mesh.workloads, proxies, settings: settings))
    pods = mesh.workloads.map { LinkerdPod($0, namespace: mesh.namespaces[$0.namespace], settings: settings) }
    serviceKeys = Set(mesh.services.map(\.metadata.key))
  }

  package var workloads: [Workload] { mesh.workloads }

  package func isMeshed(_ workload: Int) -> Bool { proxies[workload].presence == .sidecar }

  /// How the annotations of a workload set up its proxy.
  package func pod(_ workload: Int) -> LinkerdPod { pods[workload] }

  /// What Linkerd writes into the certificate of a workload's proxy.
  package func identity(of workload: Int) -> String {
    settings.identity(
      namespace: workloads[workload].namespace, account: workloads[workload].serviceAccountName)
  }
}
