import Diagnostics
import YAMLTree

/// Works out what makes findings the same in other runs.
enum FindingIdentifier {
  /// Gives each finding its identity, in the order of the findings. Parses again the documents that have some.
  ///
  /// `files`: With their texts as they were read.
  static func identify(_ findings: inout [Finding], in files: SourceFiles) {
    for (file, indexes) in Dictionary(grouping: findings.indices, by: { findings[$0].span.file }) {
      var places = PlaceFinder(files.text(of: file))
      for index in indexes.sorted(by: { findings[$0].span < findings[$1].span }) {
        let finding = findings[index]
        let place = finding.isAboutFile ? nil : places.place(of: finding.span)
        findings[index].identity = FindingIdentity(
          rule: finding.rule.name, mesh: finding.mesh ?? "",
          object: finding.subject ?? finding.object?.identifier ?? place?.object ?? "", path: place?.path ?? "",
          occurrence: 0)
      }
    }
    var next: [FindingIdentity: Int] = [:]
    for index in findings.indices {
      guard let identity = findings[index].identity else { continue }
      findings[index].identity?.occurrence = next[identity, default: 0]
      next[identity, default: 0] += 1
    }
  }
}

extension Finding {
  /// Whether the finding has no place but the start of its file, whatever stands there.
  fileprivate var isAboutFile: Bool {
    object == nil && span.start == span.end && span.start == SourcePosition(line: 1, column: 1)
  }
}

extension ResourceReference {
  /// `group/Kind namespace/name`: the object whatever the version of its API.
  var identifier: String {
    let group = apiVersion.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return group.isEmpty ? friendlyName : "\(group)/\(friendlyName)"
  }
}

/// Says where in a manifest the places of one file are, asked for in ascending order.
private struct PlaceFinder {
  struct Place {
    /// The object that holds the place; nil where it is in no manifest.
    var object: String?
    var path: String
  }

  private let source: YAMLSource
  private var pieces: ArraySlice<YAMLSource.Piece>
  /// The documents of the piece before ``pieces``.
  private var documents: [YAMLPathFinder] = []

  init(_ text: [UInt8]) {
    source = YAMLSource(text)
    pieces = source.pieces(ofAbout: 1)[...]
  }

  mutating func place(of span: SourceSpan) -> Place? {
    let (start, end) = (span.start.pair, span.end.pair)
    while let piece = pieces.first, piece.precedingLines < start.line {
      pieces.removeFirst()
      if let next = pieces.first, next.precedingLines < start.line { continue }
      documents = source.parse(piece).trees.map { YAMLPathFinder($0) }
    }
    return documents.lazy.compactMap { $0.path(from: start, to: end) }.last.map(Place.init)
  }
}

extension SourcePosition {
  fileprivate var pair: (line: Int, column: Int) { (Int(line), Int(column)) }
}

extension PlaceFinder.Place {
  /// As much of the text of an item as tells it from others. The texts of arguments can be whole programs.
  private static let longestItem = 100

  fileprivate init(_ path: YAMLPathFinder.Path) {
    var root = path.document
    var steps = path.steps[...]
    // An item of a List is an object of its own.
    while root["kind"]?.string?.hasSuffix("List") == true, steps.first?.step == .key("items"), steps.count > 1 {
      root = steps[steps.startIndex + 1].node
      steps = steps.dropFirst(2)
    }
    object = ResourceReference(manifest: root)?.identifier
    self.path = steps.reduce(into: "") { text, next in
      switch next.step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key
      case .item(let name): text += "[\((name ?? "").prefix(Self.longestItem))]"
      }
    }
  }
}
