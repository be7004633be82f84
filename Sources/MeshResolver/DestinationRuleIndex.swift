package import MeshModel

/// DestinationRules for one host that Istio merged into one (`pilot/pkg/model/destination_rule.go`).
package struct ConsolidatedRule: Sendable {
  /// The rules that went in, the one that absorbed the others first; indexes into ``EffectiveMesh/destinationRules``.
  package var rules: [Int]
  package var namespace: String
  package var selector: LocatedMap?
  package var trafficPolicy: (policy: TrafficPolicy, rule: Int)?
  package var subsets: [(subset: DestinationRule.Subset, rule: Int)]
  /// Rules whose `trafficPolicy` was dropped because an older rule has one.
  package var droppedPolicies: [Int] = []
  /// Subsets that were dropped because an older rule has one of that name.
  package var droppedSubsets: [(subset: DestinationRule.Subset, rule: Int)] = []
  var exportTo: Set<String>

  init(_ rule: DestinationRule, index: Int, exportTo: Set<String>) {
    rules = [index]
    namespace = rule.namespace
    selector = rule.workloadSelector?.labels
    trafficPolicy = rule.trafficPolicy.map { ($0, index) }
    subsets = rule.subsets.map { ($0, index) }
    self.exportTo = exportTo
  }

  /// Adds the subsets and, where there is none yet, the traffic policy of a younger rule.
  mutating func absorb(_ rule: DestinationRule, index: Int) {
    rules.append(index)
    for subset in rule.subsets {
      if subsets.contains(where: { $0.subset.name.value == subset.name.value }) {
        droppedSubsets.append((subset, index))
      } else {
        subsets.append((subset, index))
      }
    }
    guard let policy = rule.trafficPolicy else { return }
    if trafficPolicy == nil { trafficPolicy = (policy, index) } else { droppedPolicies.append(index) }
  }

  /// Whether anything in it says how to secure connections.
  var hasTLS: Bool {
    (trafficPolicy?.policy.hasTLS ?? false) || subsets.contains { $0.subset.trafficPolicy?.hasTLS ?? false }
  }

  func isExported(to namespace: String) -> Bool {
    exportTo.isEmpty || exportTo.contains("*") || exportTo.contains(namespace)
  }

  var isExportedToAll: Bool { exportTo.isEmpty || exportTo.contains("*") }
}

extension TrafficPolicy {
  fileprivate var hasTLS: Bool { tls != nil || ports.contains { $0.tls != nil } }
}

