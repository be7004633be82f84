package import MeshModel

/// A ClusterStaticEntry that SPIRE's server refuses for one of its trust domains.
package struct ForeignStaticEntry: Sendable {
  package let source: ClusterStaticEntry
  /// `spiffeID` or `parentID`.
  package let written: Located<String>
  package let isParent: Bool
  package let trustDomain: String
  /// That of the server, or of the entry where the server's is not known.
  package let expected: String
  package let isServerKnown: Bool
}

extension EffectiveMesh {
  /// The ClusterStaticEntries that are in another trust domain than the server, or whose parent is (SPIRE
  /// `pkg/server/api/id.go` VerifyTrustDomainMemberID): one finding for each, about the entry before the parent.
  package func foreignStaticEntries() -> [ForeignStaticEntry] {
    mesh.spire.staticEntries.compactMap { source in
      guard let written = source.spiffeID, let id = try? SPIFFEID(written.value) else { return nil }
      let own = spireControllers.trustDomain(of: source.className)
      func foreign(_ written: Located<String>, _ id: SPIFFEID, _ expected: String, isParent: Bool) -> ForeignStaticEntry
      {
        ForeignStaticEntry(
          source: source, written: written, isParent: isParent, trustDomain: id.trustDomain, expected: expected,
          isServerKnown: own != nil)
      }
      if let own, own != id.trustDomain { return foreign(written, id, own, isParent: false) }
      guard let parent = source.parentID, let parentID = try? SPIFFEID(parent.value),
        parentID.trustDomain != id.trustDomain
      else { return nil }
      return foreign(parent, parentID, own ?? id.trustDomain, isParent: true)
    }
  }
}
