import Diagnostics
import YAMLTree

/// Finds the documents of one file that hold some places, asked for in ascending order, and parses no others.
struct DocumentFinder {
  private let source: YAMLSource
  private var next: ArraySlice<YAMLSource.Piece>
  /// What was parsed of ``piece``: one document as a rule.
  private var parsed: [YAMLPathFinder] = []
  /// The stretch with the line that was asked for last.
  private var piece: YAMLSource.Piece?

  init(_ source: YAMLSource) {
    self.source = source
    next = source.pieces(ofAbout: 1)[...]
  }

  /// The text of the stretch with the place that was asked for last.
  var text: ArraySlice<UInt8> { piece.map { source.text[$0.range] } ?? [] }

  /// The place in its manifest of what lies between two positions; nil where no document holds it.
  mutating func place(of span: SourceSpan) -> ObjectPlace? {
    move(toLine: Int(span.start.line))
    let (start, end) = (span.start.pair, span.end.pair)
    return parsed.lazy.compactMap { $0.path(from: start, to: end) }.last.map(ObjectPlace.init)
  }

  private mutating func move(toLine line: Int) {
    while let candidate = next.first, candidate.precedingLines < line {
      next.removeFirst()
      if let following = next.first, following.precedingLines < line { continue }
      piece = candidate
      parsed = source.parse(candidate).trees.map(YAMLPathFinder.init)
    }
  }
}

/// A place inside a manifest.
struct ObjectPlace {
  /// The object: an item of a List is one of its own.
  private(set) var object: YAMLNode
  /// The way to the place from the object.
  private(set) var steps: ArraySlice<(step: YAMLPathStep, node: YAMLNode)>

  init(_ path: YAMLPathFinder.Path) {
    object = path.document
    steps = path.steps[...]
    while object["kind"]?.string?.hasSuffix("List") == true, steps.first?.step == .key("items"), steps.count > 1 {
      object = steps[steps.startIndex + 1].node
      steps = steps.dropFirst(2)
    }
  }
}

extension SourcePosition {
  fileprivate var pair: (line: Int, column: Int) { (Int(line), Int(column)) }
}
