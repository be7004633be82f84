import Diagnostics
package import MeshModel

/// What a ClusterSPIFFEID registers.
package struct SPIRERegistration: Sendable {
  package let source: ClusterSPIFFEID
  /// Nil for one that Go refuses.
  package let template: GoTemplate?
  /// The workloads whose pods it selects, in ascending order, as indexes into ``Mesh/workloads``.
  package let workloads: [Int]
  /// The labels and annotations of the pods that the template asks for.
  let podKeys: [PodKey]

  fileprivate init(_ source: ClusterSPIFFEID, workloads: [Int]) {
    self.source = source
    self.workloads = workloads
    template = source.spiffeIDTemplate.flatMap { try? GoTemplate($0.value, named: "spiffeIDTemplate") }
    podKeys =
      template?.parts.flatMap { part in
        if case .value(let expression) = part { expression.podKeys } else { [] as [PodKey] }
      } ?? []
  }

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
  /// The workloads that objects may select: the input does not have the labels of their namespaces, or the controller
  /// may pass over the namespace, or may not look at the object.
  private let undecided: Set<Int>

  init(_ mesh: Mesh, _ controllers: SPIREControllers) {
    guard !mesh.spire.clusterSPIFFEIDs.isEmpty else {
      (registrations, undecided) = ([], [])
      return
    }
    var selection = SPIRESelection(mesh, controllers)
    registrations = mesh.spire.clusterSPIFFEIDs.map { SPIRERegistration($0, workloads: selection.workloads(of: $0)) }
    undecided = selection.undecided
    for (index, registration) in registrations.enumerated() {
      for workload in registration.workloads { byWorkload[workload, default: []].append(index) }
    }
  }

  /// The registrations that a workload's pods have; a fallback is one where no other applies.
  package func registrations(of workload: Int) -> [SPIRERegistration] {
    registrationIndexes(of: workload).map { registrations[$0] }
  }

  /// As ``registrations(of:)``, as indexes into ``registrations``.
  func registrationIndexes(of workload: Int) -> [Int] {
    let all = byWorkload[workload] ?? []
    let own = all.filter { registrations[$0].source.fallback?.value != true }
    return own.isEmpty ? all : own
  }

  /// Whether it is certain that no ClusterSPIFFEID of the input selects a workload.
  package func selectsNone(of workload: Int) -> Bool { byWorkload[workload] == nil && !undecided.contains(workload) }
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

/// The name of a label or annotation of pods.
struct PodKey: Hashable, Sendable {
  let name: String
  let isAnnotation: Bool

  /// Nil for fields that are something else.
  fileprivate init?(_ names: ArraySlice<String>) {
    guard names.count > 2, names.first == "PodMeta", let name = names.dropFirst(2).first else { return nil }
    switch names.dropFirst().first {
    case "Labels": isAnnotation = false
    case "Annotations": isAnnotation = true
    default: return nil
    }
    self.name = name
  }
}

extension GoTemplate.Expression {
  fileprivate var podKeys: [PodKey] {
    switch self {
    case .field(let names): [PodKey(names[...])].compactMap(\.self)
    case .call("index", let arguments):
      if case .field(let names)? = arguments.first, case .constant(let key)? = arguments.last {
        [PodKey((names + [key])[...])].compactMap(\.self)
      } else {
        arguments.flatMap(\.podKeys)
      }
    case .call(_, let arguments): arguments.flatMap(\.podKeys)
    case .constant, .other: []
    }
  }
}
