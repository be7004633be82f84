import Diagnostics
package import MeshModel

/// Something that a policy names as its target and that gives it no effect.
package struct IneffectiveTarget: Sendable {
  package enum Reason: Sendable {
    /// The namespace has nothing of that kind and name. `suggestion`: a name that was probably meant.
    case missing(suggestion: String?)
    /// No waypoint stands before the service, and sidecars heed no targets.
    case noWaypoint(Metadata)
    /// The class does not count outside the root namespace.
    case classOutsideRoot
    /// Policies are attached to the class of waypoints only.
    case otherClass
  }

  package var policy: any TargetedPolicy
  package var target: ObjectReference
  package var name: Located<String>
  package var reason: Reason
}

extension ObjectReference {
  /// What the target is; nil for what Istio attaches no policy to.
  package enum Kind: String, Sendable { case Service, ServiceEntry, Gateway, GatewayClass }

  package var targetKind: Kind? {
    let group = group?.value ?? ""
    return switch (group, kind?.value ?? "") {
    case ("", "Service"), ("core", "Service"): .Service
    case ("networking.istio.io", "ServiceEntry"): .ServiceEntry
    case ("gateway.networking.k8s.io", "Gateway"): .Gateway
    case ("gateway.networking.k8s.io", "GatewayClass"): .GatewayClass
    default: nil
    }
  }
}

extension EffectiveMesh {
  /// The targets of policies that do not exist, or that no proxy enforces a policy for, and how many could not be
  /// judged in each namespace (`pilot/pkg/model/policyattachment.go` ShouldAttachPolicy).
  ///
  /// Linear in targets, Services, ServiceEntries and Gateways. Gateways are often made by `istioctl waypoint`, so that
  /// only a namespace with a Gateway in the input tells which others there are not.
  package func ineffectiveTargets() -> (found: [IneffectiveTarget], unjudged: [String]) {
    let policies: [any TargetedPolicy] =
      authorizationPolicyIndex.policies + mesh.requestAuthentications + mesh.selecting
    let targeting = policies.filter { !$0.targetRefs.isEmpty }
    guard !targeting.isEmpty else { return ([], []) }
    var directory = TargetDirectory(self)
    var found: [IneffectiveTarget] = []
    var unjudged: [String] = []
    for policy in targeting {
      for target in policy.targetRefs {
        guard let kind = target.targetKind, let name = target.name, !name.value.isEmpty,
          (target.namespace?.value ?? policy.namespace) == policy.namespace
        else { continue }
        switch directory.verdict(on: kind, name.value, in: policy.namespace) {
        case .effective: break
        case .unknown: unjudged.append(policy.namespace)
        case .ineffective(let reason):
          found.append(IneffectiveTarget(policy: policy, target: target, name: name, reason: reason))
        }
      }
    }
    return (found, unjudged)
  }
}

/// What can be named as a target.
private struct TargetDirectory {
  enum Verdict { case effective, unknown, ineffective(IneffectiveTarget.Reason) }

  private struct Key: Hashable {
    var namespace: String
    var name: String
  }

  private let mesh: EffectiveMesh
  private var services: [Key: Metadata] = [:]
  private var entries: [Key: Metadata] = [:]
  private var gateways: Set<Key> = []
  private var gatewayNamespaces: Set<String> = []
  /// Classes that Istio brings itself (`pilot/pkg/config/kube/gateway/gatewayclass.go`).
  private var classes: Set<String> = ["istio", "istio-remote", "istio-waypoint", "istio-east-west"]
  private var names: [String: [String]] = [:]
  private var suggestions = SuggestionBudget()

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    for service in mesh.mesh.services {
      services[Key(namespace: service.namespace, name: service.name)] = service.metadata
    }
    for entry in mesh.written.serviceEntries {
      entries[Key(namespace: entry.namespace, name: entry.name)] = entry.metadata
    }
    for gateway in mesh.mesh.kubernetesGateways {
      gateways.insert(Key(namespace: gateway.namespace, name: gateway.name))
      gatewayNamespaces.insert(gateway.namespace)
    }
    classes.formUnion(mesh.mesh.gatewayClasses.map(\.name))
  }

  mutating func verdict(
    on kind: ObjectReference.Kind, _ name: String, in namespace: String
  ) -> Verdict {
    let key = Key(namespace: namespace, name: name)
    let isComplete = mesh.options.isComplete
    switch kind {
    case .Service, .ServiceEntry:
      if let target = kind == .Service ? services[key] : entries[key] { return waypointVerdict(target) }
      guard isComplete || mesh.mesh.describes(namespace) else { return .unknown }
      return .ineffective(.missing(suggestion: suggestion(for: name, kind, in: namespace)))
    case .Gateway:
      if gateways.contains(key) { return .effective }
      guard isComplete || gatewayNamespaces.contains(namespace) else { return .unknown }
      return .ineffective(.missing(suggestion: suggestion(for: name, kind, in: namespace)))
    case .GatewayClass:
      if !classes.contains(name) {
        guard isComplete || !mesh.mesh.gatewayClasses.isEmpty else { return .unknown }
        return .ineffective(.missing(suggestion: closest(to: name, of: classes.sorted())))
      }
      guard namespace == mesh.settings.rootNamespace.value else { return .ineffective(.classOutsideRoot) }
      return name == "istio-waypoint" ? .effective : .ineffective(.otherClass)
    }
  }

  /// Whether requests for a service go through a waypoint. Its own label counts before that of its namespace.
  private func waypointVerdict(_ target: Metadata) -> Verdict {
    let key = "istio.io/use-waypoint"
    let namespace = mesh.mesh.namespaces[target.namespaceName]
    guard let waypoint = target.labels[key] ?? namespace?.metadata.labels[key] else {
      return namespace != nil || mesh.options.isComplete ? .ineffective(.noWaypoint(target)) : .unknown
    }
    return waypoint.value == "none" ? .ineffective(.noWaypoint(target)) : .effective
  }

  private mutating func suggestion(
    for name: String, _ kind: ObjectReference.Kind, in namespace: String
  ) -> String? {
    guard suggestions.take() else { return nil }
    let cached = "\(kind) \(namespace)"
    if names[cached] == nil {
      let keys =
        switch kind {
        case .Service: Array(services.keys)
        case .ServiceEntry: Array(entries.keys)
        case .Gateway, .GatewayClass: Array(gateways)
        }
      names[cached] = keys.filter { $0.namespace == namespace }.map(\.name).sorted()
    }
    return closest(to: name, of: names[cached] ?? [])
  }
}
