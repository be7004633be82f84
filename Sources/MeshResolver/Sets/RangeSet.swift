import MeshModel

/// A set of numbers.
struct RangeSet: Sendable {
  /// Sorted, apart from each other.
  private(set) var ranges: [ClosedRange<UInt128>]
  private let bounds: ClosedRange<UInt128>

  /// Each number of `bounds`.
  init(everythingIn bounds: ClosedRange<UInt128>) { (ranges, self.bounds) = ([bounds], bounds) }

  mutating func intersect(_ union: [ClosedRange<UInt128>]) {
    ranges = Self.common(ranges, Self.merged(union))
  }

  mutating func exclude(_ union: [ClosedRange<UInt128>]) {
    var rest: [ClosedRange<UInt128>] = []
    var start: UInt128? = bounds.lowerBound
    for hole in Self.merged(union) {
      guard let from = start else { break }
      if from < hole.lowerBound { rest.append(from...(hole.lowerBound - 1)) }
      start = hole.upperBound < bounds.upperBound ? hole.upperBound + 1 : nil
    }
    if let start { rest.append(start...bounds.upperBound) }
    ranges = Self.common(ranges, rest)
  }

  var isEmpty: Bool { ranges.isEmpty }

  func isContained(in other: Self) -> Bool { Self.common(ranges, other.ranges) == ranges }

  func overlaps(_ other: Self) -> Bool { !Self.common(ranges, other.ranges).isEmpty }

  private static func merged(_ ranges: [ClosedRange<UInt128>]) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound || range.lowerBound == last.upperBound + 1 {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  private static func common(
    _ one: [ClosedRange<UInt128>], _ other: [ClosedRange<UInt128>]
  ) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    var (left, right) = (0, 0)
    while left < one.count, right < other.count {
      let low = max(one[left].lowerBound, other[right].lowerBound)
      let high = min(one[left].upperBound, other[right].upperBound)
      if low <= high { result.append(low...high) }
      if one[left].upperBound < other[right].upperBound { left += 1 } else { right += 1 }
    }
    return result
  }
}

/// A set of addresses of both families, and of the case that there is none.
struct AddressSet: Sendable {
  private var v4 = RangeSet(everythingIn: 0...UInt128(UInt32.max))
  private var v6 = RangeSet(everythingIn: 0...UInt128.max)
  private var isMissingAllowed = true

  mutating func intersect(_ blocks: [AddressBlock]) {
    v4.intersect(Self.ranges(blocks, bytes: 4))
    v6.intersect(Self.ranges(blocks, bytes: 16))
    isMissingAllowed = false
  }

  mutating func exclude(_ blocks: [AddressBlock]) {
    v4.exclude(Self.ranges(blocks, bytes: 4))
    v6.exclude(Self.ranges(blocks, bytes: 16))
  }

  var isEmpty: Bool { v4.isEmpty && v6.isEmpty && !isMissingAllowed }

  func isContained(in other: Self) -> Bool {
    v4.isContained(in: other.v4) && v6.isContained(in: other.v6) && (!isMissingAllowed || other.isMissingAllowed)
  }

  func overlaps(_ other: Self) -> Bool {
    v4.overlaps(other.v4) || v6.overlaps(other.v6) || (isMissingAllowed && other.isMissingAllowed)
  }

  private static func ranges(_ blocks: [AddressBlock], bytes: Int) -> [ClosedRange<UInt128>] {
    blocks.filter { $0.base.count == bytes }.map(\.range)
  }
}

extension AddressBlock {
  /// The first and the last address of the block as numbers.
  var range: ClosedRange<UInt128> {
    let number = base.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    let free = UInt128(base.count * 8 - length)
    let mask = free == 128 ? UInt128.max : (UInt128(1) << free) - 1
    return (number & ~mask)...(number | mask)
  }
}
