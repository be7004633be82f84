import Testing
import YAMLTree

@Suite struct `A YAML source` {
  /// What every document says, and where its nodes stand.
  private func shape(_ source: YAMLSource, size: Int) -> [String] {
    source.pieces(ofAbout: size).flatMap { piece in
      source.parse(piece).trees.flatMap { tree in tree.scalars.map { "\($0.line):\($0.column) \($0.string ?? "")" } }
    }
  }

  private static let documents = """
    a: |
      text
      --- not a boundary
    b: 1
    --- # comment
    c: 'x

      y'
    d: [1,
      2]
    ---
    e: >-
      folded
    ...
    %YAML 1.1
    ---
    f: 1
    ---
    """

  @Test(arguments: [1, 2, 10, 30, 1000]) func `gives the same nodes however it is cut`(size: Int) {
    let source = YAMLSource(Array(Self.documents.utf8))
    #expect(shape(source, size: size) == shape(source, size: .max))
  }

  @Test func `is cut only before a line that starts a document`() {
    let source = YAMLSource(Array("a: 1\n---\nb: 2\n--- x\n---c: 3\n".utf8))
    #expect(source.pieces(ofAbout: 1).map(\.precedingLines) == [0, 1, 3])
  }

  @Test(arguments: ["\u{FEFF}a: é\n", "a: é\n"]) func `reads UTF-8 and UTF-16 with and without byte-order mark`(
    text: String
  ) {
    let marked = text.hasPrefix("\u{FEFF}") ? text : "\u{FEFF}" + text
    let little = marked.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = marked.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [Array(text.utf8), little, big] {
      #expect(shape(YAMLSource(bytes), size: .max) == ["1:1 a", "1:4 é"])
    }
  }

  @Test func `loses no document to a malformed neighbour`() {
    let source = YAMLSource(Array("a: 1\n---\nb: [\n---\nc: 3\n".utf8))
    let (trees, errors) = source.parse(source.pieces(ofAbout: .max)[0])
    #expect(trees.flatMap(\.documents).compactMap { $0["a"]?.int ?? $0["c"]?.int } == [1, 3])
    #expect(errors.count == 1 && errors[0].line == 4)
  }

  @Test func `places bytes that are no UTF-8`() {
    let source = YAMLSource(Array("a: é\nb: ".utf8) + [0xC3, 0x28])
    let (_, errors) = source.parse(source.pieces(ofAbout: .max)[0])
    #expect(errors.map { [$0.line, $0.column] } == [[2, 5]])
  }

  @Test func `finds comments in the gaps between scalars`() {
    let text = """
      # first
      a: "x # no" # second
      b: | # third
        # text
        more # text
      # fourth
      c: a#b
      d: 'multi
        # line'   # fifth é
      e: [1, # sixth
        2]
      """
    let source = YAMLSource(Array(text.utf8))
    let trees = source.parse(source.pieces(ofAbout: .max)[0]).trees
    let comments = source.comments(between: trees)
    #expect(
      comments.map { "\($0.line):\($0.column) \($0.text)" } == [
        "1:1 first", "2:13 second", "3:6 third", "6:1 fourth", "9:13 fifth é", "10:8 sixth",
      ])
    #expect(comments.map(\.isTrailing) == [false, true, true, false, true, true])
  }
}
