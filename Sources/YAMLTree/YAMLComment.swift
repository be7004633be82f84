/// A comment, from its `#` to the end of its line.
package struct YAMLComment: Hashable, Sendable {
  /// The text behind the `#`, without surrounding white space.
  package var text: String
  /// One-based position of the `#`.
  package var line: Int
  package var column: Int
  /// One-based column of the first character of ``text``.
  package var textColumn: Int
  /// Whether something else stands before it on its line.
  package var isTrailing: Bool
}

extension YAMLSource {
  /// The comments in the documents of `trees`, which must be parsed from this source and be in order.
  ///
  /// libyaml drops comments, so they are looked for in the gaps between the scalars that it reports. Linear in the
  /// size of the text; costs one scan where the text has no `#`.
  ///
  /// `piece`: The part of the text that the trees were parsed from; nil for all of it.
  package func comments(in piece: Piece? = nil, between trees: [YAMLTree]) -> [YAMLComment] {
    let hash = UInt8(ascii: "#")
    let text = text[piece?.range ?? 0..<text.count]
    guard text.contains(hash) else { return [] }
    var scalars = trees.lazy.flatMap(\.scalars).makeIterator()
    var scalar = scalars.next()
    var found: [YAMLComment] = []
    for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let number = (piece?.precedingLines ?? 0) + index + 1
      var from = line.startIndex
      while let candidate = line[from...].firstIndex(of: hash) {
        from = candidate + 1
        let before = line[line.startIndex..<candidate]
        let follows = before.last.map { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? true
        guard follows else { continue }
        let column = before.count { $0 & 0xC0 != 0x80 } + 1
        while let current = scalar, current.ends(before: number, column) { scalar = scalars.next() }
        if let current = scalar, current.holds(number, column) { continue }
        let isSpace = { (byte: UInt8) in byte <= UInt8(ascii: " ") }
        let content = line[(candidate + 1)...].drop(while: isSpace)
        let end = content.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? content.endIndex
        found.append(
          YAMLComment(
            text: String(decoding: content[..<end], as: UTF8.self), line: number, column: column,
            textColumn: column + content.startIndex - candidate,
            isTrailing: before.contains { !isSpace($0) }))
        break
      }
    }
    return found
  }
}

extension YAMLNode {
  fileprivate func ends(before line: Int, _ column: Int) -> Bool { (endLine, endColumn) <= (line, column) }

  /// Whether the position lies in the scalar's text. The line of a block scalar's `|` or `>` may hold a comment.
  fileprivate func holds(_ line: Int, _ column: Int) -> Bool {
    style == .literal || style == .folded ? self.line < line : (self.line, self.column) <= (line, column)
  }
}
