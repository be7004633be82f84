import Diagnostics
package import MeshModel

/// A route of a gateway's VirtualService to a whole host that another VirtualService divides by subsets.
package struct BypassedSubset: Sendable {
  package var virtualService: VirtualService
  /// The host to which the route leads.
  package var host: Located<String>
  /// The VirtualService whose subsets do not count for requests through the gateway, and the subset of its first route.
  package var dividing: VirtualService
  package var subset: Located<String>
}

extension EffectiveMesh {
  /// The routes of gateways to whole hosts that other VirtualServices divide by subsets, one for each two
  /// VirtualServices (`pkg/config/analysis/analyzers/virtualservice/destinationhosts.go` analyzeSubset).
  ///
  /// Other than in Istio's analyzer, hosts are compared by their full names, and a VirtualService does not bypass its
  /// own subsets: its other routes count for the gateway like this one. Of those that divide a host no more than fifty
  /// are named to each, since all with all would be too many.
  package func bypassedSubsets() -> [BypassedSubset] {
    let virtualServices = analyzed(written.virtualServices)
    let ofGateways = virtualServices.filter { $0.gateways.contains { $0.value != "mesh" } }
    guard !ofGateways.isEmpty else { return [] }
    var dividing: [String: [(VirtualService, Located<String>)]] = [:]
    for virtualService in virtualServices {
      var hosts = Set(virtualService.hosts.map { settings.fullName($0.value, in: virtualService.namespace) })
      for destination in virtualService.httpDestinations {
        guard let subset = destination.subset,
          let host = hosts.remove(settings.fullName(destination.host.value, in: virtualService.namespace))
        else { continue }
        dividing[host, default: []].append((virtualService, subset))
      }
    }
    dividing = dividing.mapValues { Array($0.sorted { $0.0.metadata.key < $1.0.metadata.key }.prefix(50)) }
    return ofGateways.flatMap { virtualService -> [BypassedSubset] in
      var seen: Set<String> = []
      return virtualService.httpDestinations.flatMap { destination -> [BypassedSubset] in
        guard destination.subset == nil else { return [] }
        let host = settings.fullName(destination.host.value, in: virtualService.namespace)
        return (dividing[host] ?? []).compactMap { other, subset in
          guard other !== virtualService, seen.insert(other.metadata.key).inserted else { return nil }
          return BypassedSubset(
            virtualService: virtualService, host: destination.host, dividing: other, subset: subset)
        }
      }
    }
  }
}

extension VirtualService {
  /// The destinations of `http` routes, mirrors left out.
  fileprivate var httpDestinations: [Destination] {
    routes.filter { $0.kind == .http }.flatMap(\.destinations).filter { !$0.host.value.isEmpty }
  }
}
