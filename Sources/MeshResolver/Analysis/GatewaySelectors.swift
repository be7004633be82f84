package import Diagnostics
package import MeshModel

extension EffectiveMesh {
  /// Selectors of Gateways that select no pod (`pkg/config/analysis/analyzers/gateway/gateway.go`). One without labels
  /// selects every gateway, and names nothing that could be missing.
  func missingGatewayPods() -> MissingReferences {
    var references = MissingReferences()
    var pods = GatewayPods(self)
    for gateway in gatewaysOfAnalysis() where !gateway.selector.isEmpty {
      guard pods.selection(of: gateway).isEmpty else { continue }
      guard options.isComplete else {
        references.unjudged.append("every workload of the mesh, to know which pods Gateways select")
        continue
      }
      let printed = gateway.printedLabel?.span
      let unknown = pods.unknownLabel(of: gateway)
      references.found.append(
        MissingReference(
          "selector", gateway.selector.text, of: gateway,
          at: unknown?.label.value.span ?? printed ?? gateway.metadata.span, istioctlSpan: printed,
          suggestion: unknown?.suggestion))
    }
    return references
  }
}

/// A port of a Gateway that no Service of its pods leads to.
package struct UnservedGatewayPort: Sendable {
  package var gateway: Gateway
  /// Where the number is written first.
  package var port: Located<Int>
  /// The Services of the pods.
  package var services: [Service]
  /// The ports that can be reached through them.
  package var servedPorts: [Int]
  /// The place whose line Istio prints.
  package var istioctlSpan: SourceSpan?
}

extension EffectiveMesh {
  /// The ports of Gateways that no Service of their pods leads to, and how many Gateways were not judged because the
  /// input lacks their pods, or any Service of the pods' namespaces
  /// (`pkg/config/analysis/analyzers/gateway/gateway.go`).
  ///
  /// A server may name the port of a Service as well as the port of the pods behind it. Unlike for Istio's analyzer, a
  /// Service port without protocol is TCP, one with the name of a container port leads there too, a Service without
  /// selector selects nothing, and the ingress gateway has the ports of Istio's chart.
  package func unservedGatewayPorts() -> (found: [UnservedGatewayPort], unjudged: Int) {
    var pods = GatewayPods(self)
    var directory = ServedPorts(self)
    var found: [UnservedGatewayPort] = []
    var unjudged = 0
    for gateway in gatewaysOfAnalysis() {
      let selection = pods.selection(of: gateway)
      guard !selection.isEmpty, !selection.hasOthers else { continue }
      let served = directory.ports(of: selection, selector: gateway.selector.text)
      var seen = served.ports
      let missing = gateway.servers.compactMap(\.port).filter { seen.insert($0.value).inserted }
      guard !missing.isEmpty else { continue }
      let showsServices = selection.workloads.contains { !mesh.services(in: workloads[$0].namespace).isEmpty }
      guard options.isComplete || selection.assumed == nil && showsServices else {
        unjudged += 1
        continue
      }
      found += missing.map {
        UnservedGatewayPort(
          gateway: gateway, port: $0, services: served.services, servedPorts: served.ports.sorted(),
          istioctlSpan: gateway.printedLabel?.span)
      }
    }
    return (found, unjudged)
  }
}

/// The ports of pods that their Services lead to.
private struct ServedPorts {
  struct Answer {
    var ports: Set<Int> = []
    var services: [Service] = []
  }

  private let mesh: EffectiveMesh
  /// The Services of each workload, as indexes into ``EffectiveMesh/services``.
  private var servicesByWorkload: [Int: [Int]] = [:]
  private var known: [String: Answer] = [:]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    guard !mesh.written.gateways.isEmpty else { return }
    for index in mesh.services.indices where !mesh.services[index].isOfEntry {
      for workload in mesh.registry.backends(of: index) { servicesByWorkload[workload, default: []].append(index) }
    }
  }

  /// `selector`: What chose the pods; the answer for it is kept.
  mutating func ports(of selection: GatewayPods.Selection, selector: String) -> Answer {
    if let known = known[selector] { return known }
    var answer = Answer()
    if selection.assumed != nil { answer.ports.formUnion(DefaultIngressGateway.reachablePorts) }
    var services: Set<Int> = []
    for workload in selection.workloads {
      for service in servicesByWorkload[workload] ?? [] {
        services.insert(service)
        for port in mesh.services[service].ports where port.transport == "TCP" {
          answer.ports.insert(port.number)
          if let target = mesh.registry.workloadPort(port, of: workload) { answer.ports.insert(target) }
        }
      }
    }
    answer.services = services.compactMap { index in
      guard case .service(let position) = mesh.services[index].origin else { return nil }
      return mesh.mesh.services[position]
    }.sorted { $0.metadata.reference.path < $1.metadata.reference.path }
    known[selector] = answer
    return answer
  }
}

extension DefaultIngressGateway {
  /// The ports that Istio's analyzer counts, and those of the pods behind the Service
  /// (`manifests/charts/gateways/istio-ingress/values.yaml`).
  fileprivate static let reachablePorts = ports + [8080, 8443, 15021]
}
