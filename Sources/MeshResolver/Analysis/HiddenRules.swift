import MeshModel

/// A DestinationRule that counts for nobody, because Sidecars hide its host from everyone for whom it could.
package struct HiddenRule: Sendable {
  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// The full name of its host.
  package var host: String
  /// The Sidecars that hide it, as indexes into ``Mesh/sidecars``; never empty.
  package var sidecars: [Int]
}

extension EffectiveMesh {
  /// The rules that only clients of their own namespace can use, where the Sidecar of every such client leaves the host
  /// out: a proxy has no DestinationRule for a host that it does not see (`pilot/pkg/model/sidecar.go`
  /// selectDestinationRules).
  ///
  /// Left out are rules that gateways of the namespace may use, since Sidecars do not hold for them, and short hosts
  /// for which there is no Service, which is another mistake.
  package func hiddenRules() -> [HiddenRule] {
    guard !mesh.sidecars.isEmpty else { return [] }
    let resolver = SidecarResolver(mesh, services: services, settings: settings)
    let gatewayNamespaces = Set(proxies.indices.filter { proxies[$0].isGateway }.map { workloads[$0].namespace })
      .union(mesh.kubernetesGateways.map(\.namespace))
    let routed = Set(
      mesh.virtualServices.flatMap { route in
        route.destinations.map { settings.fullName($0.host.value, in: route.namespace) }
      })
    var scopes: [Int: [String: SidecarScope?]] = [:]
    return destinationRules.indices.compactMap { index -> HiddenRule? in
      let rule = destinationRules[index]
      let host = DestinationRuleIndex.hostname(of: rule, settings: settings)
      guard !host.isEmpty, !gatewayNamespaces.contains(rule.namespace), isForOwnNamespace(rule, host),
        let sidecars = resolver.candidates(
          namespace: rule.namespace, labels: rule.workloadSelector?.labels ?? LocatedMap()),
        hasClients(in: rule.namespace, of: sidecars)
      else { return nil }
      let isHidden = sidecars.allSatisfy { sidecar in
        let scope = scopes[sidecar]?[rule.namespace] ?? resolver.scope(of: sidecar, in: rule.namespace)
        scopes[sidecar, default: [:]][rule.namespace] = .some(scope)
        guard let scope else { return false }
        return hides(host, scope, isRouted: routed.contains(host))
      }
      return isHidden ? HiddenRule(rule: index, host: host, sidecars: sidecars) : nil
    }
  }

  /// Whether clients of other namespaces never use a rule, and those of its own may.
  private func isForOwnNamespace(_ rule: DestinationRule, _ host: String) -> Bool {
    guard rule.namespace != settings.rootNamespace.value else { return false }
    let owners = owners(of: host)
    if !host.hasPrefix("*"), registry.named(host).isEmpty, owners.contains(where: mesh.describes) { return false }
    let exports = Set(
      rule.exportTo.isEmpty ? settings.defaultDestinationRuleExportTo.value : rule.exportTo.map(\.value))
    guard !exports.isDisjoint(with: ["*", ".", rule.namespace]) else { return false }
    if rule.workloadSelector != nil || exports.isSubset(of: [".", rule.namespace]) { return true }
    // What is exported counts elsewhere only from the namespace of the service.
    return !owners.isEmpty && !owners.contains(rule.namespace)
  }

  /// The namespaces of the services that have a host, else the one that the host says; none where nothing tells.
  private func owners(of host: String) -> Set<String> {
    let named = registry.named(host)
    return named.isEmpty
      ? Set([namespace(ofHost: host)].compactMap { $0 }) : Set(named.map { services[$0].namespace })
  }

  /// Whether there are clients for which Sidecars hold. A Sidecar of the namespace itself is written for some; one of
  /// the root namespace holds for all, and says nothing about what runs here.
  private func hasClients(in namespace: String, of sidecars: [Int]) -> Bool {
    if clientsByNamespace[namespace] != nil { return true }
    let members = mesh.workloads(in: namespace)
    return sidecars.allSatisfy { mesh.sidecars[$0].namespace == namespace }
      && (members.isEmpty || members.contains { proxies[$0].presence == .unknown })
  }

  /// Whether a Sidecar leaves out every service that a host stands for. `isRouted`: Whether a VirtualService leads to
  /// the host, which may make it visible.
  private func hides(_ host: String, _ scope: SidecarScope, isRouted: Bool) -> Bool {
    let named = registry.named(host)
    if named.isEmpty, isRouted { return false }
    guard named.isEmpty || named.contains(where: { services[$0].isExported(to: scope.namespace) }) else { return false }
    let isVisible =
      host.hasPrefix("*")
      ? scope.services.keys.contains { HostPattern.covers(host, services[$0].hostname) }
      : named.contains { scope.services[$0] != nil }
    guard !isVisible else { return false }
    let owners = owners(of: host)
    return !(mesh.sidecars[scope.sidecar].egress ?? []).flatMap(\.hosts).contains { written in
      guard let entry = EgressHost(written.value, in: scope.namespace), !entry.isExcluded else { return false }
      return (owners.isEmpty || owners.contains(where: entry.concerns)) && HostPattern.overlap(entry.host, host)
    }
  }
}
