package import Diagnostics
package import MeshModel

/// A policy that selects no workload.
package struct UnmatchedSelector: Sendable {
  package var policy: any Resource
  /// The labels that it asks for; empty for a policy for a whole namespace.
  package var labels: LocatedMap
  /// Where the policy says what it is for: a label that nothing carries, else all labels, else its name.
  package var place: SourceSpan
  /// A label that was probably meant, as `key: value`.
  package var suggestion: String?
}

/// What the input tells about the selectors of policies.
package struct SelectorVerdicts: Sendable {
  package fileprivate(set) var unmatched: [UnmatchedSelector] = []
  /// Namespaces of which the input shows too little to judge a policy, one for each such policy.
  package fileprivate(set) var unjudged: [String] = []
}

extension EffectiveMesh {
  /// The AuthorizationPolicies for which there is no workload.
  ///
  /// Where the input is complete, the answer is that of Istio's analyzer
  /// (`pkg/config/analysis/analyzers/authz/authorizationpolicies.go`): only pods in the mesh count, targets are not
  /// looked at, and the root namespace is that of the mesh configuration which it is given beside the manifests. Else
  /// only selectors are judged, and every workload counts, with proxy or without.
  package func unmatchedAuthorizationPolicies() -> SelectorVerdicts {
    guard options.isComplete else {
      return unmatched(authorizationPolicyIndex.policies, reachesMesh: { $0 == settings.rootNamespace.value })
    }
    let root = options.rootNamespace ?? options.meshConfig?.rootNamespace?.value ?? "istio-system"
    var finder = WorkloadFinder(self) { isInMeshForAnalysis($0) }
    var verdicts = SelectorVerdicts()
    for policy in policiesOfAnalysis() {
      let isRoot = policy.namespace == root
      guard policy.selector != nil || !isRoot else { continue }
      let labels = policy.selector?.labels ?? LocatedMap()
      guard !finder.contains(labels, in: isRoot ? nil : policy.namespace) else { continue }
      verdicts.unmatched.append(finder.unmatched(policy, policy.selector, in: isRoot ? nil : policy.namespace))
    }
    return verdicts
  }

  /// The RequestAuthentications and PeerAuthentications whose selector matches no workload. PeerAuthentications with a
  /// selector in the root namespace, which have no effect anyway, are left out.
  package func unmatchedAuthentications() -> SelectorVerdicts {
    let root = settings.rootNamespace.value
    let requests = unmatched(mesh.requestAuthentications, reachesMesh: { $0 == root })
    let peers = unmatched(
      peerAuthentications.filter { $0.namespace != root }.map(SelectingPeerAuthentication.init),
      reachesMesh: { _ in false })
    var verdicts = SelectorVerdicts()
    verdicts.unmatched = requests.unmatched + peers.unmatched
    verdicts.unjudged = requests.unjudged + peers.unjudged
    return verdicts
  }

  private func unmatched(
    _ policies: [some TargetedPolicy], reachesMesh: (String) -> Bool
  ) -> SelectorVerdicts {
    var verdicts = SelectorVerdicts()
    var finder = WorkloadFinder(self) { _ in true }
    var isDescribed: [String: Bool] = [:]
    for policy in policies where policy.targetRefs.isEmpty && policy.selector.isSelective {
      let scope = reachesMesh(policy.namespace) ? nil : policy.namespace
      guard let labels = policy.selector?.labels, !finder.contains(labels, in: scope),
        !selectsOtherProxies(labels, in: scope), options.isComplete || !policy.namesGateway
      else { continue }
      let isJudged = scope.map { isDescribed[$0] ?? describesWorkloads(of: $0) } ?? options.isComplete
      if let scope { isDescribed[scope] = isJudged }
      if isJudged {
        verdicts.unmatched.append(finder.unmatched(policy, policy.selector, in: scope))
      } else {
        verdicts.unjudged.append(policy.namespace)
      }
    }
    return verdicts
  }

  /// Whether labels select a virtual machine, or the pods that Istio makes for a Gateway.
  private func selectsOtherProxies(_ labels: LocatedMap, in namespace: String?) -> Bool {
    func isInReach(_ resource: any Resource) -> Bool { namespace.map { $0 == resource.namespace } ?? true }
    return mesh.workloadEntries.contains { isInReach($0) && $0.workload.labels.satisfies(labels) }
      || mesh.workloadGroups.contains { isInReach($0) && $0.labels.satisfies(labels) }
      || labels["gateway.networking.k8s.io/gateway-name"].map { name in
        mesh.kubernetesGateways.contains { isInReach($0) && $0.name == name.value }
      } ?? false
  }