/// Finds the DestinationRule in force, as `pilot/pkg/model/push_context.go` setDestinationRules and destinationRule do.
package struct DestinationRuleIndex: Sendable {
  typealias Hosts = HostIndex<[ConsolidatedRule]>

  package let rules: [DestinationRule]
  private let rootNamespace: String
  private(set) var local: [String: Hosts] = [:]
  private(set) var exported: [String: Hosts] = [:]
  private(set) var rootPrivate = Hosts()
  /// The namespaces whose local index holds a host.
  private var namespacesByHost = HostNamespaces()
  /// The rules with a selector in each namespace.
  private var selective: [String: [Int]] = [:]

  init(_ rules: [DestinationRule], settings: MeshSettings) {
    // Rules with a selector come first, then the oldest.
    let rules = rules.sortedByAge { $0.workloadSelector != nil }
    self.rules = rules
    rootNamespace = settings.rootNamespace.value
    let isPrivateByDefault = settings.defaultDestinationRuleExportTo.value.contains(".")
    let entries = rules.enumerated().map { index, rule -> Entry in
      let exportTo = rule.workloadSelector == nil ? Set(rule.exportTo.map(\.value)) : ["."]
      let isPrivate =
        exportTo.isEmpty
        ? isPrivateByDefault : exportTo.count == 1 && !exportTo.isDisjoint(with: [".", rule.namespace])
      return Entry(
        rule: rule, index: index, host: Self.hostname(of: rule, settings: settings), exportTo: exportTo,
        isLocal: exportTo.isEmpty || !exportTo.isDisjoint(with: ["*", ".", rule.namespace]), isPrivate: isPrivate)
    }
    for (namespace, entries) in Dictionary(grouping: entries, by: \.rule.namespace) {
      let own = entries.filter(\.isLocal)
      let hosts = Self.merged(own)
      if !own.isEmpty { local[namespace] = hosts }
      for entry in own { namespacesByHost.insert(namespace, host: entry.host) }
      let selective = own.filter { $0.rule.workloadSelector != nil }.map(\.index)
      if !selective.isEmpty { self.selective[namespace] = selective }
      // In most namespaces every rule is both for the namespace itself and for all others.
      let isSame = own.count == entries.count && !entries.contains(where: \.isPrivate)
      let visible = entries.filter { !$0.isPrivate }
      if !visible.isEmpty { exported[namespace] = isSame ? hosts : Self.merged(visible) }
      if namespace == rootNamespace { rootPrivate = Self.merged(entries.filter(\.isPrivate)) }
    }
  }

  /// A rule on its way into an index.
  private struct Entry {
    var rule: DestinationRule
    var index: Int
    var host: String
    var exportTo: Set<String>
    var isLocal: Bool
    var isPrivate: Bool
  }

  private static func merged(_ entries: [Entry]) -> Hosts {
    var hosts = Hosts()
    for entry in entries { insert(entry.rule, entry.index, entry.exportTo, entry.host, into: &hosts) }
    return hosts
  }

  /// The host that a rule is about: a name without a dot is short for one of the rule's own namespace.
  package static func hostname(of rule: DestinationRule, settings: MeshSettings) -> String {
    settings.fullName(rule.host.value, in: rule.namespace)
  }

  /// Puts a rule among those of the same host, by the steps of mergeDestinationRule.
  private static func insert(
    _ rule: DestinationRule, _ index: Int, _ exportTo: Set<String>, _ host: String, into hosts: inout Hosts
  ) {
    var entries = hosts[host] ?? []
    var isSeparate = true
    for position in entries.indices {
      let entry = entries[position]
      if exportTo == entry.exportTo {
        isSeparate = false
      } else {
        isSeparate = true
        guard !entry.exportTo.isEmpty, exportTo.isSuperset(of: entry.exportTo) else { continue }
      }
      switch (entry.selector, rule.workloadSelector?.labels) {
      case (let one?, let other?) where one.text != other.text:
        isSeparate = true
        continue
      case (nil, nil), (_?, _?): isSeparate = false
      default: break
      }
      entries[position].absorb(rule, index: index)
    }
    if isSeparate { entries.append(ConsolidatedRule(rule, index: index, exportTo: exportTo)) }
    hosts[host] = entries
  }

  // MARK: Look-ups

  /// The rules that a namespace sees for a service, after merging; several where Istio kept them apart.
  package func rules(for service: MeshService, from namespace: String) -> [ConsolidatedRule] {
    if let own = ownRules(for: service.hostname, in: namespace) { return own }
    return foreignRules(for: service).first { !$0.isEmpty && $0.contains { $0.isExported(to: namespace) } }?
      .filter { $0.isExported(to: namespace) } ?? []
  }

  /// The rules that a namespace's own index gives, which end the search; nil where it has none.
  func ownRules(for hostname: String, in namespace: String) -> [ConsolidatedRule]? {
    namespace == rootNamespace
      ? rootPrivate.mostSpecific(for: hostname) : local[namespace]?.mostSpecific(for: hostname)
  }

  /// What clients without rules of their own may see: the exported rules of the service's namespace, then those of the
  /// root namespace.
  func foreignRules(for service: MeshService) -> [[ConsolidatedRule]] {
    [service.namespace, rootNamespace].compactMap { exported[$0]?.mostSpecific(for: service.hostname) }
  }

  /// The rules of a namespace whose selector matches these labels, as indexes into ``rules``.
  func selecting(namespace: String, labels: LocatedMap) -> [Int] {
    (selective[namespace] ?? []).filter { rules[$0].workloadSelector.map { labels.satisfies($0.labels) } ?? false }
  }

  /// The namespaces that have rules of their own for a host.
  func namespacesWithOwnRules(for hostname: String) -> Set<String> {
    namespacesByHost.covering(hostname)
  }

  /// The rule in force among those that a namespace sees, for a client with these labels: the first whose selector
  /// matches, else the last without one (`pilot/pkg/model/sidecar.go` DestinationRule).
  package static func inForce(
    _ entries: [ConsolidatedRule], namespace: String, labels: LocatedMap
  ) -> ConsolidatedRule? {
    entries.first { entry in
      entry.namespace == namespace && entry.selector.map { labels.satisfies($0) } ?? false
    } ?? entries.last { $0.selector == nil }
  }
}

/// Which namespaces hold a host or a wildcard that covers it.
private struct HostNamespaces: Sendable {
  private var exact: [String: Set<String>] = [:]
  private var suffixes: [String: Set<String>] = [:]
  private var oddSuffixes: Set<String> = []

  mutating func insert(_ namespace: String, host: String) {
    guard host.hasPrefix("*") else {
      exact[host, default: []].insert(namespace)
      return
    }
    let suffix = String(host.dropFirst())
    if !suffix.hasPrefix(".") { oddSuffixes.insert(suffix) }
    suffixes[suffix, default: []].insert(namespace)
  }

  func covering(_ host: String) -> Set<String> {
    var found = exact[host] ?? []
    guard !suffixes.isEmpty else { return found }
    for index in host.indices where host[index] == "." {
      if let namespaces = suffixes[String(host[index...])] { found.formUnion(namespaces) }
    }
    for suffix in oddSuffixes where host.hasSuffix(suffix) { found.formUnion(suffixes[suffix] ?? []) }
    return found
  }
}
