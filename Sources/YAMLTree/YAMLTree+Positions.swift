/// Nodes by their position in the tree, for passes that look at every node of many documents: a ``YAMLNode`` counts a
/// reference, a number does not.
extension YAMLTree {
  /// What a search by position can tell about a scalar without building its text.
  package enum ScalarGuess: Sendable {
    case null, bool, string
    /// A whole number of a few digits, not negative.
    case decimal(Int)
    /// To be asked as a ``YAMLNode``.
    case unknown
  }

  package func kind(at position: Int) -> Kind { entries[position].kind }

  /// The number of bytes of a scalar's text.
  package func length(at position: Int) -> Int { Int(entries[position].textLength) }

  package func node(at position: Int) -> YAMLNode { YAMLNode(tree: self, index: position) }

  /// ``YAMLNode/hash`` of the node.
  package func hash(at position: Int) -> UInt64 {
    let entry = entries[position]
    guard entry.kind == .scalar else { return 0 }
    return unsafe text.withUnsafeBufferPointer { buffer in
      var hash = NameHash.seed
      for offset in Int(entry.textOffset)..<Int(entry.textOffset + entry.textLength) {
        hash = NameHash.mix(hash, unsafe buffer[offset])
      }
      return hash
    }
  }

  /// The type of a scalar, where that is easily told.
  package func guess(at position: Int) -> ScalarGuess {
    let entry = entries[position]
    guard entry.flags.contains(.inferred) else { return .string }
    guard entry.textLength > 0 else { return .null }
    switch text[Int(entry.textOffset)] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      if let number = plainDecimal(entry) { return .decimal(number) }
      // No number ends in a letter behind f, as 100m and 30s do.
      let last = text[Int(entry.textOffset + entry.textLength) - 1] | 0x20
      return (UInt8(ascii: "g")...UInt8(ascii: "z")).contains(last) ? .string : .unknown
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): return .unknown
    // No word that means something is longer than "false".
    case _ where entry.textLength > 5: return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "T"),
      UInt8(ascii: "F"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "o"), UInt8(ascii: "O"),
      UInt8(ascii: "~"):
      if scalar(position, equals: "true") || scalar(position, equals: "false") { return .bool }
      return node(at: position).scalarType == .string ? .string : .unknown
    default: return .string
    }
  }

  /// Calls `body` with key and value of each pair of a mapping until it returns false. False where it did, and for a
  /// mapping that merges others or repeats a key.
  package func allPairs(at position: Int, _ body: (_ key: Int, _ value: Int) -> Bool) -> Bool {
    let entry = entries[position]
    guard entry.flags.isDisjoint(with: [.merges, .hasDuplicateKeys]) else { return false }
    var next = position + 1
    while next < Int(entry.end) {
      let value = Int(entries[next].end)
      guard body(target(of: next), target(of: value)) else { return false }
      next = Int(entries[value].end)
    }
    return true
  }

  /// Calls `body` with each item of a sequence until it returns false, and says whether none did.
  package func allItems(at position: Int, _ body: (Int) -> Bool) -> Bool {
    let end = Int(entries[position].end)
    var next = position + 1
    while next < end {
      guard body(target(of: next)) else { return false }
      next = Int(entries[next].end)
    }
    return true
  }

  /// The number of items of a sequence, or pairs of a mapping that merges nothing.
  package func count(at position: Int) -> Int {
    let entry = entries[position]
    var (next, count) = (position + 1, 0)
    while next < Int(entry.end) {
      if entry.kind == .mapping { next = Int(entries[next].end) }
      next = Int(entries[next].end)
      count += 1
    }
    return count
  }

  /// The texts of all scalars, one after the other.
  package var texts: ArraySlice<UInt8> { text[...] }

  /// The texts of all scalars below a node, one after the other; nil where aliases stand for some of them.
  package func texts(below position: Int) -> ArraySlice<UInt8>? {
    var (start, end) = (UInt32.max, UInt32(0))
    for entry in entries[position..<Int(entries[position].end)] {
      if entry.kind == .alias { return nil }
      guard entry.kind == .scalar else { continue }
      start = min(start, entry.textOffset)
      end = max(end, entry.textOffset + entry.textLength)
    }
    return start < end ? text[Int(start)..<Int(end)] : []
  }
}

/// FNV-1a, by which names are looked up without building them.
enum NameHash {
  static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

  static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
