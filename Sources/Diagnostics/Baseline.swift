/// The findings that a team lives with for now, by what makes them the same in every run.
package struct Baseline: Equatable, Sendable {
  /// The version of the form in which it is written to a file.
  package static let version = 1

  /// Whether it may hide errors of rules about security.
  package var includesErrors: Bool
  /// How many findings are accepted of each identity, whose occurrence is 0.
  package var counts: [FindingIdentity: Int] = [:]

  package init(includesErrors: Bool = false) { self.includesErrors = includesErrors }

  /// How many findings it accepts.
  package var total: Int { counts.values.reduce(0, +) }
}

/// What became of a baseline in a run.
package struct BaselineComparison: Sendable {
  /// The findings that it accepts; of those alike the first.
  package var accepted: [Finding] = []
  /// All others.
  package var new: [Finding] = []
  /// What it accepts and is no longer found, in order.
  package var stale: [StaleEntry] = []
  /// How many findings it accepts of rules and meshes that were not part of the run.
  package var notJudged = 0

  package init() {}
}

/// An entry of a baseline that accepts more findings than there are.
package struct StaleEntry: Hashable, Sendable {
  package var identity: FindingIdentity
  /// How many findings it accepts, and how many of them there are.
  package var accepted, found: Int

  package init(identity: FindingIdentity, accepted: Int, found: Int) {
    self.identity = identity
    self.accepted = accepted
    self.found = found
  }
}
