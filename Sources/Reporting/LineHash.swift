/// GitHub's identity of a line, `primaryLocationLineHash`: a hash of the text from the line on, and which of the lines
/// with that hash it is. Follows `src/fingerprints.ts` of github/codeql-action, which computes it where a report lacks
/// it.
struct LineHashes {
  private var hashes: [String] = []

  /// Linear in the size of the text.
  init(_ text: [UInt8]) {
    let (units, starts) = Self.significantUnits(of: text)
    var counts: [UInt64: Int] = [:]
    for start in starts {
      var hash: UInt64 = 0
      for index in start..<start + Self.length {
        hash = hash &* 37 &+ UInt64(index < units.count ? units[index] : 0)
      }
      counts[hash, default: 0] += 1
      hashes.append("\(String(hash, radix: 16)):\(counts[hash, default: 0])")
    }
  }

  /// The hash of a line; nil where the text has fewer lines.
  subscript(line: Int) -> String? { hashes.indices.contains(line - 1) ? hashes[line - 1] : nil }

  /// How many code units count.
  private static let length = 100

  /// The text's UTF-16 code units without blanks, with one line feed for every end of a line and a mark at the end; and
  /// where lines start in them.
  private static func significantUnits(of text: [UInt8]) -> (units: [UInt16], starts: [Int]) {
    var units: [UInt16] = []
    var starts = [0]
    var followsReturn = false
    for unit in String(decoding: text, as: UTF8.self).utf16 {
      let isSecondHalf = followsReturn && unit == 0x0A
      followsReturn = unit == 0x0D
      if unit == 0x20 || unit == 0x09 || isSecondHalf { continue }
      units.append(unit == 0x0D ? 0x0A : unit)
      if units.last == 0x0A { starts.append(units.count) }
    }
    units.append(0xFFFF)
    return (units, starts)
  }
}
