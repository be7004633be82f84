import Diagnostics
import MeshModel
import MeshResolver

/// `1 connection`, `2 connections`.
func count(_ number: Int, _ noun: String) -> String { count(number, noun, plural: noun + "s") }

/// `1 policy`, `2 policies`.
func count(_ number: Int, _ noun: String, plural: String) -> String { "\(number) \(number == 1 ? noun : plural)" }

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
func list(_ words: [String], limit: Int = 4) -> String { list(words, limit: limit) { $0 } }

/// As ``list(_:limit:)``, with words for those alone that are shown.
func list<Element>(_ elements: [Element], limit: Int = 4, _ word: (Element) -> String) -> String {
  let isCut = elements.count > limit
  let words = elements.prefix(isCut ? limit - 1 : limit).map(word)
  let shown = isCut ? words + ["\(elements.count - limit + 1) more"] : words
  guard shown.count > 1 else { return shown.first ?? "" }
  return shown.dropLast().joined(separator: ", ") + " and " + (shown.last ?? "")
}

/// `text` in double quotes, as Istio's messages write names.
func quoted(_ text: String) -> String { goQuoted(text) }

extension String {
  /// Whether there is nothing but white space.
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

/// `"shop/cart"`, or `"cart"` where no namespace is written.
func quotedPath(_ namespace: String, _ name: String) -> String {
  quoted(namespace.isEmpty ? name : "\(namespace)/\(name)")
}

extension Metadata {
  /// `AuthorizationPolicy "shop/cart"`.
  var title: String { "\(kind.value) \(quoted(reference.path))" }
}

extension Resource {
  var title: String { metadata.title }
}

/// `host "a"`, `host "a" and 2 other hosts`.
func hosts(_ names: [String]) -> String {
  let others = names.count > 1 ? " and \(count(names.count - 1, "other host"))" : ""
  return "host \(quoted(names.first ?? ""))\(others)"
}

extension Sequence<Finding.Related> {
  /// The first `limit` of them, those at the place of an earlier one left out.
  func eachPlaceOnce(limit: Int = 4) -> [Finding.Related] {
    var seen: Set<SourceSpan> = []
    var places: [Finding.Related] = []
    for place in self where seen.insert(place.span).inserted {
      places.append(place)
      if places.count == limit { break }
    }
    return places
  }
}
