import Diagnostics
package import MeshModel

/// Two objects that make the same registration entry, of which one counts alone, although they differ in its settings.
package struct MaskedEntry: Sendable {
  /// What makes it an object of its own.
  package let metadata: Metadata
  package let written: Located<String>
  /// The other object, whose name comes first in the alphabet.
  package let other: Metadata
  package let otherWritten: Located<String>
}

extension EffectiveMesh {
  /// The objects whose entries are those of another object (spire-controller-manager `pkg/spireentry/reconciler.go`
  /// reconcile). Those that say the same in all are left out.
  package func maskedEntries() -> [MaskedEntry] { maskedStaticEntries() + maskedRegistrations() }

  private func maskedStaticEntries() -> [MaskedEntry] {
    var first: [[String]: ClusterStaticEntry] = [:]
    return mesh.spire.staticEntries.sorted { $0.name < $1.name }.compactMap { entry in
      guard let id = entry.spiffeID, let parent = entry.parentID else { return nil }
      let key = [entry.className?.value ?? "", id.value, parent.value] + Set(entry.selectors.map(\.value)).sorted()
      guard let other = first[key], let otherID = other.spiffeID else {
        first[key] = entry
        return nil
      }
      guard entry.settings != other.settings else { return nil }
      return MaskedEntry(metadata: entry.metadata, written: id, other: other.metadata, otherWritten: otherID)
    }
  }

  private func maskedRegistrations() -> [MaskedEntry] {
    let registrations = spireRegistrations.registrations
    var groups: [[String]: [Int]] = [:]
    for (index, registration) in registrations.enumerated() {
      let source = registration.source
      let key =
        [source.className?.value ?? "", source.spiffeIDTemplate?.value ?? "", "\(source.fallback?.value ?? false)"]
        + source.workloadSelectorTemplates.map(\.value)
      groups[key, default: []].append(index)
    }
    return groups.values.filter { $0.count > 1 }.flatMap { group in
      var first: [Int: Int] = [:]
      return group.sorted { registrations[$0].source.name < registrations[$1].source.name }.compactMap {
        index -> (index: Int, other: Int)? in
        let registration = registrations[index]
        let others = registration.workloads.compactMap { first[$0] }
        for workload in registration.workloads where first[workload] == nil { first[workload] = index }
        return others.first { registrations[$0].source.settings != registration.source.settings }.map { (index, $0) }
      }
    }.sorted { $0.index < $1.index }.compactMap { index, other in
      let (source, other) = (registrations[index].source, registrations[other].source)
      guard let written = source.spiffeIDTemplate, let otherWritten = other.spiffeIDTemplate else { return nil }
      return MaskedEntry(
        metadata: source.metadata, written: written, other: other.metadata, otherWritten: otherWritten)
    }
  }
}

extension ClusterStaticEntry {
  /// What entries may differ in.
  fileprivate var settings: [[String]] {
    [
      federatesWith.map(\.value).sorted(), dnsNames.map(\.value), [x509SVIDTTL?.value ?? "", jwtSVIDTTL?.value ?? ""],
      ["\(admin?.value ?? false)", "\(storeSVID?.value ?? false)"],
    ]
  }
}

extension ClusterSPIFFEID {
  /// What entries may differ in.
  fileprivate var settings: [[String]] {
    [
      federatesWith.map(\.value).sorted(), dnsNameTemplates.map(\.value), [ttl?.value ?? "", jwtTTL?.value ?? ""],
      ["\(admin?.value ?? false)", "\(downstream?.value ?? false)"],
    ]
  }
}
