import MeshModel

/// The ports that a rule is for: some, or all but some.
package enum PortLimit: Hashable, Sendable {
  case only(Set<Int>), allBut(Set<Int>)

  static let all = PortLimit.allBut([])
  static let none = PortLimit.only([])

  package func contains(_ port: Int) -> Bool {
    switch self {
    case .only(let ports): ports.contains(port)
    case .allBut(let ports): !ports.contains(port)
    }
  }

  mutating func formIntersection(_ other: PortLimit) {
    self =
      switch (self, other) {
      case (.only(let own), .only(let others)): .only(own.intersection(others))
      case (.only(let ports), .allBut(let missing)), (.allBut(let missing), .only(let ports)):
        .only(ports.subtracting(missing))
      case (.allBut(let own), .allBut(let others)): .allBut(own.union(others))
      }
  }

  func intersection(_ other: PortLimit) -> PortLimit {
    var limit = self
    limit.formIntersection(other)
    return limit
  }

  /// The ports at which every clause about ports holds; other clauses do not count.
  init(_ clauses: [Clause]) {
    self = .all
    for clause in clauses where clause.attribute == .port {
      let ports = Set(clause.values.compactMap { Int($0.value) })
      formIntersection(clause.isNegated ? .allBut(ports) : .only(ports))
    }
  }

  /// The ports at which at least one of some limits holds.
  init(anyOf limits: [PortLimit]) {
    // One set for all, since a rule may have an operation for each of hundreds of ports.
    var (ports, exceptions): (Set<Int>, Set<Int>?) = ([], nil)
    for limit in limits {
      switch limit {
      case .only(let some): ports.formUnion(some)
      case .allBut(let missing): exceptions = exceptions?.intersection(missing) ?? missing
      }
    }
    self = exceptions.map { .allBut($0.subtracting(ports)) } ?? .only(ports)
  }
}
