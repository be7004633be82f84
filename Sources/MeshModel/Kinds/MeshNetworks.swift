package import Diagnostics
package import YAMLTree

/// The networks of a mesh that spans several (`meshNetworks`).
package struct MeshNetworks: Sendable {
  package struct Network: Sendable {
    package var name: Located<String>
    /// `endpoints[].fromRegistry`, those left out that have none.
    package var registries: [Located<String>]
  }

  package var networks: [Network]
  /// What Istio's validation says about a file that holds nothing else.
  package private(set) var rejections: [Rejection] = []

  init?(networks: ManifestNode) {
    guard networks.node.isMapping else { return nil }
    self.networks = networks.compactMapPairs { key, value in
      key.string.map { name in
        Network(name: name, registries: value["endpoints"]?.compactMapItems { $0["fromRegistry"]?.string } ?? [])
      }
    }
  }

  /// Reads a file that holds networks and nothing else, as `--mesh-networks` names it. Nil where it has no mapping
  /// `networks`.
  package init?(_ document: YAMLNode, in file: FileID) {
    let root = ManifestNode(document, in: file)
    guard let networks = root["networks"] else { return nil }
    self.init(networks: networks)
    var review = AdmissionReview(Metadata(file: root, of: "MeshNetworks"))
    review.validate(meshNetworks: networks)
    rejections = review.rejections
  }

  /// Reads networks that stand as text inside a ConfigMap; nil where the text holds none.
  init?(_ text: EmbeddedYAML) {
    guard let networks = text.root?["networks"] else { return nil }
    self.init(networks: networks)
    for index in self.networks.indices {
      self.networks[index].name.span = text.place(of: self.networks[index].name.span)
      self.networks[index].registries = self.networks[index].registries.map {
        Located($0.value, at: text.place(of: $0.span))
      }
    }
  }
}
