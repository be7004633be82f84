package import Diagnostics
import MeshModel

// Answers about services whose clients choose once for all endpoints.
extension EffectiveMesh {
  /// Where a service says that it is headless: its `clusterIP`, else its name.
  package func headlessPlace(of service: Int) -> SourceSpan {
    let target = services[service]
    guard case .service(let index) = target.origin else { return target.metadata.span }
    return mesh.services[index].clusterIP?.span ?? target.metadata.span
  }

  /// Headless services with pods that take mutual TLS and pods that do not, which clients with no TLS settings of their
  /// own therefore send plain text, although the namespace does not disable mutual TLS.
  package func headlessServicesWithMixedProxies() -> [Int] {
    guard settings.autoMTLS.value else { return [] }
    return services.indices.filter { index in
      guard case .service = services[index].origin, services[index].isPassthrough else { return false }
      let backends = registry.backends(of: index)
      let taking = backends.filter { proxies[$0].presence == .sidecar && proxies[$0].acceptsAutoMTLS }
      let refusing = backends.filter { isTLSDisabled($0) }
      return !taking.isEmpty && !refusing.isEmpty
        && peerAuthenticationIndex.namespaceMode(services[index].namespace).mode != .DISABLE
        && clientGroups(of: index).contains { $0.rule?.hasTLS != true }
    }
  }

  /// A workload behind a service that clients cannot use mutual TLS with, and why; nil where there is none.
  package func backendWithoutMutualTLS(of service: Int) -> Finding.Related? {
    for workload in registry.backends(of: service) where isTLSDisabled(workload) {
      let proxy = proxies[workload]
      let name = workloads[workload].metadata.reference.friendlyName
      return .init(
        "\(name) takes none: \(proxy.reason)", at: proxy.place ?? workloads[workload].metadata.span)
    }
    return nil
  }

  /// ``Endpoint/isTLSDisabled`` of a workload's endpoints.
  private func isTLSDisabled(_ workload: Int) -> Bool {
    proxies[workload].presence != .unknown && !proxies[workload].acceptsAutoMTLS
      && workloads[workload].podLabels.areOfDisabledTLS
  }
}

extension DestinationRule {
  /// Where the rule sets `loadBalancer.simple: PASSTHROUGH` first; nil where it does not.
  package var passthroughPlace: SourceSpan? {
    trafficPolicies.lazy.flatMap { [$0.simpleLoadBalancer] + $0.ports.map(\.simpleLoadBalancer) }
      .compactMap { $0 }.first { $0.value == "PASSTHROUGH" }?.span
  }
}
