/// Ports as Linkerd's annotations list them, such as `25,587,4000-4999`.
package struct PortRanges: Hashable, Sendable {
  package private(set) var ranges: [ClosedRange<Int>]

  package init(_ ranges: [ClosedRange<Int>] = []) { self.ranges = ranges }

  /// A list as the policy controller reads it, which takes all of it or nothing
  /// (`policy-controller/k8s/index/src/ports.rs` parse_portset); nil where something in it is no port or range.
  package init?(policy text: String) {
    var ranges: [ClosedRange<Int>] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: true) {
      guard let range = Self.range(Self.trimmed(item)) else { return nil }
      ranges.append(range)
    }
    self.ranges = ranges
  }

  /// A list as the injector hands it to the redirection, item by item; what is no port or range is left out.
  package init(redirection text: String) {
    ranges = text.split(separator: ",").compactMap { Self.range(Self.trimmed($0)) }
  }

  package func contains(_ port: Int) -> Bool { ranges.contains { $0.contains(port) } }

  package var isEmpty: Bool { ranges.isEmpty }

  static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// `8080` or `8000-8099`, without blanks.
  package static func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = ends.first.flatMap(port), let last = ends.last.flatMap(port), first <= last else { return nil }
    return first...last
  }

  private static func port(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }), let number = Int(text),
      (1...65535).contains(number)
    else { return nil }
    return number
  }
}
