/// A version of Linkerd as its installations write it: `stable-2.14.10`, `edge-24.11.8`, `enterprise-2.16.0` or
/// `2.16.0` (`pkg/version/channelversion.go`).
package struct LinkerdVersion: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package let channel: String
  /// The numbers between the dots.
  let numbers: [Int]

  /// Nil for a text that is no version, such as that of a development build.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isBare = parts.first.map { $0.first?.isNumber ?? false } ?? false
    guard let number = isBare ? parts.first : parts.dropFirst().first else { return nil }
    let numbers = number.split(separator: ".", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard numbers.count >= 2, numbers.count == number.split(separator: ".").count else { return nil }
    self.numbers = numbers
    channel = isBare ? "" : String(parts[0])
    description = text
    // A development build has a name of the same form, with the commit in place of the number.
    guard channel != "edge" || numbers.count == 3, channel == "edge" || numbers[0] == 2 else { return nil }
  }

  /// The version of a chart. Those of edge releases have the year in full (`2024.11.8`), those of stable releases up to
  /// 2.14 a number of their own.
  init?(chart: String) {
    let numbers = chart.split(separator: ".").compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    if numbers[0] > 2000 {
      self.init("edge-\(numbers[0] - 2000).\(numbers[1]).\(numbers[2])")
    } else {
      self.init(chart)
    }
  }

  /// The tag of an image; nil where that is no version.
  package init?(image: String) {
    guard let name = image.split(separator: "/").last, let colon = name.firstIndex(of: ":") else { return nil }
    self.init(String(name[name.index(after: colon)...].prefix { $0 != "@" }))
  }

  /// The N of the version 2.N that this belongs to; nil for an edge release before 2.15, of which no list is kept.
  package var minor: Int? {
    guard channel == "edge" else { return numbers[1] }
    return Self.edges.last { !numbers.lexicographicallyPrecedes($0.edge) }?.minor
  }

  /// Whether something that came with 2.N is surely missing. Edge releases get what a version has before it comes out.
  package func lacks(minor needed: Int) -> Bool {
    guard channel == "edge" else { return numbers[1] < needed }
    guard let before = Self.edges.first(where: { $0.minor == needed - 1 }) else { return false }
    return !before.edge.lexicographicallyPrecedes(numbers)
  }

  /// The edge releases that correspond to versions (`linkerd.io/data/versions.yaml` of Linkerd's website), in order.
  private static let edges: [(minor: Int, edge: [Int])] = [
    (15, [24, 2, 4]), (16, [24, 8, 2]), (17, [24, 11, 8]), (18, [25, 4, 4]), (19, [25, 10, 7]), (20, [26, 6, 3]),
  ]
}
