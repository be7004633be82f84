package import MeshModel

package typealias AuthorizationPolicyIndex = PolicyIndex<AuthorizationPolicy>
package typealias RequestAuthenticationIndex = PolicyIndex<RequestAuthentication>

/// What a policy may be in force for: the proxy of a workload, and at a waypoint the service that is asked for.
package struct PolicySubject: Sendable {
  package var namespace: String
  package var labels: LocatedMap
  /// Whether the proxy is a waypoint, which policies reach by name only.
  package var isWaypoint = false
  /// The service behind the waypoint; nil elsewhere.
  package var service: MeshService?

  package init(namespace: String, labels: LocatedMap) {
    self.namespace = namespace
    self.labels = labels
  }

  /// The proxy that Istio runs for a Gateway of the Gateway API; its pods carry names and labels of the Gateway
  /// (`pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go`, and the template `kube-gateway.yaml`).
  package init(_ gateway: KubernetesGateway, isWaypoint: Bool) {
    let place = gateway.metadata.span
    let prefix = "gateway.networking.k8s.io/"
    var labels = [LocatedMap.Entry(key: Located(prefix + "gateway-name", at: place), value: gateway.metadata.name)]
    if let name = gateway.gatewayClassName {
      labels.append(LocatedMap.Entry(key: Located(prefix + "gateway-class-name", at: place), value: name))
    }
    labels += gateway.podLabels.entries.filter { !$0.key.value.hasPrefix(prefix) }
    self.init(namespace: gateway.namespace, labels: LocatedMap(labels))
    self.isWaypoint = isWaypoint
  }

  /// The Gateway of the Gateway API that the workload serves; nil for an ordinary workload.
  package var gatewayName: String? { labels["gateway.networking.k8s.io/gateway-name"]?.value }
}

/// Finds the policies in force for a workload, as `pilot/pkg/model/policyattachment.go` does. Unlike
/// PeerAuthentications, those of the root namespace select workloads in every namespace.
package struct PolicyIndex<Policy: TargetedPolicy>: Sendable {
  /// The policies that were not refused, the oldest first.
  package let policies: [Policy]
  private let rootNamespace: String
  private var selecting: SelectorIndex
  private var byTarget: [PolicyTarget: [Int]] = [:]

  init(_ policies: [Policy], rootNamespace: String, mesh: Mesh) {
    let policies = policies.sortedByAge()
    self.policies = policies
    self.rootNamespace = rootNamespace
    selecting = SelectorIndex(mesh)
    for (index, policy) in policies.enumerated() {
      guard policy.targetRefs.isEmpty else {
        for target in policy.targetRefs.compactMap({ PolicyTarget($0, of: policy.namespace) }) {
          byTarget[target, default: []].append(index)
        }
        continue
      }
      selecting.add(index, namespace: policy.namespace, labels: policy.selector?.labels)
    }
  }

  /// The policies that select a workload with these pod labels, as indexes into ``policies``, ascending. Policies that
  /// name their targets are left out.
  package func policies(namespace: String, labels: LocatedMap) -> [Int] {
    let own = selecting.matches(namespace: namespace, labels: labels)
    guard namespace != rootNamespace else { return own }
    let ofRoot = selecting.matches(namespace: rootNamespace, labels: labels)
    return ofRoot.isEmpty ? own : (own + ofRoot).sorted()
  }

  /// The policies in force for a subject, as indexes into ``policies``, ascending.
  package func policies(for subject: PolicySubject) -> [Int] {
    let selected = subject.isWaypoint ? [] : policies(namespace: subject.namespace, labels: subject.labels)
    guard let gateway = subject.gatewayName, !byTarget.isEmpty else { return selected }
    var targets = [PolicyTarget(kind: .Gateway, namespace: subject.namespace, name: gateway)]
    if subject.isWaypoint {
      targets.append(PolicyTarget(kind: .GatewayClass, namespace: rootNamespace, name: "istio-waypoint"))
      if let service = subject.service { targets.append(PolicyTarget(service)) }
    }
    return Set(selected + targets.flatMap { byTarget[$0] ?? [] }).sorted()
  }
}

/// What a `targetRef` names. The namespace is that of the policy: references across namespaces match nothing.
struct PolicyTarget: Hashable, Sendable {
  var kind: ObjectReference.Kind
  var namespace: String
  var name: String
}

extension PolicyTarget {
  /// Nil for what can be no target.
  init?(_ reference: ObjectReference, of namespace: String) {
    guard let kind = reference.targetKind, let name = reference.name?.value,
      (reference.namespace?.value ?? namespace) == namespace
    else { return nil }
    self.init(kind: kind, namespace: namespace, name: name)
  }

  init(_ service: MeshService) {
    let kind: ObjectReference.Kind =
      switch service.origin {
      case .service: .Service
      case .serviceEntry: .ServiceEntry
      }
    self.init(kind: kind, namespace: service.namespace, name: service.metadata.name.value)
  }
}
