import YAMLTree

/// A match by a prefix of the path, as Istio compares it with other such matches
/// (`pkg/config/validation/validation.go` genMatchHTTPRoutes and coveredValidation).
struct PrefixMatch {
  let match: PlacedMatch
  let prefix: String
  /// Its place among all such matches.
  fileprivate let order: Int
  /// What the method, the authority, each header and each parameter must be. An earlier match covers a later one if
  /// each of its values starts with the other's: Istio compares them this way round.
  fileprivate var values: [String] = []

  /// Nil for a match by anything else.
  init?(_ match: PlacedMatch, order: Int) {
    guard let uri = match.node["uri"].flatMap(StringMatch.init), uri.form == .prefix, let prefix = uri.text.string,
      !prefix.value.isEmpty
    else { return nil }
    self.match = match
    self.prefix = prefix.value
    self.order = order
  }

  /// The matches, in the order of the text, whose requests an earlier match takes, because its prefix is shorter; and
  /// that match. Where very many earlier ones cover a match, some of them.
  static func covered(_ matches: [PrefixMatch]) -> [(first: PrefixMatch, second: PrefixMatch)] {
    guard matches.count > 1, !covered(among: matches, limit: 1).isEmpty else { return [] }
    var groups: [[String]: [PrefixMatch]] = [:]
    for var match in matches {
      let group = match.readValues()
      groups[group, default: []].append(match)
    }
    let found = groups.values.flatMap { covered(among: $0, limit: 20) }
    return found.sorted { ($0.first.order, $0.second.order) < ($1.first.order, $1.second.order) }
  }

  /// Reads ``values`` and gives back what must be equal for one match to cover another: the port, and the names of
  /// headers and parameters.
  private mutating func readValues() -> [String] {
    let node = match.node
    let method = Self.value(node["method"])
    // Istio takes a match without a method for one by GET.
    values = [method.isEmpty ? "exact:GET" : method, Self.value(node["authority"])]
    var group = ["\(node["port"]?.int?.value ?? 0)"]
    for map in [node["headers"], node["queryParams"], node["withoutHeaders"]] {
      let entries = (map?.compactMapPairs { ($0.string?.value ?? "", Self.value($1)) } ?? []).sorted { $0 < $1 }
      values += entries.map(\.1)
      group.append("\(entries.count)")
      group += entries.map(\.0)
    }
    return group
  }

  /// assignExactOrPrefix: empty for an expression.
  private static func value(_ node: ManifestNode?) -> String {
    guard let match = node.flatMap(StringMatch.init), match.form != .regex, let text = match.text.string,
      !text.value.isEmpty
    else { return "" }
    return (match.form == .exact ? "exact:" : "prefix:") + text.value
  }

  /// Sorts the matches by their prefixes, so that those which start with a prefix come right after it. Of these, and of
  /// those with the same prefix, only the ones are compared that agree on the value which differs most.
  ///
  /// `limit`: How many covering matches are named for one match.
  private static func covered(
    among matches: [PrefixMatch], limit: Int
  ) -> [(first: PrefixMatch, second: PrefixMatch)] {
    guard matches.count > 1 else { return [] }
    let column = matches[0].values.indices.max { left, right in
      Set(matches.map { $0.values[left] }).count < Set(matches.map { $0.values[right] }).count
    }
    let sorted = matches.sorted { left, right in
      if left.prefix != right.prefix { return left.prefix.precedes(right.prefix) }
      if let column, left.values[column] != right.values[column] {
        return left.values[column].precedes(right.values[column])
      }
      return left.order < right.order
    }
    var found: [(first: PrefixMatch, second: PrefixMatch)] = []
    // The matches with one prefix each, which is a prefix of the next one's, and the first of them in the text.
    var enclosing: [(range: Range<Int>, order: Int)] = []
    var start = 0
    while start < sorted.count {
      let prefix = sorted[start].prefix
      let end = sorted[start...].firstIndex { $0.prefix != prefix } ?? sorted.count
      while let last = enclosing.last, !prefix.utf8.starts(with: sorted[last.range.lowerBound].prefix.utf8) {
        enclosing.removeLast()
      }
      for later in sorted[start..<end] {
        var count = 0
        for other in enclosing where other.order < later.order && count < limit {
          let earlier = later.covering(in: sorted[other.range], column: column, limit: limit - count)
          count += earlier.count
          found += earlier.map { ($0, later) }
        }
      }
      enclosing.append((start..<end, sorted[start..<end].map(\.order).min() ?? 0))
      start = end
    }
    return found
  }

  /// Those among matches with a shorter prefix, sorted by the value of a column, that come before this one and cover
  /// it. Without any values, the first.
  private func covering(in matches: ArraySlice<PrefixMatch>, column: Int?, limit: Int) -> [PrefixMatch] {
    guard let column else { return Array(matches.prefix(1)) }
    let value = values[column]
    var (low, high) = (matches.startIndex, matches.endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if matches[middle].values[column].precedes(value) { low = middle + 1 } else { high = middle }
    }
    var found: [PrefixMatch] = []
    for first in matches[low...] {
      guard found.count < limit, first.values[column].utf8.starts(with: value.utf8) else { break }
      if first.order < order, zip(first.values, values).allSatisfy({ $0.utf8.starts(with: $1.utf8) }) {
        found.append(first)
      }
    }
    return found
  }
}

extension String {
  fileprivate func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
