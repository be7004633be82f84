/// The SplitMix64 generator of Steele, Lea and Flood (2014).
///
/// The standard library's `random(in:using:)` and `shuffled(using:)` may consume a generator differently in each Swift
/// version, so choices are made here and a seed gives the same corpus everywhere.
struct SplitMix64 {
  private var state: UInt64

  /// Creates the generator of one numbered part of a corpus, independent of all other parts.
  init(seed: UInt64, part: Int) {
    state = seed
    state = next() &+ UInt64(truncatingIfNeeded: part)
    state = next()
  }

  /// Returns the next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Returns a number from zero up to, but not including, `bound`.
  mutating func number(below bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  /// Returns true in `percent` of a hundred cases.
  mutating func chance(percent: Int) -> Bool {
    number(below: 100) < percent
  }

  /// Returns one of the elements, which must not be empty.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(below: elements.count)]
  }
}
