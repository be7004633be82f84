package import MeshModel

// What rules about DestinationRules ask beside single connections.
extension EffectiveMesh {
  /// The full name of the Service that a host with a dot was probably meant to name: `cart.shop` or `cart.shop.svc`.
  /// Istio completes only names without a dot, so such a host matches nothing. Nil where it names something else.
  package func serviceMeant(by rule: DestinationRule) -> MeshService? {
    let host = rule.host.value
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 || (parts.count == 3 && parts[2] == "svc"), !host.hasPrefix("*"),
      registry.named(host).isEmpty
    else { return nil }
    return registry.named("\(parts[0]).\(parts[1]).svc.\(settings.clusterDomain.value)").first.map { services[$0] }
  }
}

/// A port-level entry for a port that no service has.
package struct UnknownPortEntry: Sendable {
  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  package var number: Located<Int>
  /// A service that the rule is about, as an index into ``ServiceRegistry/services``.
  package var service: Int
  /// All ports of the services that the rule is about, in ascending order.
  package var knownPorts: [Int]
  /// The port of a service whose connections arrive at the port that the entry names.
  package var portMeant: MeshService.Port?
}

extension EffectiveMesh {
  /// Port-level entries for ports that no service has that the rule's host covers.
  ///
  /// `describes`: Whether the input describes a namespace, so that a wildcard for it covers nothing else.
  package func unknownPortEntries(describes: (String) -> Bool) -> [UnknownPortEntry] {
    let concerned = destinationRules.indices.filter { index in
      let rule = destinationRules[index]
      return ([rule.trafficPolicy] + rule.subsets.map(\.trafficPolicy)).contains { !($0?.ports ?? []).isEmpty }
    }
    guard !concerned.isEmpty else { return [] }
    let wildcards = concerned.map { destinationRules[$0].host.value }.filter { $0.hasPrefix("*") }
    let covered = services(coveredBy: Set(wildcards))
    return concerned.flatMap { index -> [UnknownPortEntry] in
      let rule = destinationRules[index]
      let host = DestinationRuleIndex.hostname(of: rule, settings: settings)
      let isWildcard = host.hasPrefix("*")
      if isWildcard, !options.isComplete {
        guard let namespace = namespace(ofHost: host), describes(namespace) else { return [] }
      }
      let services = isWildcard ? covered[host] ?? [] : registry.named(host)
      let ports = services.flatMap { self.services[$0].ports }
      guard let service = services.first, !ports.isEmpty else { return [] }
      return ([rule.trafficPolicy] + rule.subsets.map(\.trafficPolicy)).flatMap { $0?.ports ?? [] }.compactMap {
        entry in
        guard let number = entry.number, !ports.contains(where: { $0.number == number.value }) else { return nil }
        return UnknownPortEntry(
          rule: index, number: number, service: service, knownPorts: Set(ports.map(\.number)).sorted(),
          portMeant: ports.first { $0.target == String(number.value) })
      }
    }
  }

  /// The services that each of some wildcards covers, as indexes into ``ServiceRegistry/services``.
  private func services(coveredBy wildcards: Set<String>) -> [String: [Int]] {
    guard !wildcards.isEmpty else { return [:] }
    var found: [String: [Int]] = [:]
    let odd = wildcards.filter { !$0.hasPrefix("*.") }
    for (index, service) in services.enumerated() {
      let name = service.hostname
      for dot in name.indices where name[dot] == "." {
        let wildcard = "*" + name[dot...]
        if wildcards.contains(wildcard) { found[wildcard, default: []].append(index) }
      }
      for wildcard in odd where name.hasSuffix(wildcard.dropFirst()) { found[wildcard, default: []].append(index) }
    }
    return found
  }

  /// The namespace of a host such as `cart.shop.svc.cluster.local` or `*.shop.svc.cluster.local`; nil for any other.
  func namespace(ofHost host: String) -> String? {
    let suffix = ".svc.\(settings.clusterDomain.value)"
    guard host.hasSuffix(suffix) else { return nil }
    let labels = host.dropLast(suffix.count).split(separator: ".", omittingEmptySubsequences: false)
    return labels.count == 2 ? String(labels[1]) : nil
  }
}
