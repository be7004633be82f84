/// Workloads at which the same is true of a policy.
package struct PolicyPlace: Sendable {
  /// Indexes into ``EffectiveMesh/workloads``; never empty.
  package var workloads: [Int]
  /// The ports at which it is true, ascending; 0 stands for one that nobody declares.
  package var ports: [Int]
  /// How many ports the workloads have.
  private var portCount: Int

  init(_ group: ServerGroup, _ ports: [ServerPort]) {
    workloads = group.workloads
    self.ports = ports.map(\.number)
    portCount = group.ports.count
  }

  /// Whether those are all ports of the workloads, so that they need no mention.
  package var isEveryPort: Bool { portCount == 0 || ports.count == portCount }

  fileprivate mutating func add(_ others: [Int]) { ports = Set(ports + others).sorted() }
}

extension [PolicyPlace] {
  /// Adds what is true of a group, which was the last one to be added if it was added already.
  mutating func add(_ place: PolicyPlace) {
    if let last = indices.last, self[last].workloads == place.workloads {
      self[last].add(place.ports)
    } else {
      append(place)
    }
  }
}
