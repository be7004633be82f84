/// Ports as Linkerd's annotations list them, such as `25,587,4000-4999`.
package struct PortRanges: Hashable, Sendable {
  package private(set) var ranges: [ClosedRange<Int>]

  package init(_ ranges: [ClosedRange<Int>] = []) { self.ranges = ranges }

  /// A list as the policy controller reads it, which takes all of it or nothing
  /// (`policy-controller/k8s/index/src/ports.rs` parse_portset); nil where something in it is no port or range.
  package init?(policy text: String) {
    var ranges: [ClosedRange<Int>] = []
    for item in Self.items(text) where !Self.trimmed(item).isEmpty {
      guard let range = Self.policyRange(item) else { return nil }
      ranges.append(range)
    }
    self.ranges = ranges
  }

  /// A list as the redirection of a pod's connections takes it, item by item; what is no port or range, or has a blank
  /// in it, is left out (`linkerd2-proxy-init`, `makeMultiportDestinations` and `ParsePortRange`).
  package init(redirection text: String) {
    ranges = Self.items(text).compactMap(Self.redirectionRange)
  }

  package func contains(_ port: Int) -> Bool { ranges.contains { $0.contains(port) } }

  package var isEmpty: Bool { ranges.isEmpty }

  /// How many ports are listed; those of overlapping ranges count for each.
  package var count: Int { ranges.reduce(0) { $0 + $1.count } }

  // MARK: Items

  /// The items of a list, with their blanks.
  package static func items(_ text: String) -> [Substring] {
    text.split(separator: ",", omittingEmptySubsequences: false)
  }

  /// What the policy controller makes of an item, which may have blanks around each number.
  package static func policyRange(_ item: Substring) -> ClosedRange<Int>? {
    range(item, lowest: 1) { number(trimmed($0)) }
  }

  /// What the redirection makes of an item.
  package static func redirectionRange(_ item: Substring) -> ClosedRange<Int>? { range(item, lowest: 0, number) }

  package static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text
  }

  private static func range(
    _ item: Substring, lowest: Int, _ number: (Substring) -> Int?
  ) -> ClosedRange<Int>? {
    let ends = item.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = ends.first.flatMap(number), let last = ends.last.flatMap(number), first <= last, first >= lowest,
      last <= 65535
    else { return nil }
    return first...last
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? Int(text) : nil
  }
}
