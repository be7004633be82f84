/// The scalars between the brackets of a regular expression, or behind a `\d` or `\pL`.
struct CharacterClass: Sendable {
  private var ranges: [ClosedRange<UInt32>] = []
  /// Classes that are part of this one as they are.
  private var parts: [CharacterClass] = []
  /// One bit for each of ``UnicodeNames/categories``.
  private var categories: UInt32 = 0
  var isNegated = false
  /// Whether upper and lower case are the same.
  var foldsCase = false
  /// Whether it names a script, of which Swift has no table, or has more parts than are looked at.
  private(set) var isUndecidable = false
  /// Which of the scalars below 128 are in the class, as two words; filled by ``prepare()``.
  private var ascii: (UInt64, UInt64) = (0, 0)
  private var isPrepared = false

  init() {}

  init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false, foldsCase: Bool = false) {
    self.ranges = ranges
    self.isNegated = isNegated
    self.foldsCase = foldsCase
    prepare()
  }

  /// The scalars of Unicode categories or of a script; nil for a name that Go does not know.
  init?(unicodeName name: String, isNegated: Bool, foldsCase: Bool) {
    switch UnicodeNames.meaning(of: name) {
    case .ranges(let ranges)?: self.ranges = ranges
    case .categories(let categories)?: self.categories = categories
    case .script?: isUndecidable = true
    case nil: return nil
    }
    self.isNegated = isNegated
    self.foldsCase = foldsCase
    prepare()
  }

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  mutating func insert(_ part: CharacterClass) {
    isUndecidable = isUndecidable || part.isUndecidable || parts.count == 64
    if !isUndecidable { parts.append(part) }
  }

  /// Sorts what was inserted. Linear look-ups in a class of many ranges would make matching slow.
  mutating func prepare() {
    ranges.sort { $0.lowerBound < $1.lowerBound }
    var joined: [ClosedRange<UInt32>] = []
    for range in ranges {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    ranges = joined
    for value in UInt32(0)..<128 where Unicode.Scalar(value).map(decide) ?? false {
      if value < 64 { ascii.0 |= 1 << UInt64(value) } else { ascii.1 |= 1 << UInt64(value - 64) }
    }
    isPrepared = true
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    guard isPrepared, scalar.value < 128 else { return decide(scalar) }
    return scalar.value < 64
      ? ascii.0 >> UInt64(scalar.value) & 1 == 1 : ascii.1 >> UInt64(scalar.value - 64) & 1 == 1
  }

  private func decide(_ scalar: Unicode.Scalar) -> Bool {
    let isNamed = includes(scalar) || foldsCase && scalar.otherCases.contains(where: includes)
    return (isNamed || parts.contains { $0.contains(scalar) }) != isNegated
  }

  private func includes(_ scalar: Unicode.Scalar) -> Bool {
    if categories != 0, categories & UnicodeNames.bit(of: scalar.properties.generalCategory) != 0 { return true }
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(scalar.value)
  }
}

// MARK: Named classes

extension CharacterClass {
  static let word = CharacterClass([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])

  /// The ranges of `[:NAME:]` by name.
  static let posix: [String: [ClosedRange<UInt32>]] = [
    "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A], "alpha": [0x41...0x5A, 0x61...0x7A], "ascii": [0...0x7F],
    "blank": [9...9, 0x20...0x20], "cntrl": [0...0x1F, 0x7F...0x7F], "digit": [0x30...0x39], "graph": [0x21...0x7E],
    "lower": [0x61...0x7A], "print": [0x20...0x7E], "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E],
    "space": [9...13, 0x20...0x20], "upper": [0x41...0x5A],
    "word": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A],
    "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
  ]

  /// The class of `\d`, `\s`, `\w` and their negations; nil for any other letter.
  init?(perlLetter letter: Unicode.Scalar, foldsCase: Bool) {
    let ranges: [ClosedRange<UInt32>]
    switch letter {
    case "d", "D": ranges = [0x30...0x39]
    case "s", "S": ranges = [9...10, 12...13, 0x20...0x20]
    case "w", "W": ranges = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    default: return nil
    }
    self.init(ranges, isNegated: "DSW".unicodeScalars.contains(letter), foldsCase: foldsCase)
  }
}

extension Unicode.Scalar {
  /// The other scalars that differ from this one by case alone.
  var otherCases: [Unicode.Scalar] {
    let lower = single(properties.lowercaseMapping)
    let upper = single(properties.uppercaseMapping)
    let folded = upper.single(upper.properties.lowercaseMapping)
    var found = [lower, upper, folded, single(properties.titlecaseMapping)]
    for group in Self.severalLowerCases where group.contains(folded) || group.contains(self) { found += group }
    return found.filter { $0 != self }
  }

  private func single(_ text: String) -> Unicode.Scalar {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first ?? self : self
  }

  /// Letters of one case with more than one letter of the other.
  private static let severalLowerCases: [[Unicode.Scalar]] = [
    ["k", "\u{212A}"], ["s", "\u{17F}"], ["å", "\u{212B}"], ["σ", "ς", "Σ"], ["μ", "µ", "Μ"], ["θ", "ϑ", "ϴ", "Θ"],
    ["ω", "\u{2126}", "Ω"], ["β", "ϐ", "Β"], ["ε", "ϵ", "Ε"], ["κ", "ϰ", "Κ"], ["π", "ϖ", "Π"], ["ρ", "ϱ", "Ρ"],
    ["φ", "ϕ", "Φ"], ["ι", "\u{345}", "\u{1FBE}", "Ι"], ["ṡ", "ẛ", "Ṡ"], ["ß", "ẞ"],
  ]
}
