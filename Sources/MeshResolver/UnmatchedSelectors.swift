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

  init(_ policy: any Resource, _ selector: Selector?, in namespace: String?, _ finder: inout WorkloadFinder) {
    self.policy = policy
    labels = selector?.labels ?? LocatedMap()
    let unknown = finder.unknownLabel(of: labels, in: namespace)
    place = unknown?.label.key.span ?? selector?.labelsSpan ?? policy.metadata.span
    suggestion = unknown?.suggestion
  }
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
    var finder = WorkloadFinder(self) {
      proxies[$0].presence != .none || isAmbient($0) || countsAsInjected(workloads[$0])
    }
    var verdicts = SelectorVerdicts()
    for policy in analyzed(written.authorizationPolicies) {
      let isRoot = policy.namespace == root
      guard policy.selector != nil || !isRoot else { continue }
      let labels = policy.selector?.labels ?? LocatedMap()
      guard !finder.contains(labels, in: isRoot ? nil : policy.namespace) else { continue }
      verdicts.unmatched.append(
        UnmatchedSelector(policy, policy.selector, in: isRoot ? nil : policy.namespace, &finder))
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

  /// The policies that choose by labels which nothing carries.
  ///
  /// `reachesMesh`: Whether policies of a namespace choose in every namespace, not in their own alone.
  func unmatched(_ policies: [some TargetedPolicy], reachesMesh: (String) -> Bool) -> SelectorVerdicts {
    var verdicts = SelectorVerdicts()
    var finder = WorkloadFinder(self)
    var isDescribed: [String: Bool] = [:]
    for policy in policies where policy.targetRefs.isEmpty && policy.selector.isSelective {
      let scope = reachesMesh(policy.namespace) ? nil : policy.namespace
      guard let labels = policy.selector?.labels, !finder.contains(labels, in: scope),
        !selectsOtherProxies(labels, in: scope), options.isComplete || !policy.namesGateway
      else { continue }
      let isJudged = scope.map { isDescribed[$0] ?? describesWorkloads(of: $0) } ?? options.isComplete
      if let scope { isDescribed[scope] = isJudged }
      if isJudged, options.isComplete || !mayMatchLater(policy, in: scope, labels) {
        verdicts.unmatched.append(UnmatchedSelector(policy, policy.selector, in: scope, &finder))
      } else {
        verdicts.unjudged.append(policy.namespace)
      }
    }
    return verdicts
  }

  /// Whether a policy that selects nothing may do so when it is applied: other workloads may be given its namespace, or
  /// a kustomization gives it one, and labels to workloads.
  private func mayMatchLater(_ policy: some TargetedPolicy, in namespace: String?, _ labels: LocatedMap) -> Bool {
    guard let namespace else { return false }
    return mesh.mayHaveOtherWorkloads(in: namespace, matching: labels)
      || namespace.isEmpty && mesh.layout.isKustomized(policy.metadata.span.file)
  }

  /// Whether labels select a virtual machine, or the pods that Istio makes for a Gateway.
  func selectsOtherProxies(_ labels: LocatedMap, in namespace: String?) -> Bool {
    func isInReach(_ resource: any Resource) -> Bool { namespace.map { $0 == resource.namespace } ?? true }
    return written.workloadEntries.contains { isInReach($0) && $0.workload.labels.satisfies(labels) }
      || written.workloadGroups.contains { isInReach($0) && $0.labels.satisfies(labels) }
      || labels["gateway.networking.k8s.io/gateway-name"].map { name in
        mesh.kubernetesGateways.contains { isInReach($0) && $0.name == name.value }
      } ?? false
  }
}

/// A PeerAuthentication as one of the policies that choose by labels; it has no targets.
private struct SelectingPeerAuthentication: TargetedPolicy {
  let policy: PeerAuthentication

  var metadata: Metadata { policy.metadata }
  var selector: Selector? { policy.selector }
  var targetRefs: [ObjectReference] { [] }
}
