package import Diagnostics
package import YAMLTree

/// The networks of a mesh that spans several: the content of the file that `--mesh-networks` names.
package struct MeshNetworks: Sendable {
  package struct Network: Sendable {
    package var name: Located<String>
    /// `endpoints[].fromRegistry`, those left out that have none.
    package var registries: [Located<String>]
  }

  package var networks: [Network]

  /// Nil where the document has no mapping `networks`.
  package init?(_ document: YAMLNode, in file: FileID) {
    let root = ManifestNode(document, in: file)
    guard root.node.isMapping, let networks = root["networks"], networks.node.isMapping else { return nil }
    self.networks = networks.compactMapPairs { key, value in
      key.string.map { name in
        Network(name: name, registries: value["endpoints"]?.compactMapItems { $0["fromRegistry"]?.string } ?? [])
      }
    }
  }
}
