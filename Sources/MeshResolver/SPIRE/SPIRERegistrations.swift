import Diagnostics
package import MeshModel
import StructuralSchema

/// What a ClusterSPIFFEID registers.
package struct SPIRERegistration: Sendable {
  package let source: ClusterSPIFFEID
  /// Nil for one that Go refuses.
  package let template: GoTemplate?
  /// The workloads whose pods it selects, in ascending order, as indexes into ``Mesh/workloads``.
  package let workloads: [Int]
  /// Those that it may select: the input does not have the labels of their namespaces, or the controller may pass over
  /// the namespace.
  package let possibleWorkloads: [Int]

  /// Whether it selects every pod of the cluster.
  package var selectsEverything: Bool {
    [source.namespaceSelector, source.podSelector].allSatisfy { selector in
      selector.map { $0.matchLabels.isEmpty && $0.matchExpressions.isEmpty } ?? true
    }
  }

  /// Whether it is meant for pods with a certain label and no others.
  package var asksForLabel: Bool { source.podSelector.map { !$0.matchLabels.isEmpty } ?? false }
}

/// What SPIRE's controller manager registers for the pods of the input (spire-controller-manager
/// `pkg/spireentry/reconciler.go` addClusterSPIFFEIDEntriesState).
package struct SPIRERegistrations: Sendable {
  /// In the order of ``SPIREManifests/clusterSPIFFEIDs``.
  package let registrations: [SPIRERegistration]
  /// The registrations of each workload that has some, as indexes.
  private var byWorkload: [Int: [Int]] = [:]
  private var undecided: Set<Int> = []

  /// Linear in the number of workloads for each object that selects by expressions alone; others look their pods up.
  init(_ mesh: Mesh, _ controllers: SPIREControllers) {
    let namespaces = mesh.inhabitedNamespaces.sorted()
    registrations = mesh.spire.clusterSPIFFEIDs.map { source in
      SPIRERegistration(source, in: mesh, namespaces: namespaces, controllers)
    }
    for (index, registration) in registrations.enumerated() {
      for workload in registration.workloads { byWorkload[workload, default: []].append(index) }
      undecided.formUnion(registration.possibleWorkloads)
    }
  }

  /// The registrations that a workload's pods have; a fallback is one where no other applies.
  package func registrations(of workload: Int) -> [SPIRERegistration] {
    let all = (byWorkload[workload] ?? []).map { registrations[$0] }
    let own = all.filter { $0.source.fallback?.value != true }
    return own.isEmpty ? all : own
  }

  /// Whether it is certain that no ClusterSPIFFEID of the input selects a workload.
  package func selectsNone(of workload: Int) -> Bool { byWorkload[workload] == nil && !undecided.contains(workload) }
}

extension SPIRERegistration {
  fileprivate init(
    _ source: ClusterSPIFFEID, in mesh: Mesh, namespaces: [String], _ controllers: SPIREControllers
  ) {
    self.source = source
    template = source.spiffeIDTemplate.flatMap { try? GoTemplate($0.value, named: "spiffeIDTemplate") }
    var (selected, possible): ([Int], [Int]) = ([], [])
    for namespace in namespaces {
      let isSelected = source.selects(namespace: namespace, of: mesh)
      let isIgnored = controllers.ignores(namespace)
      if isSelected == false || isIgnored == true { continue }
      let labels = source.podSelector?.matchLabels ?? LocatedMap()
      let found = mesh.workloads(in: namespace, matching: labels).filter {
        source.podSelector?.matches(mesh.workloads[$0].podLabels) ?? true
      }
      if isSelected == true, isIgnored == false { selected += found } else { possible += found }
    }
    workloads = selected.sorted()
    possibleWorkloads = possible.sorted()
  }
}

extension ClusterSPIFFEID {
  /// Nil where the input does not have the labels of the namespace.
  fileprivate func selects(namespace: String, of mesh: Mesh) -> Bool? {
    guard let namespaceSelector else { return true }
    if namespace.isEmpty { return nil }
    let written = mesh.namespaces[namespace]
    // Every namespace has this label.
    let name = "kubernetes.io/metadata.name"
    let keys = namespaceSelector.matchLabels.entries.map(\.key) + namespaceSelector.matchExpressions.map(\.key)
    guard written != nil || keys.allSatisfy({ $0.value == name }) else { return nil }
    var labels = Dictionary(written?.metadata.labels.entries.map { ($0.key.value, $0.value.value) } ?? []) { $1 }
    labels[name] = namespace
    return namespaceSelector.matches(labels)
  }
}

extension SPIRERegistration {
  /// Whether the template renders the same for all pods.
  package var isSameForAllPods: Bool {
    guard let template else { return false }
    return template.parts.allSatisfy { part in
      switch part {
      case .text, .value(.constant): true
      case .value(.field(let names)): ["TrustDomain", "ClusterName", "ClusterDomain"].contains(names.first)
      case .value, .block: false
      }
    }
  }
}
