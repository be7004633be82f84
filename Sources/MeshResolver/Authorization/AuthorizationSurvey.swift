package import MeshModel

/// A port of a workload as policies meet it.
package struct ServerPort: Hashable, Sendable {
  package var number: Int
  package var mode: ServerMode.Mode
  /// Whether a PeerAuthentication says the mode.
  package var isModeWritten: Bool
  /// Nil where Services disagree about the protocol, of which the oldest decides, whose age is not known.
  package var reading: InboundReading?
}

/// Workloads with a sidecar for which the same AuthorizationPolicies are in force, and whose ports are alike.
package struct ServerGroup: Sendable {
  /// Indexes into ``EffectiveMesh/workloads``, ascending.
  package var workloads: [Int]
  /// Those that are enforced, as indexes into ``PolicyIndex/policies``, ascending.
  package var policies: [Int]
  /// The ports that somebody declares and that pass through the sidecar, ascending.
  package var ports: [ServerPort]
  /// Any port that nobody declares.
  package var otherPort: ServerPort
  /// Whether nobody declares a port, captured or not.
  package var declaresNone: Bool
}

/// The AuthorizationPolicies reduced to what decides where they hold, and the servers they hold for.
package struct AuthorizationSurvey: Sendable {
  package let mesh: EffectiveMesh
  /// One for each of ``policies``.
  package let outlines: [PolicyOutline]
  /// Servers with at least one policy, the group of the first workload first.
  package let groups: [ServerGroup]
  /// The workloads whose proxy is a gateway or a waypoint, as indexes into ``EffectiveMesh/workloads``.
  package let gateways: Set<Int>

  package init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    let policies = mesh.authorizationPolicyIndex.policies
    outlines = policies.map(PolicyOutline.init)
    let gateways = mesh.gatewayWorkloads()
    self.gateways = gateways
    groups = policies.isEmpty ? [] : mesh.serverGroups(without: gateways)
  }

  package var policies: [AuthorizationPolicy] { mesh.authorizationPolicyIndex.policies }

  /// Whether ALLOW policies are in force for a group and none of them can match at a port: of any client, or of those
  /// without identity.
  func refusesAll(at port: ServerPort, of group: ServerGroup, withoutIdentity: Bool) -> Bool {
    let allowing = group.policies.filter { policies[$0].action == .ALLOW }
    return !allowing.isEmpty
      && !allowing.contains { policy in
        let outline = outlines[policy]
        return switch (port.reading == .connection, withoutIdentity) {
        case (true, true): outline.plaintextConnectionPorts.contains(port.number)
        case (true, false): outline.connectionPorts.contains(port.number)
        case (false, true): outline.plaintextPorts.contains(port.number)
        case (false, false): outline.ports.contains(port.number)
        }
      }
  }

  /// Whether ALLOW policies are in force for a group and none of them lets everybody without identity in at a port.
  func limitsPlaintext(at port: ServerPort, of group: ServerGroup) -> Bool {
    let allowing = group.policies.filter { policies[$0].action == .ALLOW }
    return !allowing.isEmpty && !allowing.contains { outlines[$0].allPlaintextPorts.contains(port.number) }
  }

  /// Whether a DENY policy in force for a group refuses every client without identity at a port.
  func deniesPlaintext(at port: ServerPort, of group: ServerGroup) -> Bool {
    group.policies.contains {
      policies[$0].action == .DENY && outlines[$0].allPlaintextPorts.contains(port.number)
    }
  }

  /// The ports of a group at which a rule can match. Where nobody declares a port, one stands for all of them.
  func ports(of outline: RuleOutline, in group: ServerGroup) -> [ServerPort] {
    guard group.declaresNone else { return group.ports.filter { outline.ports.contains($0.number) } }
    let capture = mesh.inboundCapture(of: group.workloads[0])
    var port = group.otherPort
    if let lowest = outline.lowestPort {
      port.number = lowest
      return capture.captures(lowest) ? [port] : []
    }
    guard case .allBut = outline.ports, !capture.capturesNothing else { return [] }
    return [port]
  }
}

extension EffectiveMesh {
  /// The proxies that listen for what Gateways say: those that injection makes gateways, those of Gateways of the
  /// Gateway API, those that a Gateway selects, and those that are declared by hand and started as `router`.
  fileprivate func gatewayWorkloads() -> Set<Int> {
    var selectors: [String: [LocatedMap]] = [:]
    var seen: Set<String> = []
    for gateway in mesh.gateways where seen.insert(gateway.selector.text).inserted {
      guard let first = gateway.selector.entries.first else { continue }
      selectors[first.key.value, default: []].append(gateway.selector)
    }
    return Set(
      workloads.indices.filter { index in
        let workload = workloads[index]
        guard proxies[index].presence != .none else { return false }
        return proxies[index].isGateway || workload.podLabels["gateway.networking.k8s.io/gateway-name"] != nil
          || workload.podLabels.entries.contains { label in
            selectors[label.key.value]?.contains(where: workload.podLabels.satisfies) ?? false
          }
      })
  }

  fileprivate func serverGroups(without gateways: Set<Int>) -> [ServerGroup] {
    struct Key: Hashable {
      var policies: [Int]
      var ports: [ServerPort]
      var otherPort: ServerPort
      var declaresNone: Bool
      var capture: String?
    }
    var groups: [ServerGroup] = []
    var positions: [Key: Int] = [:]
    for workload in workloads.indices
    where hasApplicationSidecar(workload) && !gateways.contains(workload) && !workloads[workload].isJob {
      let policies = enforcedPolicies(of: workload)
      guard !policies.isEmpty else { continue }
      let capture = inboundCapture(of: workload)
      let numbers = serverPorts(of: workload)
      let mode = serverModes[workload]
      let key = Key(
        policies: policies,
        ports: numbers.filter(capture.captures).map { number in
          serverPort(number, mode.decision(for: number), reading(of: number, workload))
        }, otherPort: serverPort(0, mode.base, .detected), declaresNone: numbers.isEmpty,
        capture: capture.annotation.map { "\($0.key.value)=\($0.value.value)" })
      if let position = positions[key] {
        groups[position].workloads.append(workload)
      } else {
        positions[key] = groups.count
        groups.append(
          ServerGroup(
            workloads: [workload], policies: policies, ports: key.ports, otherPort: key.otherPort,
            declaresNone: key.declaresNone))
      }
    }
    return groups
  }

  /// The ports that a container, a Service, a PeerAuthentication or a Sidecar declares, ascending.
  private func serverPorts(of workload: Int) -> [Int] {
    var numbers = declaredPorts(of: workload).union(serverModes[workload].ports.keys)
    if let sidecar = sidecarsWithIngress[workload] {
      numbers.formUnion(mesh.sidecars[sidecar].ingress.compactMap { $0.port?.value })
    }
    return numbers.sorted()
  }

  private func serverPort(_ number: Int, _ decision: ServerMode.Decision, _ reading: InboundReading?) -> ServerPort {
    ServerPort(
      number: number, mode: decision.mode, isModeWritten: decision.policy != nil, reading: reading)
  }

  /// How a port is read; nil where its Services disagree and their age does not tell.
  private func reading(of number: Int, _ workload: Int) -> InboundReading? {
    let inbound = inboundPort(number, of: workload)
    guard let service = inbound.service, service.metadata.creationTimestamp == nil else { return inbound.reading }
    let isUndisputed = servicePorts(to: number, of: workload).allSatisfy { _, port in
      port.portProtocol == .udp || port.portProtocol.reading == inbound.reading
    }
    return isUndisputed ? inbound.reading : nil
  }
}
