import Diagnostics
package import MeshModel

/// An egress host of a Sidecar that nothing has.
package struct UnknownEgressHost: Sendable {
  /// An index into ``Mesh/sidecars``.
  package var sidecar: Int
  /// The whole entry.
  package var entry: Located<String>
  /// The namespace that it names; nil for every namespace.
  package var namespace: String?
  /// The entry that was probably meant.
  package var suggestion: String?
}

extension EffectiveMesh {
  /// The egress hosts of Sidecars that are no host of a Service, a ServiceEntry or a VirtualService of the namespace
  /// that they name, and what the input would have to show to judge the others, once for each.
  ///
  /// Services and ServiceEntries count where the entry covers their host, VirtualServices where either covers the
  /// other (`pilot/pkg/model/sidecar.go` hostClassification). Who may see them does not matter here.
  package func unknownEgressHosts() -> (found: [UnknownEgressHost], unjudged: [String]) {
    guard mesh.sidecars.contains(where: { $0.egress != nil }) else { return ([], []) }
    var index = EgressHostIndex(self)
    var search = HostSearch(self)
    var suggestions = SuggestionBudget()
    var found: [UnknownEgressHost] = []
    var unjudged: [String] = []
    let known = knownNamespaces
    let withEntries = Set(self.written.serviceEntries.map(\.namespace))
    for (position, sidecar) in mesh.sidecars.enumerated() {
      // In the root namespace `.` stands for the namespace of each client.
      let isForAll = sidecar.namespace == settings.rootNamespace.value && sidecar.workloadSelector == nil
      for written in (sidecar.egress ?? []).flatMap(\.hosts) {
        guard let entry = EgressHost(written.value, in: sidecar.namespace), !entry.isExcluded, entry.host != "*",
          !entry.host.isEmpty, !(isForAll && written.value.hasPrefix("./")), !index.contains(entry)
        else { continue }
        // The namespace itself is another finding.
        guard entry.namespace == "*" || known.contains(entry.namespace) || !options.isComplete else { continue }
        guard isInventoried(entry, withEntries: withEntries, &search) else {
          unjudged.append("the Services and ServiceEntries that egress hosts of Sidecars may mean")
          continue
        }
        var missing = UnknownEgressHost(
          sidecar: position, entry: written, namespace: entry.namespace == "*" ? nil : entry.namespace)
        if let host = fullName(meantBy: entry) ?? (suggestions.take() ? index.similar(to: entry) : nil) {
          missing.suggestion = written.value.prefix { $0 != "/" } + "/" + host
        }
        found.append(missing)
      }
    }
    return (found, unjudged)
  }

  /// Whether the input shows every host that an entry may mean. Hosts from outside the cluster have no Service, and the
  /// ServiceEntries of a namespace may lie apart from its workloads, so that some of them must be there. What Istio and
  /// Kubernetes themselves bring is rarely part of what is called complete.
  ///
  /// `withEntries`: The namespaces with a ServiceEntry.
  private func isInventoried(_ entry: EgressHost, withEntries: Set<String>, _ search: inout HostSearch) -> Bool {
    let owner = namespace(ofHost: entry.host)
    if options.isComplete {
      let home = entry.namespace == "*" ? owner ?? "" : entry.namespace
      return home != settings.rootNamespace.value && !InjectionResolver.ignores(home) || mesh.describes(home)
    }
    guard entry.namespace != "*" else { return owner.map { search.describesHosts(of: $0) } ?? false }
    guard search.describesHosts(of: entry.namespace) else { return false }
    return owner != nil || !entry.host.contains(".") || fullName(meantBy: entry) != nil
      || withEntries.contains(entry.namespace)
  }

  /// The full name of the Service that an entry names in short: `cart`, `cart.shop` or `cart.shop.svc`.
  private func fullName(meantBy entry: EgressHost) -> String? {
    let name = settings.fullName(String(entry.host.prefix { $0 != "." }), in: entry.namespace)
    return name.hasPrefix(entry.host + ".") && !registry.named(name).isEmpty ? name : nil
  }
}

/// The hosts that Sidecars can name, by namespace.
private struct EgressHostIndex {
  private struct Question: Hashable {
    var namespace: String
    var host: String
  }

  /// The hosts of each namespace; those of all under `*`.
  private var hosts: [String: Set<String>] = [:]
  private var routed: [String: Set<String>] = [:]
  /// What was asked before about hosts that no look-up finds.
  private var answers: [Question: Bool] = [:]

  init(_ mesh: EffectiveMesh) {
    for service in mesh.services {
      hosts[service.namespace, default: []].insert(service.hostname)
      hosts["*", default: []].insert(service.hostname)
    }
    for entry in mesh.refusedServiceEntries {
      for host in entry.hosts {
        hosts[entry.namespace, default: []].insert(host.value)
        hosts["*", default: []].insert(host.value)
      }
    }
    let apiServer = mesh.settings.fullName("kubernetes", in: "default")
    for namespace in ["default", "*"] { hosts[namespace, default: []].insert(apiServer) }
    for route in mesh.written.virtualServices {
      let names = route.hosts.map { mesh.settings.fullName($0.value, in: route.namespace) }
      routed[route.namespace, default: []].formUnion(names)
      routed["*", default: []].formUnion(names)
    }
  }

  mutating func contains(_ entry: EgressHost) -> Bool {
    if hosts[entry.namespace]?.contains(entry.host) ?? false { return true }
    if routed[entry.namespace]?.contains(entry.host) ?? false { return true }
    let question = Question(namespace: entry.namespace, host: entry.host)
    if let answer = answers[question] { return answer }
    let isWildcard = entry.host.hasPrefix("*")
    let isKnown =
      isWildcard && hosts[entry.namespace]?.contains { HostPattern.covers(entry.host, $0) } ?? false
      || routed[entry.namespace]?.contains { HostPattern.overlap(entry.host, $0) } ?? false
    answers[question] = isKnown
    return isKnown
  }

  /// A host of nearly the same name.
  func similar(to entry: EgressHost) -> String? {
    hosts[entry.namespace].flatMap { closest(to: entry.host, of: $0.sorted()) }
  }
}
