import Testing
import YAMLTree

@Suite struct `What follows a position` {
  @Test(arguments: [
    (0, 1, "1:1-8:1"), (1, 6, "2:3-4:1"), (1, 1, "2:3-4:1"), (2, 2, "2:3-4:1"), (3, 1, "3:5-3:9"), (3, 20, "4:1-8:1"),
    (4, 1, "5:5-7:3"), (4, 9, "5:5-7:3"), (5, 6, "5:8-5:9"), (6, 20, "7:5-7:6"), (7, 9, nil),
    (9, 1, "10:1-12:1"),
    (10, 4, "11:1-11:5"), (11, 9, nil),
  ]) func `is a key with its value, an item or a document`(line: Int, column: Int, expected: String?) throws {
    let text = """
      a:
        b:
          c: 1
      d:
        - e: 1
          f: 2
        - g
      ---
      # comment
      h: 1
      i: 2

      """
    let tree = try YAMLTree.parse(text)
    let unit = tree.units(behind: [(line, column)])[0]
    #expect(unit.map { "\($0.line):\($0.column)-\($0.endLine):\($0.endColumn)" } == expected)
  }

  @Test func `is found for many positions in one pass`() throws {
    let tree = try YAMLTree.parse("a: [1, 2]\nb: {c: 3, d: }\n---\ne: 4\n")
    let units = tree.units(behind: [(0, 0), (1, 3), (1, 5), (2, 1), (2, 8), (3, 2), (4, 3), (9, 9)])
    #expect(
      units.map { $0.map { "\($0.line):\($0.column)" } } == ["1:1", "1:4", "1:8", "2:4", "2:11", "4:1", "4:4", nil])
  }
}
