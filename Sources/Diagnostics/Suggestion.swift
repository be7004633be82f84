/// The candidate that `word` was probably meant to be, or nil where none is near.
///
/// Case, `_` and `-` do not count, a candidate that the word merely lengthens or shortens by a known prefix does
/// (`TLS_SIMPLE` for `SIMPLE`), and otherwise the edit distance may be a third of the word's length.
package func closest(to word: String, of candidates: [String]) -> String? {
  let plain = normalized(word)
  if let same = candidates.first(where: { normalized($0) == plain }) { return same }
  let scored = candidates.map { (distance: editDistance(plain, normalized($0)), candidate: $0) }
  if let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(1, plain.count / 3) {
    return best.candidate
  }
  return candidates.filter { word.hasSuffix("_" + $0) }.max { $0.count < $1.count }
}

/// What an error message ends in: `; did you mean X?`, or nothing.
package func didYouMean(_ suggestion: String?) -> String { suggestion.map { "; did you mean \($0)?" } ?? "" }

/// How many more names a search may look for with ``closest(to:of:)``: comparing words takes time, and nobody needs
/// hundreds of suggestions.
package struct SuggestionBudget: Sendable {
  private var left = 50

  package init() {}

  /// Whether there may be another search; counts it.
  package mutating func take() -> Bool {
    guard left > 0 else { return false }
    left -= 1
    return true
  }
}

private func normalized(_ word: String) -> [Character] {
  word.lowercased().filter { $0 != "_" && $0 != "-" }.map { $0 }
}

/// Levenshtein's distance, in which two neighbours that changed places are one step. Quadratic, so words longer than
/// any field name are not compared.
private func editDistance(_ one: [Character], _ other: [Character]) -> Int {
  guard one.count < 64, other.count < 64 else { return .max }
  var beforeLast: [Int] = []
  var last = Array(0...other.count)
  for (i, left) in one.enumerated() {
    var row = [i + 1]
    for (j, right) in other.enumerated() {
      var least = min(last[j] + (left == right ? 0 : 1), row[j] + 1, last[j + 1] + 1)
      if i > 0, j > 0, left == other[j - 1], one[i - 1] == right { least = min(least, beforeLast[j - 1] + 1) }
      row.append(least)
    }
    (beforeLast, last) = (last, row)
  }
  return last[other.count]
}
