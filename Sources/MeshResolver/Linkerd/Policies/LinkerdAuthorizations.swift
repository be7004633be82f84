/// The reasons to let clients in at one place, in the order in which they are looked at. Several places share those of
/// a namespace, so that nothing is copied, and what a client may be let in by is found without trying all of them.
package struct LinkerdAuthorizations: Sendable {
  private var groups: [Group] = []

  /// Authorizations that stand in one place.
  private struct Group: Sendable {
    var all: [LinkerdAuthorization]
    /// Those that let in nobody but the identities that they name in full.
    var byIdentity: [String: [Int]] = [:]
    var others: [Int] = []
    var open: Int?
    var admitsPlaintext = false

    init(_ all: [LinkerdAuthorization]) {
      self.all = all
      for (index, authorization) in all.enumerated() {
        if let names = authorization.exactIdentities {
          for name in names { byIdentity[name, default: []].append(index) }
        } else {
          others.append(index)
          if open == nil, authorization.admitsAnyPlaintext { open = index }
          admitsPlaintext = admitsPlaintext || authorization.admitsPlaintext
        }
      }
    }
  }

  package init(_ authorizations: [LinkerdAuthorization] = []) {
    if !authorizations.isEmpty { groups = [Group(authorizations)] }
  }

  package static func + (one: Self, other: Self) -> Self {
    var sum = one
    sum.groups += other.groups
    return sum
  }

  /// The first that lets in every client without mutual TLS.
  package var open: LinkerdAuthorization? {
    groups.lazy.compactMap { group in group.open.map { group.all[$0] } }.first
  }

  /// Whether one of them may let in a client without mutual TLS.
  package var admitsPlaintext: Bool { groups.contains(where: \.admitsPlaintext) }

  /// Those that may let in a client: all but some that certainly do not.
  package func candidates(for identity: String?) -> some Sequence<LinkerdAuthorization> {
    groups.lazy.flatMap { group in
      let named = identity.flatMap { group.byIdentity[$0] } ?? []
      return (named.isEmpty ? group.others : (named + group.others).sorted()).lazy.map { group.all[$0] }
    }
  }

  /// The first that lets in all whom another one lets in.
  package func first(covering other: LinkerdAuthorization) -> LinkerdAuthorization? {
    var name: String?
    if case .identities(let patterns) = other.clients, case .exact(let first)? = patterns.first { name = first }
    return candidates(for: name).first { $0.covers(other) }
  }
}

extension LinkerdAuthorizations: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { groups.reduce(0) { $0 + $1.all.count } }

  package subscript(position: Int) -> LinkerdAuthorization {
    var position = position
    for group in groups {
      if position < group.all.count { return group.all[position] }
      position -= group.all.count
    }
    preconditionFailure("there are \(count) authorizations")
  }
}

extension LinkerdAuthorization {
  /// The identities that are let in, each once, where all of them are named in full.
  fileprivate var exactIdentities: Set<String>? {
    guard case .identities(let patterns) = clients else { return nil }
    var names: Set<String> = []
    for pattern in patterns {
      guard case .exact(let name) = pattern else { return nil }
      names.insert(name)
    }
    return names
  }
}
