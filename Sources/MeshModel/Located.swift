package import Diagnostics

/// A value together with the place it was written at.
package struct Located<Value> {
  package var value: Value
  package var span: SourceSpan

  package init(_ value: Value, at span: SourceSpan) {
    self.value = value
    self.span = span
  }

  package func map<Other>(_ transform: (Value) throws -> Other) rethrows -> Located<Other> {
    Located<Other>(try transform(value), at: span)
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// A small mapping from strings to strings, such as labels, with the place of every key and value.
package struct LocatedMap: Sendable {
  package struct Entry: Sendable {
    package var key: Located<String>
    package var value: Located<String>
    /// By how many columns the lines of a literal block (`|`) are indented; nil for a value that is not written line by
    /// line as it is.
    package var indentation: Int?

    package init(key: Located<String>, value: Located<String>, indentation: Int? = nil) {
      self.key = key
      self.value = value
      self.indentation = indentation
    }
  }

  package var entries: [Entry]
  /// The place of the mapping itself.
  package var span: SourceSpan?

  package init(_ entries: [Entry] = [], span: SourceSpan? = nil) {
    self.entries = entries
    self.span = span
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// The value of `key`. Linear in the number of entries.
  package subscript(_ key: String) -> Located<String>? { entry(key)?.value }

  /// Key and value of `key`. Linear in the number of entries.
  package func entry(_ key: String) -> Entry? { entries.first { $0.key.value == key } }

  /// Whether every entry of `selector` stands in this map too; true for an empty selector.
  package func satisfies(_ selector: LocatedMap) -> Bool {
    selector.entries.allSatisfy { wanted in
      entries.contains { $0.key.value == wanted.key.value && $0.value.value == wanted.value.value }
    }
  }

  /// This map with what `other` has beside it.
  package func merging(_ other: LocatedMap) -> LocatedMap {
    LocatedMap(entries + other.entries.filter { self[$0.key.value] == nil }, span: span ?? other.span)
  }

  /// `key=value` pairs, sorted by key and joined by commas: equal for equal maps.
  package var text: String {
    entries.sorted { $0.key.value < $1.key.value }.map { "\($0.key.value)=\($0.value.value)" }.joined(separator: ",")
  }
}
