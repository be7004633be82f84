import YAMLTree

/// Finds the documents of one file that hold some places, asked for in ascending order, and parses no others.
struct DocumentFinder {
  private let source: YAMLSource
  private var next: ArraySlice<YAMLSource.Piece>
  /// The stretch with the line that was asked for last: one document as a rule.
  private(set) var trees: [YAMLTree] = []
  private var piece: YAMLSource.Piece?

  init(_ source: YAMLSource) {
    self.source = source
    next = source.pieces(ofAbout: 1)[...]
  }

  /// The text of the stretch that ``trees`` was parsed from.
  var text: ArraySlice<UInt8> { piece.map { source.text[$0.range] } ?? [] }

  mutating func move(toLine line: Int) {
    while let candidate = next.first, candidate.precedingLines < line {
      next.removeFirst()
      if let following = next.first, following.precedingLines < line { continue }
      piece = candidate
      trees = source.parse(candidate).trees
    }
  }
}
