package import Diagnostics
package import MeshModel

/// A service registry that a network takes its endpoints from and that does not exist.
package struct UnknownRegistry: Sendable {
  package var object: ResourceReference
  package var network: Located<String>
  package var registry: Located<String>
}

extension EffectiveMesh {
  /// The registries of `meshNetworks` that are neither built in nor a remote cluster with a Secret, each once for a
  /// network, and how many could not be judged (`pkg/config/analysis/analyzers/multicluster/meshnetworks.go`).
  ///
  /// Without a Secret for a remote cluster in the input, nobody knows which clusters there are.
  package func unknownRegistries() -> (found: [UnknownRegistry], unjudged: Int) {
    let networks = networksOfInput().flatMap { object, networks in networks.networks.map { (object, $0) } }
    guard !networks.isEmpty else { return ([], 0) }
    let remotes = mesh.secrets.filter { $0.metadata.labels["istio/multiCluster"]?.value == "true" }
    let clusters = remotes.flatMap { $0.data.entries + $0.stringData.entries }.map(\.key.value)
    let known = Set(clusters).union(["Mock", "Kubernetes", "External"])
    let unknown = networks.flatMap { object, network in
      var seen = known
      return network.registries.filter { seen.insert($0.value).inserted }
        .map { UnknownRegistry(object: object, network: network.name, registry: $0) }
    }
    return options.isComplete || !remotes.isEmpty ? (unknown, 0) : ([], unknown.count)
  }

  private func networksOfInput() -> [(ResourceReference, MeshNetworks)] {
    if let networks = options.meshNetworks {
      // The name under which Istio's analyzers know the file.
      let object = ResourceReference(
        apiVersion: "", kind: "MeshNetworks", namespace: settings.rootNamespace.value, name: "meshnetworks")
      return [(object, networks)]
    }
    return mesh.configMaps.compactMap { map in map.meshNetworks.map { (map.metadata.reference, $0) } }
      + mesh.installations.compactMap { item in item.values.meshNetworks.map { (item.metadata.reference, $0) } }
      + mesh.helmReleases.compactMap { item in item.values.meshNetworks.map { (item.metadata.reference, $0) } }
  }
}