  /// Whether Istio's analyzers take the pods of a workload for ones in the mesh
  /// (`pkg/config/analysis/analyzers/util/in_mesh.go`), which is less than whether they get a proxy.
  private func isInMeshForAnalysis(_ index: Int) -> Bool {
    guard proxies[index].presence == .none else { return true }
    let workload = workloads[index]
    if (workload.pod.containers + workload.pod.initContainers)
      .contains(where: { $0.name?.value == "istio-proxy" && !($0.image?.value ?? "").isEmpty })
    {
      return true
    }
    let request =
      workload.podLabels["sidecar.istio.io/inject"] ?? workload.podAnnotations["sidecar.istio.io/inject"]
    if let request { return request.value == "true" }
    return mesh.namespaces[workload.namespace]?.metadata.labels["istio-injection"]?.value == "enabled"
      || workload.podAnnotations["ambient.istio.io/redirection"]?.value == "enabled"
  }
}

/// A PeerAuthentication as one of the policies that choose by labels; it has no targets.
private struct SelectingPeerAuthentication: TargetedPolicy {
  let policy: PeerAuthentication

  var metadata: Metadata { policy.metadata }
  var selector: Selector? { policy.selector }
  var targetRefs: [PolicyTargetReference] { [] }
}

/// Says whether any workload carries labels, in a namespace or in the whole mesh.
private struct WorkloadFinder {
  private struct Label: Hashable {
    /// Nil for the whole mesh.
    var namespace: String?
    var key: String
    var value: String
  }

  private struct Key: Hashable {
    var namespace: String?
    var key: String
  }

  private let mesh: EffectiveMesh
  private let counts: (Int) -> Bool
  /// The workloads of the whole mesh that carry a label; built when it is asked for.
  private var byLabel: [Label: [Int]] = [:]
  private var values: [Key: [String]] = [:]
  /// Comparing words takes time, and nobody needs hundreds of suggestions.
  private var suggestions = 50

  init(_ mesh: EffectiveMesh, counting counts: @escaping (Int) -> Bool) {
    self.mesh = mesh
    self.counts = counts
  }

  mutating func contains(_ labels: LocatedMap, in namespace: String?) -> Bool {
    if let namespace { return mesh.mesh.workloads(in: namespace, matching: labels).contains(where: counts) }
    if byLabel.isEmpty { indexMesh() }
    guard !labels.isEmpty else { return mesh.workloads.indices.contains(where: counts) }
    let candidates = labels.entries.map { byLabel[Label(key: $0.key.value, value: $0.value.value)] ?? [] }
    return candidates.min { $0.count < $1.count }?.contains { mesh.workloads[$0].podLabels.satisfies(labels) } ?? false
  }

  private mutating func indexMesh() {
    for (index, workload) in mesh.workloads.enumerated() where counts(index) {
      for label in workload.podLabels.entries {
        byLabel[Label(key: label.key.value, value: label.value.value), default: []].append(index)
      }
    }
  }

  mutating func unmatched(_ policy: any Resource, _ selector: Selector?, in namespace: String?) -> UnmatchedSelector {
    let labels = selector?.labels ?? LocatedMap()
    var result = UnmatchedSelector(
      policy: policy, labels: labels, place: selector?.labelsSpan ?? policy.metadata.span)
    guard suggestions > 0 else { return result }
    suggestions -= 1
    for label in labels.entries {
      let values = values(of: label.key.value, in: namespace)
      guard !values.contains(label.value.value) else { continue }
      result.place = label.key.span
      result.suggestion = closest(to: label.value.value, of: values).map { "\(label.key.value): \($0)" }
      break
    }
    return result
  }

  /// The values that workloads have for a label, sorted.
  private mutating func values(of label: String, in namespace: String?) -> [String] {
    let key = Key(namespace: namespace, key: label)
    if let known = values[key] { return known }
    let candidates = namespace.map { mesh.mesh.workloads(in: $0) } ?? Array(mesh.workloads.indices)
    let found = Set(candidates.compactMap { mesh.workloads[$0].podLabels[label]?.value }).sorted()
    values[key] = found
    return found
  }
}
