package import MeshModel

/// An AuthorizationPolicy that decides by properties of requests, on a port of which nobody says that it speaks HTTP.
package struct UndetectedPort: Sendable {
  /// An index into ``AuthorizationPolicyIndex/policies``.
  package var policy: Int
  /// The name of the attribute, where it is written.
  package var attribute: Located<String>
  /// The server, as an index into ``EffectiveMesh/workloads``.
  package var workload: Int
  /// An index into ``ServiceRegistry/services``.
  package var service: Int
  package var port: MeshService.Port
}

extension EffectiveMesh {
  /// The first such port of each policy, in the order of the policies.
  package func undetectedPorts() -> [UndetectedPort] {
    guard services.contains(where: { $0.ports.contains { $0.portProtocol == .auto } }) else { return [] }
    let requestRules = authorizationPolicyIndex.policies.map(\.requestRules)
    guard requestRules.contains(where: { !$0.isEmpty }) else { return [] }
    var found: [Int: UndetectedPort] = [:]
    for workload in workloads.indices where hasApplicationSidecar(workload) {
      let ports = undetectedPorts(of: workload)
      guard !ports.isEmpty else { continue }
      let policies = authorizationPolicyIndex.policies(
        namespace: workloads[workload].namespace, labels: workloads[workload].podLabels)
      for policy in policies where found[policy] == nil {
        for rule in requestRules[policy] {
          guard let port = ports.first(where: { rule.ports?.contains($0.workloadPort) ?? true }) else { continue }
          found[policy] = UndetectedPort(
            policy: policy, attribute: rule.attribute, workload: workload, service: port.service, port: port.port)
          break
        }
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  private func undetectedPorts(
    of workload: Int
  ) -> [(service: Int, port: MeshService.Port, workloadPort: Int)] {
    let ports = registry.services(of: workload).flatMap { service in
      services[service].ports.compactMap { port in
        registry.workloadPort(port, of: workload).map { (service: service, port: port, workloadPort: $0) }
      }
    }
    // Of several Services for one workload port the oldest decides, whose age is not known.
    let declared = Set(ports.filter { $0.port.portProtocol != .auto }.map(\.workloadPort))
    return ports.filter { port in
      port.port.portProtocol == .auto && !declared.contains(port.workloadPort)
        && captures[workload]?.inboundExclusion(of: port.workloadPort) == nil
    }
  }
}

/// A rule of a policy that looks at requests.
private struct RequestRule {
  /// The first property of a request that it names.
  var attribute: Located<String>
  /// The workload ports that it is for; nil for all.
  var ports: Set<Int>?
}

extension AuthorizationPolicy {
  fileprivate var requestRules: [RequestRule] {
    (rules ?? []).compactMap { rule in
      rule.requestAttribute.map { RequestRule(attribute: $0, ports: rule.ports) }
    }
  }
}

extension AuthorizationPolicy.Rule {
  /// `pilot/pkg/security/authz/model/model.go`: the fields that only an HTTP filter can check.
  private static let requestFields: Set<String> = [
    "requestPrincipals", "notRequestPrincipals", "hosts", "notHosts", "methods", "notMethods", "paths", "notPaths",
  ]

  fileprivate var requestAttribute: Located<String>? {
    let fields = (from ?? []).compactMap(\.source) + (to ?? []).compactMap(\.operation)
    return fields.lazy.flatMap(\.fields).map(\.name).first { Self.requestFields.contains($0.value) }
      ?? (when ?? []).map(\.key).first { $0.value.hasPrefix("request.") }
  }

  fileprivate var ports: Set<Int>? {
    let condition = (when ?? []).first { $0.key.value == "destination.port" && !$0.values.isEmpty }?.values
    let operations = (to ?? []).map { $0.operation?["ports"] ?? [] }
    let isLimited = !operations.isEmpty && operations.allSatisfy { !$0.isEmpty }
    let limits = [condition, isLimited ? operations.flatMap { $0 } : nil].compactMap { $0 }
    return limits.map { Set($0.compactMap { Int($0.value) }) }.reduce(nil) { $0?.intersection($1) ?? $1 }
  }
}
