package import Diagnostics
package import MeshModel

/// What a workload accepts: the mode in force, per port, and what decided it.
package struct ServerMode: Sendable {
  package typealias Mode = PeerAuthentication.Mode

  /// A mode and where it was written.
  package struct Decision: Sendable {
    /// Never `UNSET`.
    package var mode: Mode
    /// The policy that decided, as an index into ``EffectiveMesh/peerAuthentications``; nil for Istio's default.
    package var policy: Int?
    package var place: SourceSpan?
  }

  /// The mode of every port without one of its own.
  package var base: Decision
  /// Ports with a mode of their own, by workload port.
  package var ports: [Int: Decision]
  /// The policies that had a say, weakest first: mesh, namespace, workload.
  package var policies: [Int]

  package func decision(for port: Int) -> Decision { ports[port] ?? base }
  package func mode(of port: Int) -> Mode { decision(for: port).mode }
}

/// Finds the PeerAuthentications in force, as `pilot/pkg/model/authentication.go` and
/// `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication do.
package struct PeerAuthenticationIndex: Sendable {
  package let policies: [PeerAuthentication]
  /// The mesh-wide policies, the one in force first.
  package private(set) var meshWide: [Int] = []
  /// The policies without selector of each namespace but the root one, the one in force first.
  package private(set) var namespaceWide: [String: [Int]] = [:]
  /// Policies with a selector in the root namespace, which Istio ignores.
  package private(set) var ignored: [Int] = []
  private var selective: SelectorIndex

  init(_ policies: [PeerAuthentication], rootNamespace: String, mesh: Mesh) {
    let policies = policies.sortedByAge()
    self.policies = policies
    selective = SelectorIndex(mesh)
    for (index, policy) in policies.enumerated() {
      switch (policy.selector.isSelective, policy.namespace == rootNamespace) {
      case (false, true): meshWide.append(index)
      case (false, false): namespaceWide[policy.namespace, default: []].append(index)
      case (true, true): ignored.append(index)
      case (true, false): selective.add(index, namespace: policy.namespace, labels: policy.selector?.labels)
      }
    }
  }

  /// The policies whose selector matches, the one in force first; the others count for nothing.
  package func selecting(namespace: String, labels: LocatedMap) -> [Int] {
    selective.matches(namespace: namespace, labels: labels)
  }

  /// The mode of a workload with these pod labels.
  package func serverMode(namespace: String, labels: LocatedMap) -> ServerMode {
    let workloadPolicy = selecting(namespace: namespace, labels: labels).first
    let chain = [meshWide.first, namespaceWide[namespace]?.first, workloadPolicy].compactMap { $0 }
    var base = ServerMode.Decision(mode: .PERMISSIVE)
    for policy in chain { base = decision(of: policies[policy].mode, policy) ?? base }
    var ports: [Int: ServerMode.Decision] = [:]
    if let workloadPolicy {
      for entry in policies[workloadPolicy].portLevelMtls {
        guard let port = Int(entry.port.value), ports[port] == nil else { continue }
        // An UNSET entry takes the mode of the workload, which is what a port without entry does.
        ports[port] = decision(of: entry.mode, workloadPolicy)
      }
    }
    return ServerMode(base: base, ports: ports, policies: chain)
  }

  /// The mode of a workload in ambient mode, as ztunnel reads the policies
  /// (`pilot/pkg/serviceregistry/ambient/authorization.go` convertPeerAuthentication): `DISABLE` means `PERMISSIVE`, a
  /// mesh policy counts only without any `selector`, and of a workload policy without mode of its own under a STRICT
  /// parent the ports count only if one of them is `PERMISSIVE`.
  package func ambientMode(namespace: String, labels: LocatedMap) -> ServerMode {
    let workloadPolicy = selecting(namespace: namespace, labels: labels).first
    let meshPolicy = meshWide.first { policies[$0].selector == nil }
    let chain = [meshPolicy, namespaceWide[namespace]?.first, workloadPolicy].compactMap { $0 }
    var base = ServerMode.Decision(mode: .PERMISSIVE)
    for policy in chain { base = decision(of: policies[policy].mode, policy)?.asAmbient ?? base }
    var ports: [Int: ServerMode.Decision] = [:]
    if let workloadPolicy {
      let entries = policies[workloadPolicy].portLevelMtls
      let isInherited = decision(of: policies[workloadPolicy].mode, workloadPolicy) == nil
      let lifting = entries.first { $0.mode?.value == .PERMISSIVE }
      var isIgnored = isInherited && base.mode == .STRICT && lifting == nil
      // Below a STRICT mesh and a namespace without a mode, Istio names a policy for the ports that it does not make:
      // a STRICT port of a workload that is not STRICT counts as enforced by the mesh, and a PERMISSIVE port as one
      // below a namespace that is not STRICT.
      let namespacePolicy = namespaceWide[namespace]?.first
      let isUnset = namespacePolicy.map { decision(of: policies[$0].mode, $0) == nil } ?? true
      if isUnset, meshPolicy.map({ policies[$0].mode?.value == .STRICT }) ?? false {
        if !isInherited, base.mode == .PERMISSIVE { isIgnored = true }
        if isInherited, namespacePolicy != nil, let lifting {
          (base, isIgnored) = (decision(of: lifting.mode, workloadPolicy) ?? base, true)
        }
      }
      for entry in isIgnored ? [] : entries {
        guard let port = Int(entry.port.value), ports[port] == nil else { continue }
        ports[port] = decision(of: entry.mode, workloadPolicy)?.asAmbient
      }
    }
    return ServerMode(base: base, ports: ports, policies: chain)
  }

  /// The mode of a namespace without looking at workloads, which is what a client's proxy infers for pass-through
  /// services (`pilot/pkg/model/authentication.go` GetNamespaceMutualTLSMode).
  package func namespaceMode(_ namespace: String) -> ServerMode.Decision {
    var base = ServerMode.Decision(mode: .PERMISSIVE)
    for policy in [meshWide.first, namespaceWide[namespace]?.first].compactMap({ $0 }) {
      base = decision(of: policies[policy].mode, policy) ?? base
    }
    return base
  }

  private func decision(of mode: Located<PeerAuthentication.Mode>?, _ policy: Int) -> ServerMode.Decision? {
    guard let mode, mode.value != .UNSET else { return nil }
    return ServerMode.Decision(mode: mode.value, policy: policy, place: mode.span)
  }
}

extension ServerMode.Decision {
  fileprivate var asAmbient: Self {
    var decision = self
    if mode == .DISABLE { decision.mode = .PERMISSIVE }
    return decision
  }
}
