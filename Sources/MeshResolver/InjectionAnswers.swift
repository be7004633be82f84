package import MeshModel

extension EffectiveMesh {
  /// Whether pods of a namespace get a sidecar when nothing about them says otherwise; false where it is not known.
  package func injectsByDefault(_ namespace: String) -> Bool {
    guard !InjectionResolver.ignores(namespace), settings.autoInject.value else { return false }
    let labels = mesh.namespaces[namespace]?.metadata.labels
    if let injection = labels?["istio-injection"] { return injection.value == "enabled" }
    if let revision = labels?["istio.io/rev"] { return settings.revisions.contains(revision.value) }
    return labels != nil && settings.enableNamespacesByDefault.value
  }

  /// The label or annotation with which a workload declines the sidecar that its namespace gives; nil where it does
  /// not. Jobs, which a sidecar can keep from ending, and pods in the host network are not judged.
  package func optOut(of index: Int) -> Located<String>? {
    let workload = workloads[index]
    guard proxies[index].presence == .none, !workload.isJob, workload.pod.hostNetwork?.value != true,
      injectsByDefault(workload.namespace)
    else { return nil }
    return workload.injectionRequest.flatMap { $0.value == "false" ? $0 : nil }
  }

  /// The sidecar that a pod declares although a webhook adds one too.
  ///
  /// What was injected already, as `kubectl get` prints it, declares none: it carries `sidecar.istio.io/status`. Nor
  /// does any other Pod that was in a cluster, such as that of a gateway: no webhook will see it again.
  package func proxyBesideInjection(of index: Int) -> Container? {
    let workload = workloads[index]
    guard proxies[index].presence == .sidecar, workload.podAnnotations["sidecar.istio.io/status"] == nil,
      !isTakenAsRunning(index)
    else { return nil }
    let proxy = workload.proxyContainers.first { $0.image?.value != "auto" }
    // Where no webhook sends the pod to Istio, the container itself is why there is a sidecar.
    guard let proxy, let name = proxy.name, proxies[index].place != name.span else { return nil }
    return proxy
  }

  /// The AuthorizationPolicies that are in force for workloads without any proxy, and those workloads.
  ///
  /// A policy without selector is left out unless no workload of its namespace has a proxy, and one for the whole mesh
  /// altogether. Jobs serve nobody and do not count.
  package func unenforcedAuthorizationPolicies() -> [(policy: AuthorizationPolicy, workloads: [Int])] {
    let index = authorizationPolicyIndex
    var unenforced: [Int: [Int]] = [:]
    var bareNamespaces: [String: Bool] = [:]
    for (position, workload) in workloads.enumerated() where proxies[position].presence == .none && !workload.isJob {
      let namespace = workload.namespace
      for policy in index.policies(namespace: namespace, labels: workload.podLabels) {
        if !index.policies[policy].selector.isSelective {
          guard index.policies[policy].namespace != settings.rootNamespace.value else { continue }
          let isBare =
            bareNamespaces[namespace] ?? lackProxies(mesh.workloads(in: namespace).filter { !workloads[$0].isJob })
          bareNamespaces[namespace] = isBare
          guard isBare else { continue }
        }
        unenforced[policy, default: []].append(position)
      }
    }
    return unenforced.sorted { $0.key < $1.key }.map { (index.policies[$0.key], $0.value) }
  }

  /// The AuthorizationPolicies that are meant for a workload.
  package func authorizationPolicies(of workload: Int) -> [AuthorizationPolicy] {
    let found = authorizationPolicyIndex.policies(
      namespace: workloads[workload].namespace, labels: workloads[workload].podLabels)
    return found.map { authorizationPolicyIndex.policies[$0] }
  }
}

extension Workload {
  /// Whether the pods run to an end.
  package var isJob: Bool { metadata.kind.value == "Job" || metadata.kind.value == "CronJob" }
}
