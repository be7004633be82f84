import Testing

@testable import Reporting

@Suite struct `GitHub's hash of a line` {
  /// The rolling hash over a window of 100 units, as github/codeql-action computes it.
  private static func rolling(_ text: String) -> [String] {
    var window = [UInt64](repeating: 0, count: 100)
    var lines = [Int](repeating: -1, count: 100)
    var (hash, index, line): (UInt64, Int, Int) = (0, 0, 0)
    let first = (0..<100).reduce(UInt64(1)) { power, _ in power &* 37 }
    var counts: [String: Int] = [:]
    var found: [Int: String] = [:]
    func emit() {
      let digits = String(hash, radix: 16)
      counts[digits, default: 0] += 1
      found[lines[index]] = "\(digits):\(counts[digits, default: 0])"
      lines[index] = -1
    }
    func push(_ unit: UInt64) {
      hash = hash &* 37 &+ unit &- first &* window[index]
      window[index] = unit
      index = (index + 1) % 100
    }
    var (startsLine, followsReturn) = (true, false)
    for unit in Array(text.utf16) + [0xFFFF] {
      if unit == 32 || unit == 9 || (followsReturn && unit == 10) {
        followsReturn = false
        continue
      }
      followsReturn = unit == 13
      let unit = unit == 13 ? 10 : unit
      if lines[index] != -1 { emit() }
      if startsLine { (line, lines[index]) = (line + 1, line + 1) }
      startsLine = unit == 10
      push(UInt64(unit))
    }
    for _ in 0..<100 {
      if lines[index] != -1 { emit() }
      push(0)
    }
    return (1...line).compactMap { found[$0] }
  }

  private static func hashes(_ text: String) -> [String] {
    let table = LineHashes(Array(text.utf8))
    return (1...).lazy.map { table[$0] }.prefix { $0 != nil }.compactMap { $0 }
  }

  @Test(arguments: [
    ("", ["c129715d7a2bc9a3:1"]),
    (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
    ("a", ["53b5d4aabe50d64:1"]),
    ("mode: STRICT\n", ["eef57857198e108d:1", "c129715d7a2bc9a3:1"]),
    ("mode:STRICT\r\n", ["eef57857198e108d:1", "c129715d7a2bc9a3:1"]),
    ("mode: 🔒\r\nname: café\r\n", ["d276c05fe05ba07b:1", "1a596aefd0ece477:1", "c129715d7a2bc9a3:1"]),
    (
      String(repeating: "Lorem ipsum dolor sit amet.\n", count: 10),
      (1...6).map { "a7f2ff13bc495cf2:\($0)" } + [
        "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
      ]
    ),
  ]) func `has the values that were worked out by hand`(text: String, expected: [String]) {
    #expect(Self.hashes(text) == expected)
  }

  @Test func `is what the rolling hash gives, for all mixtures of blanks and ends of lines`() {
    var generator = SystemRandomNumberGenerator()
    let pieces = ["a", "kind: Service", " ", "\t", "\n", "\r", "\r\n", "🔒", "é", "\u{FFFF}", "---\n", "\r \n"]
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 0...120, using: &generator)).map { _ in pieces.randomElement() ?? "" }.joined()
      #expect(Self.hashes(text) == Self.rolling(text), "\(text.debugDescription)")
    }
  }
}
