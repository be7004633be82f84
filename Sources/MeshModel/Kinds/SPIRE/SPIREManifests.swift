/// The objects of SPIRE's controller manager, each kind in the order of the text.
package struct SPIREManifests: Sendable {
  package internal(set) var clusterSPIFFEIDs: [ClusterSPIFFEID] = []
  package internal(set) var federatedTrustDomains: [ClusterFederatedTrustDomain] = []
  package internal(set) var staticEntries: [ClusterStaticEntry] = []
  /// What the webhook of the controller manager would say about these objects.
  package internal(set) var rejections: [Rejection] = []

  /// Whether there is any.
  package var isEmpty: Bool { clusterSPIFFEIDs.isEmpty && federatedTrustDomains.isEmpty && staticEntries.isEmpty }

  /// Adds the objects of a stretch that comes later.
  mutating func append(_ later: SPIREManifests) {
    clusterSPIFFEIDs += later.clusterSPIFFEIDs
    federatedTrustDomains += later.federatedTrustDomains
    staticEntries += later.staticEntries
    rejections += later.rejections
  }

  mutating func add(_ root: ManifestNode, _ metadata: Metadata, as kind: SPIREKind) {
    switch kind {
    case .clusterSPIFFEID: clusterSPIFFEIDs.append(ClusterSPIFFEID(root, metadata))
    case .federatedTrustDomain: federatedTrustDomains.append(ClusterFederatedTrustDomain(root, metadata))
    case .staticEntry: staticEntries.append(ClusterStaticEntry(root, metadata))
    }
  }
}

/// The kinds of the API group `spire.spiffe.io`.
enum SPIREKind: Hashable {
  case clusterSPIFFEID, federatedTrustDomain, staticEntry

  init?(kind: String, group: String) {
    switch (group, kind) {
    case ("spire.spiffe.io", "ClusterSPIFFEID"): self = .clusterSPIFFEID
    case ("spire.spiffe.io", "ClusterFederatedTrustDomain"): self = .federatedTrustDomain
    case ("spire.spiffe.io", "ClusterStaticEntry"): self = .staticEntry
    default: return nil
    }
  }
}
