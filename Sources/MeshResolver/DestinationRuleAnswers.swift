package import Diagnostics
package import MeshModel

// What rules about DestinationRules ask beside single connections.
extension EffectiveMesh {
  /// The full name of the Service that a host with a dot was probably meant to name: `cart.shop` or `cart.shop.svc`.
  /// Istio completes only names without a dot, so such a host matches nothing. Nil where it names something else.
  package func serviceMeant(by host: String) -> MeshService? {
    // Nearly every host is a full name, with more dots.
    guard (1...2).contains(host.utf8.count { $0 == UInt8(ascii: ".") }) else { return nil }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts[2] == "svc", !host.hasPrefix("*"), registry.named(host).isEmpty else { return nil }
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
      destinationRules[index].trafficPolicies.contains { !$0.ports.isEmpty }
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
      return rule.trafficPolicies.flatMap(\.ports).compactMap { entry in
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

/// A DestinationRule that no client can ever use.
package struct UnreachableRule: Sendable {
  package enum Cause: Sendable {
    /// It is hidden from its own namespace, and what is exported counts only from the namespace of the service, which
    /// is this one.
    case foreignService(namespace: String)
    /// All namespaces that it is exported to are missing.
    case missingNamespaces
  }

  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  package var cause: Cause
}

extension EffectiveMesh {
  /// The rules that are exported to other namespaces only, where they do not count or which do not exist.
  ///
  /// `describes`: Whether the input describes a namespace, so that it holds no further host.
  package func unreachableRules(describes: (String) -> Bool) -> [UnreachableRule] {
    destinationRules.indices.compactMap { index in
      let rule = destinationRules[index]
      let names = Set(rule.exportTo.map(\.value))
      guard rule.workloadSelector == nil, !names.isEmpty, names.isDisjoint(with: ["*", ".", rule.namespace]) else {
        return nil
      }
      if rule.namespace != settings.rootNamespace.value, describes(rule.namespace),
        let namespace = foreignNamespace(of: rule)
      {
        return UnreachableRule(rule: index, cause: .foreignService(namespace: namespace))
      }
      guard options.isComplete, names.allSatisfy({ mesh.namespaces[$0] == nil && !mesh.describes($0) }) else {
        return nil
      }
      return UnreachableRule(rule: index, cause: .missingNamespaces)
    }
  }

  /// The namespace of the services that a rule is about, if it is one and not the rule's own.
  private func foreignNamespace(of rule: DestinationRule) -> String? {
    let host = DestinationRuleIndex.hostname(of: rule, settings: settings)
    let named = Set(registry.named(host).map { services[$0].namespace })
    let namespaces = named.isEmpty ? Set([namespace(ofHost: host)].compactMap { $0 }) : named
    return namespaces.count == 1 && !namespaces.contains(rule.namespace) ? namespaces.first : nil
  }
}

/// A broader rule with ISTIO_MUTUAL that another one, which says nothing of TLS, keeps from clients.
package struct ShadowedMutualTLS: Sendable {
  /// The rule in force, as an index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// The broader rule, and its settings.
  package var broader: Int
  package var tls: ClientTLS
  /// In alphabetical order; never empty.
  package var hosts: [String]
}

extension EffectiveMesh {
  /// Rules without TLS settings that keep a broader rule with ISTIO_MUTUAL from clients, in a mesh without auto mTLS,
  /// for hosts that take mutual TLS.
  package func shadowedMutualTLS() -> [ShadowedMutualTLS] {
    guard !settings.autoMTLS.value else { return [] }
    var found: [Int: ShadowedMutualTLS] = [:]
    for (index, service) in services.enumerated() where !service.isAlias && !service.isExternal {
      for group in clientGroups(of: index) {
        guard let rule = group.rule, let first = rule.rules.first, rule.trafficPolicy?.policy.tls == nil,
          let port = service.ports.first(where: { takesMutualTLS(service: index, port: $0, under: rule) }),
          let broader = broaderRule(than: rule, for: service, from: group.namespace, port: port.number)
        else { continue }
        let new = ShadowedMutualTLS(rule: first, broader: broader.rule, tls: broader.tls, hosts: [])
        found[first, default: new].hosts.append(service.hostname)
      }
    }
    return found.values.sorted { $0.rule < $1.rule }.map { shadowed in
      var shadowed = shadowed
      shadowed.hosts = Set(shadowed.hosts).sorted()
      return shadowed
    }
  }

  /// Whether a port is sent plain text for want of settings, though a server there is a sidecar that takes mutual TLS.
  private func takesMutualTLS(service: Int, port: MeshService.Port, under rule: ConsolidatedRule) -> Bool {
    guard port.portProtocol != .udp, ClientTLSChoice(rule, port: port.number, subset: nil).cluster == nil else {
      return false
    }
    return connection(to: service, port: port, under: rule).endpoints.contains { end in
      guard case .workload(let workload) = end.endpoint.target else { return false }
      return hasApplicationSidecar(workload) && end.accepts?.mode != .DISABLE
    }
  }

  /// The rule that would be in force without this one, if it says ISTIO_MUTUAL.
  private func broaderRule(
    than rule: ConsolidatedRule, for service: MeshService, from client: String?, port: Int
  ) -> ClientTLSChoice.Written? {
    let index = destinationRuleIndex
    let local = client.flatMap { $0 == settings.rootNamespace.value ? index.rootPrivate : index.local[$0] }
    let exported = [service.namespace, settings.rootNamespace.value].compactMap { index.exported[$0] }
    var candidates = (local.map { $0.covering(service.hostname) } ?? [])
    candidates += exported.flatMap { hosts in
      hosts.covering(service.hostname).map { $0.filter { $0.isExported(to: client ?? "*") } }
    }
    let next = candidates.lazy.compactMap { $0.last { $0.selector == nil } }.first { $0.rules != rule.rules }
    let written = ClientTLSChoice(next, port: port, subset: nil).cluster
    return written?.tls.mode == .ISTIO_MUTUAL ? written : nil
  }
}

extension HostIndex {
  /// The values of all hosts that cover `host`, the most specific first; wildcards count at label boundaries only.
  fileprivate func covering(_ host: String) -> [Value] {
    let wildcards = host.indices.filter { host[$0] == "." }.map { "*" + host[$0...] } + ["*"]
    return ([host] + wildcards).compactMap { self[$0] }
  }
}

/// TLS settings of a subset or port that differ from those of the rule they stand in.
package struct TLSOverride: Sendable {
  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// Nil for a port of the rule itself.
  package var subset: String?
  package var port: Int?
  /// Nil where a port-level entry has no TLS settings, which leaves the port to auto mTLS.
  package var tls: ClientTLS?
  package var span: SourceSpan
  /// Nil where the rule says nothing.
  package var overridden: ClientTLS?
}

extension EffectiveMesh {
  /// The settings in all rules that say something else than the level above them.
  package func tlsOverrides() -> [TLSOverride] {
    destinationRules.indices.flatMap { index -> [TLSOverride] in
      let rule = destinationRules[index]
      let base = rule.trafficPolicy?.tls
      var found = rule.trafficPolicy?.portOverrides(rule: index, subset: nil, of: base) ?? []
      for subset in rule.subsets {
        guard let policy = subset.trafficPolicy else { continue }
        let name = subset.name.value
        if let tls = policy.tls, tls.mode != base?.mode {
          found.append(TLSOverride(rule: index, subset: name, tls: tls, span: tls.span, overridden: base))
        }
        found += policy.portOverrides(rule: index, subset: name, of: policy.tls ?? base)
      }
      return found
    }
  }
}

extension TrafficPolicy {
  fileprivate func portOverrides(rule: Int, subset: String?, of base: ClientTLS?) -> [TLSOverride] {
    ports.compactMap { entry in
      guard let number = entry.number, entry.tls?.mode != base?.mode else { return nil }
      return TLSOverride(
        rule: rule, subset: subset, port: number.value, tls: entry.tls, span: entry.tls?.span ?? number.span,
        overridden: base)
    }
  }
}
