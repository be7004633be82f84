package import MeshModel

/// A PeerAuthentication that decides something, and for whom.
package struct PeerAuthenticationInForce: Sendable {
  package enum Scope: Sendable { case mesh, namespace, workloads }

  /// An index into ``EffectiveMesh/peerAuthentications``.
  package var index: Int
  package var policy: PeerAuthentication
  package var scope: Scope
  /// The workloads of the input for which it has a say, as indexes into ``EffectiveMesh/workloads``.
  package var workloads: [Int]
}

/// A mode that a policy in force sets.
package struct ModeInForce: Sendable {
  package var policy: PeerAuthenticationInForce
  package var mode: Located<PeerAuthentication.Mode>
  /// The entry of `portLevelMtls` that sets it; nil for the mode of the policy itself.
  package var entry: PeerAuthentication.PortMode?
}

extension PeerAuthentication {
  /// Whether no part of the policy sets a mode, so that all of it is inherited.
  package var setsNothing: Bool { !mode.isSet && portLevelMtls.allSatisfy { !$0.mode.isSet } }
}

extension Located<PeerAuthentication.Mode>? {
  /// Whether a mode is written that counts; `UNSET` is the same as none.
  package var isSet: Bool { self.map { $0.value != .UNSET } ?? false }
}

extension EffectiveMesh {
  /// The policies that decide something, strongest in their place. Those that Istio drops or ignores are left out, and
  /// those that others beat on every workload that they select. Linear in workloads and policies.
  package func peerAuthenticationsInForce() -> [PeerAuthenticationInForce] {
    var governed = [[Int]](repeating: [], count: peerAuthentications.count)
    for (workload, mode) in serverModes.enumerated() {
      for policy in mode.policies { governed[policy].append(workload) }
    }
    let index = peerAuthenticationIndex
    let dropped = Set(index.meshWide.dropFirst() + index.namespaceWide.values.flatMap { $0.dropFirst() })
      .union(index.ignored)
    return peerAuthentications.enumerated().compactMap { position, policy in
      guard !dropped.contains(position) else { return nil }
      let scope: PeerAuthenticationInForce.Scope =
        policy.selector.isSelective
        ? .workloads : policy.namespace == settings.rootNamespace.value ? .mesh : .namespace
      if scope == .workloads, governed[position].isEmpty, let labels = policy.selector?.labels,
        !mesh.workloads(in: policy.namespace, matching: labels).isEmpty
      {
        return nil
      }
      return PeerAuthenticationInForce(
        index: position, policy: policy, scope: scope, workloads: governed[position])
    }
  }

  /// The policies in force for a namespace or for selected workloads none of which has a proxy, so that nothing
  /// enforces them. Policies for the mesh are not judged: the input may hold but a part of it.
  package func unenforcedPeerAuthentications() -> [PeerAuthenticationInForce] {
    peerAuthenticationsInForce().filter { isUnenforced($0) }
  }

  private func isUnenforced(_ policy: PeerAuthenticationInForce) -> Bool {
    policy.scope != .mesh && lackProxies(policy.workloads)
  }

  /// Whether there are workloads and each of them provably has no proxy.
  package func lackProxies(_ workloads: [Int]) -> Bool {
    !workloads.isEmpty && workloads.allSatisfy { proxies[$0].presence == .none }
  }

  /// Every place that sets `mode` with effect. Ports are left out where their policy sets the mode for all of them, and
  /// numbers that are not the workload's but its Service's.
  package func modesInForce(_ mode: PeerAuthentication.Mode) -> [ModeInForce] {
    peerAuthenticationsInForce().filter { !isUnenforced($0) }.flatMap { policy -> [ModeInForce] in
      if let written = policy.policy.mode, written.value == mode { return [ModeInForce(policy: policy, mode: written)] }
      return policy.policy.portLevelMtls.compactMap { entry in
        guard let written = entry.mode, written.value == mode, let port = Int(entry.port.value),
          mapping(of: port, on: policy.workloads) == nil
        else { return nil }
        return ModeInForce(policy: policy, mode: written, entry: entry)
      }
    }
  }

  /// Whether a port would have the mode of its entry without it, on every workload that the policy is in force for.
  /// False where there is none, and where a policy for the mesh that the input does not hold may decide.
  package func isRedundant(_ entry: PeerAuthentication.PortMode, of policy: PeerAuthenticationInForce) -> Bool {
    guard !policy.workloads.isEmpty else { return false }
    guard let mode = entry.mode, mode.value != .UNSET else { return true }
    return policy.workloads.allSatisfy { workload in
      let base = serverModes[workload].base
      return base.mode == mode.value && isCertain(base)
    }
  }

  /// The policies in force that set no mode at all, with what holds in its stead. A policy is left out where that
  /// depends on the root namespace and the input does not hold it.
  package func unsetPeerAuthentications() -> [(policy: PeerAuthenticationInForce, inherits: ServerMode.Decision)] {
    peerAuthenticationsInForce().compactMap { policy in
      guard policy.policy.setsNothing, !isUnenforced(policy) else { return nil }
      let inherited =
        switch policy.scope {
        case .mesh: ServerMode.Decision(mode: .PERMISSIVE)
        case .namespace: meshMode
        case .workloads: peerAuthenticationIndex.namespaceMode(policy.policy.namespace)
        }
      guard policy.scope == .mesh || isCertain(inherited) else { return nil }
      return (policy, inherited)
    }
  }

  /// The mode of namespaces and workloads without a policy of their own.
  package var meshMode: ServerMode.Decision {
    peerAuthenticationIndex.namespaceMode(settings.rootNamespace.value)
  }

  /// Whether the input describes the root namespace, where the policy for the mesh would stand.
  package var describesRootNamespace: Bool {
    let root = settings.rootNamespace.value
    return options.isComplete || mesh.namespaces[root] != nil || mesh.describes(root)
  }

  /// Whether a mode cannot be another one because of a policy for the mesh that the input does not hold.
  package func isCertain(_ decision: ServerMode.Decision) -> Bool {
    decision.policy != nil || describesRootNamespace || !peerAuthenticationIndex.meshWide.isEmpty
  }
}
