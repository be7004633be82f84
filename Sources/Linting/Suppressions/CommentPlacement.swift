import Diagnostics
import MeshModel
import MeshRules
import YAMLTree

/// Finds the suppressions in the comments of a stretch of a file, and what each of them is for.
struct CommentPlacement {
  private let source: YAMLSource
  private let file: FileID
  private let piece: YAMLSource.Piece
  private var found: [PlacedSuppression] = []

  /// The suppressions of a stretch. Costs one search where it has none.
  ///
  /// `trees`: What was parsed; empty for a template, of which only the head can be read. `isBroken`: Whether documents
  /// are missing from it, since they cannot be parsed.
  static func suppressions(
    in piece: YAMLSource.Piece, of source: YAMLSource, file: FileID, trees: [YAMLTree], isBroken: Bool
  ) -> [PlacedSuppression] {
    guard source.hasHash(before: SuppressionComment.mark, in: piece) else { return [] }
    var placement = CommentPlacement(source: source, file: file, piece: piece)
    placement.placeHeader()
    placement.place(trees, isBroken: isBroken)
    return placement.found
  }

  private init(source: YAMLSource, file: FileID, piece: YAMLSource.Piece) {
    self.source = source
    self.file = file
    self.piece = piece
  }

  private var isFirst: Bool { piece.range.lowerBound == 0 }

  /// Takes what holds for the whole file, which stands before everything else.
  private mutating func placeHeader() {
    guard isFirst else { return }
    for comment in source.comments(in: source.header, between: []) {
      for suppression in SuppressionComment.parse(comment, in: file) where suppression.reach == .file {
        var written = suppression.written
        written.place = nil
        found.append(PlacedSuppression(written: written, scope: .file(file)))
      }
    }
  }

  private mutating func place(_ trees: [YAMLTree], isBroken: Bool) {
    let pieces = isBroken ? source.documents(of: piece) : [piece]
    let parsed = Dictionary(trees.map { ($0.precedingLines, $0) }) { first, _ in first }
    // Comments above the `---` of the first document.
    var waiting: [YAMLComment] = []
    for piece in pieces {
      guard let tree = parsed[piece.precedingLines] else {
        waiting = []
        continue
      }
      let comments = waiting + source.comments(in: piece, between: [tree])
      waiting = tree.documents.isEmpty ? comments : []
      if waiting.isEmpty { place(comments, in: tree) }
    }
    if !isBroken, let tree = trees.last { place(waiting, in: tree) }
  }

  private mutating func place(_ comments: [YAMLComment], in tree: YAMLTree) {
    let marked = comments.flatMap { comment in
      SuppressionComment.parse(comment, in: file).map { (comment, $0) }
    }
    guard !marked.isEmpty else { return }
    let units = tree.units(behind: marked.map { ($0.0.line, $0.0.column) })
    let objects = ManifestObjects(tree, file: file)
    let header = isFirst ? source.comments(in: source.header, between: []).last?.line ?? 0 : 0
    var texts: MultilineScalars?
    for ((comment, suppression), unit) in zip(marked, units) {
      let unit = unit.map { SourceSpan($0, in: file) }
      let place = comment.isTrailing ? suppression.written.span.start : unit?.start ?? suppression.written.span.start
      let object = objects.object(at: place)
      var written = suppression.written
      written.object = object?.reference
      written.place = suppression.reach == .object ? nil : SourceSpan(file: file, start: place, end: place)
      var scope = PlacedSuppression.Scope.nothing
      switch suppression.reach {
      case nil: break
      case .file:
        if comment.line <= header { continue }
        written.flaw = .init(
          "The suppression for the file stands behind the start of a document",
          help: "move it to the top of the file, above everything else", at: written.span)
      case .object: scope = object.map { .extent($0.span) } ?? .nothing
      case .node where comment.isTrailing:
        let scalars = texts ?? MultilineScalars(tree)
        texts = scalars
        scope = .lines(file, scalars.lines(around: comment.line))
      case .node: scope = unit.map { .extent($0) } ?? .nothing
      }
      if case .nothing = scope, written.flaw == nil {
        written.flaw = .init(
          "The suppression is for nothing: no key, item or object follows it in its document",
          help: "move it above what it is for, or to the end of that line", at: written.span)
      }
      found.append(PlacedSuppression(written: written, scope: scope))
    }
  }
}

/// The objects of a tree, with the places of their manifests.
private struct ManifestObjects {
  struct Object {
    var span: SourceSpan
    /// Nil for what is no object of Kubernetes.
    var reference: ResourceReference?
  }

  private var objects: [Object] = []
  private let spans: NestedSpans

  init(_ tree: YAMLTree, file: FileID) {
    for document in tree.documents {
      objects.append(Object(span: SourceSpan(document, in: file), reference: ResourceReference(manifest: document)))
      guard document["kind"]?.string?.hasSuffix("List") == true else { continue }
      for item in document["items"]?.items ?? [] {
        objects.append(Object(span: SourceSpan(item, in: file), reference: ResourceReference(manifest: item)))
      }
    }
    spans = NestedSpans(objects.enumerated().map { ($1.span, $0) })
  }

  /// The innermost object around a place.
  func object(at place: SourcePosition) -> Object? { spans.values(at: place).first.map { objects[$0] } }
}

/// The lines that texts of several lines take up.
private struct MultilineScalars {
  private var ends: [Int: Int] = [:]
  private var starts: [Int: Int] = [:]

  init(_ tree: YAMLTree) {
    for scalar in tree.scalars where scalar.endLine > scalar.line {
      let isBlock = scalar.style == .literal || scalar.style == .folded
      ends[scalar.line] = max(ends[scalar.line] ?? 0, scalar.endColumn == 1 ? scalar.endLine - 1 : scalar.endLine)
      // A comment behind a block would be part of it.
      if !isBlock { starts[scalar.endLine] = min(starts[scalar.endLine] ?? scalar.line, scalar.line) }
    }
  }

  /// A line, with those of the texts that start or end on it.
  func lines(around line: Int) -> ClosedRange<UInt32> {
    UInt32(clamping: starts[line] ?? line)...UInt32(clamping: max(ends[line] ?? line, line))
  }
}

extension ResourceReference {
  /// The object that a manifest describes; nil where it is none.
  init?(manifest: YAMLNode) {
    guard let kind = manifest["kind"]?.string else { return nil }
    self.init(
      apiVersion: manifest["apiVersion"]?.string ?? "", kind: kind,
      namespace: manifest["metadata"]?["namespace"]?.string, name: manifest["metadata"]?["name"]?.string ?? "")
  }
}

extension SourceSpan {
  fileprivate init(_ extent: YAMLExtent, in file: FileID) {
    self.init(
      file: file, start: SourcePosition(line: extent.line, column: extent.column),
      end: SourcePosition(line: extent.endLine, column: extent.endColumn))
  }
}
