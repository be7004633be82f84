import Diagnostics
import YAMLTree

/// Finds out where objects were written that Helm or Kustomize rendered into the input.
///
/// `helm template` writes the path of the template in a comment in front of each document. Kustomize notes the file in
/// an annotation where the kustomization asks for `buildMetadata: [originAnnotations]`.
struct OriginFinder {
  private static let helmMark = Array("# Source: ".utf8)
  private static let kustomizeMark = Array("config.kubernetes.io/origin".utf8)

  private let tree: any FileTree
  private let here = PathSpace.current
  private lazy var top = PathSpace.repository(around: here.workingDirectory) ?? here.workingDirectory
  /// The files that were looked at, by path: their objects by kind and name.
  private var files: [String: [ObjectName: [YAMLNode]]] = [:]

  private struct ObjectName: Hashable {
    var kind: String
    var name: String

    init?(_ object: YAMLNode) {
      guard let kind = object["kind"]?.string, let name = object["metadata"]?["name"]?.string else { return nil }
      (self.kind, self.name) = (kind, name)
    }
  }

  /// Gives the findings on rendered objects their origins. Parses again the documents that have some, in files that
  /// bear a renderer's mark.
  ///
  /// `tree`: Where files of origin are looked for.
  static func addOrigins(to findings: inout [Finding], in files: SourceFiles, of tree: any FileTree) {
    var finder = OriginFinder(tree: tree)
    for (file, indexes) in Dictionary(grouping: findings.indices, by: { findings[$0].span.file }) {
      let source = YAMLSource(files.text(of: file))
      let isRendered =
        source.contains(helmMark, byFinding: UInt8(ascii: "#"))
        || source.contains(kustomizeMark, byFinding: UInt8(ascii: "/"))
      guard isRendered else { continue }
      var documents = DocumentFinder(source)
      for index in indexes.sorted(by: { findings[$0].span < findings[$1].span }) {
        let span = findings[index].span
        let place = documents.place(of: span)
        findings[index].origin = finder.origin(of: place, startingAt: span.start, in: documents.text)
      }
    }
  }

  private init(tree: any FileTree) { self.tree = tree }

  /// `document`: The text that holds the place.
  private mutating func origin(
    of place: ObjectPlace?, startingAt start: SourcePosition, in document: ArraySlice<UInt8>
  ) -> Origin? {
    if let place, let note = KustomizeOrigin(place.object) {
      let position = note.localPath.flatMap { self.position(of: place, startingAt: start, in: $0) }
      return Origin(path: note.shownPath, position: position)
    }
    return Self.helmSource(document).map { Origin(path: $0) }
  }

  /// The path in the comment that `helm template` writes between the start of a document and its content.
  private static func helmSource(_ document: ArraySlice<UInt8>) -> String? {
    var rest = document
    while !rest.isEmpty {
      let line = rest.prefix { $0 != 0x0A }
      rest = rest[line.endIndex...].dropFirst()
      if line.starts(with: helmMark) {
        let path = String(decoding: line.dropFirst(helmMark.count).prefix { $0 != 0x0D }, as: UTF8.self)
        // People write such comments, too; those of Helm name a file of a chart.
        let directories = path.split(separator: "/").dropFirst().dropLast()
        return directories.contains("templates") || directories.contains("crds") ? path : nil
      }
      guard line.isEmpty || line.first == UInt8(ascii: "#") || line.starts(with: Array("---".utf8)) else { return nil }
    }
    return nil
  }

  // MARK: The place in the file of origin

  /// Where a file of origin has the same object and the same path inside it. The file is looked for from the working
  /// directory and from the root of the repository, and never outside.
  private mutating func position(
    of place: ObjectPlace, startingAt start: SourcePosition, in path: String
  ) -> SourcePosition? {
    guard let name = ObjectName(place.object), !path.hasPrefix("/") else { return nil }
    let isKey = place.steps.last.map { ($0.node.line, $0.node.column) != (Int(start.line), Int(start.column)) } ?? false
    for base in [here.workingDirectory, top] {
      let absolute = here.absolute("\(base)/\(path)")
      guard absolute.isInside(top) else { continue }
      let objects = objects(in: here.relativePath(to: absolute))[name] ?? []
      guard objects.count == 1, let found = objects[0].node(at: place.steps.lazy.map(\.step)) else { continue }
      let node = isKey ? found.key ?? found.value : found.value
      return SourcePosition(line: node.line, column: node.column)
    }
    return nil
  }

  private mutating func objects(in path: String) -> [ObjectName: [YAMLNode]] {
    if let known = files[path] { return known }
    var objects: [ObjectName: [YAMLNode]] = [:]
    if let text = try? tree.read(path) {
      let source = YAMLSource(text)
      let documents = source.pieces(ofAbout: Int.max).flatMap { source.parse($0).trees }.flatMap(\.documents)
      for document in documents { if let name = ObjectName(document) { objects[name, default: []].append(document) } }
    }
    files[path] = objects
    return objects
  }
}

/// What Kustomize notes about the origin of an object.
private struct KustomizeOrigin {
  /// The file as its place on this disk; nil where it lies in another repository or something generates the object.
  let localPath: String?
  let shownPath: String

  init?(_ object: YAMLNode) {
    guard let note = object["metadata"]?["annotations"]?["config.kubernetes.io/origin"]?.string,
      let root = try? YAMLTree.parse(note).documents.first
    else { return nil }
    let path = root["path"]?.string
    // What a generator or transformer makes has the file that configures it.
    guard let shown = path ?? root["configuredIn"]?.string else { return nil }
    if let repository = root["repo"]?.string {
      let revision = root["ref"]?.string.map { "?ref=\($0)" } ?? ""
      (localPath, shownPath) = (nil, "\(repository)//\(shown)\(revision)")
    } else {
      (localPath, shownPath) = (path, shown)
    }
  }
}
