import Diagnostics
package import MeshModel

/// A namespace that something is shared with, or taken from, and that does not exist.
package struct UnknownNamespace: Sendable {
  package enum Use: Sendable {
    /// `exportTo` of a resource, or the annotation of a Service.
    case export
    /// An egress host of a Sidecar.
    case egress
    /// A host of a Gateway's server.
    case server
    /// A default for `exportTo` in the mesh configuration, by the name of the field.
    case meshDefault(String)
  }

  package var object: Metadata
  package var use: Use
  package var name: Located<String>
  /// A namespace that was probably meant.
  package var suggestion: String?
}

extension EffectiveMesh {
  /// The namespaces in `exportTo`, in the hosts of Sidecars and Gateways, and in the mesh's defaults for `exportTo`
  /// that do not exist, and how many could not be judged because the input need not show every namespace.
  ///
  /// `.`, `*` and `~` are no namespaces. What cannot be the name of one is left to the validation of the resource.
  package func unknownNamespaces() -> (found: [UnknownNamespace], unjudged: Int) {
    let known = knownNamespaces
    var unknown = namespaceUses().filter { !known.contains($0.name.value) && Syntax.isDNSLabel($0.name.value) }
    guard options.isComplete else { return ([], unknown.count) }
    let names = known.sorted()
    var suggestions = SuggestionBudget()
    for index in unknown.indices where suggestions.take() {
      unknown[index].suggestion = closest(to: unknown[index].name.value, of: names)
    }
    return (unknown, 0)
  }

  private func namespaceUses() -> [UnknownNamespace] {
    var uses: [UnknownNamespace] = []
    func add(_ names: [Located<String>], _ use: UnknownNamespace.Use, of object: Metadata) {
      uses += names.map { UnknownNamespace(object: object, use: use, name: $0) }
    }
    for route in mesh.virtualServices { add(route.exportTo, .export, of: route.metadata) }
    for rule in mesh.destinationRules { add(rule.exportTo, .export, of: rule.metadata) }
    for entry in mesh.serviceEntries { add(entry.exportTo, .export, of: entry.metadata) }
    for service in mesh.services {
      let annotation = service.metadata.annotations["networking.istio.io/exportTo"]
      add(annotation?.items ?? [], .export, of: service.metadata)
    }
    for sidecar in mesh.sidecars {
      let hosts = (sidecar.egress ?? []).flatMap(\.hosts)
      add(hosts.compactMap { $0.namespace(after: "~") }, .egress, of: sidecar.metadata)
    }
    for gateway in mesh.gateways {
      add(gateway.servers.flatMap(\.hosts).compactMap { $0.namespace() }, .server, of: gateway.metadata)
    }
    guard options.meshConfig == nil else { return uses }
    let configs =
      mesh.configMaps.map { ($0.metadata, $0.meshConfig) } + mesh.installations.map { ($0.metadata, $0.meshConfig) }
      + mesh.helmReleases.map { ($0.metadata, $0.meshConfig) }
    for (object, config) in configs {
      guard let config else { continue }
      add(config.defaultServiceExportTo ?? [], .meshDefault("defaultServiceExportTo"), of: object)
      add(config.defaultVirtualServiceExportTo ?? [], .meshDefault("defaultVirtualServiceExportTo"), of: object)
      add(config.defaultDestinationRuleExportTo ?? [], .meshDefault("defaultDestinationRuleExportTo"), of: object)
    }
    return uses
  }
}

extension Located<String> {
  /// The items of a list that is written with commas, each at the place of the whole.
  fileprivate var items: [Located<String>] {
    value.split(separator: ",").map { Located(String($0.filter { $0 != " " }), at: span) }
  }

  /// The namespace before the slash of `namespace/host`; nil where there is none.
  fileprivate func namespace(after prefix: String = "") -> Located<String>? {
    guard let slash = value.firstIndex(of: "/") else { return nil }
    let name = value[..<slash]
    return Located(String(name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name), at: span)
  }
}
