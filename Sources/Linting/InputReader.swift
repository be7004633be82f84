import Diagnostics
import MeshModel
import MeshRules
import YAMLTree

/// Everything that was read: the files, their manifests in order, and what was wrong with them.
struct ReadInput: Sendable {
  var files = SourceFiles()
  var manifests: [Manifests] = []
  var problems: [InputProblem] = []
  /// Files that could not be read or parsed, at least in part.
  var unreadable: Set<FileID> = []
  var templates = 0
  /// What comments ask to leave out.
  var suppressions: [PlacedSuppression] = []
  /// Files that are loaded as context and not reported on.
  var contextFiles: Set<FileID> = []
  /// For each file whether a Kubernetes object is in it.
  var holdsManifest: [Bool] = []
}

/// Reads, parses and decodes files on all cores, with results in the order of the files whatever the order of work.
struct InputReader {
  /// What one stretch of one file gave.
  fileprivate struct Stretch: Sendable {
    var unit: Unit
    var manifests: Manifests
    var errors: [YAMLError]
    var duplicates: [InputProblem]
    var suppressions: [PlacedSuppression] = []
    var isTemplate = false
    var holdsManifest = false

    var file: FileID { unit.file }
  }

  fileprivate struct Unit: Sendable {
    var file: FileID
    var piece: YAMLSource.Piece
  }

  /// The stretch of text that is parsed in one go: small enough to balance two cores over a few megabytes.
  private static let stretchSize = 64 * 1024

  static func read(
    _ discovered: DiscoveredFiles, of tree: any FileTree, schemas: Schemas, defaultNamespace: String?,
    namespaces: [NamespacePattern] = []
  ) async -> ReadInput {
    var input = ReadInput()
    // Problems of discovery have a place among the files, so that every file is numbered by its path.
    var entries = discovered.sources.map {
      (path: discovered.path(of: $0), source: Optional($0), problem: DiscoveryProblem?.none)
    }
    entries += discovered.problems.map { (path: $0.path, source: nil, problem: Optional($0.problem)) }
    entries.sort { $0.path < $1.path }
    let sources = await readAll(entries.map(\.source), of: tree)
    for (index, entry) in entries.enumerated() {
      let file = FileID(index)
      switch (sources[index], entry.problem) {
      case (.failure(let failure)?, _):
        input.noteUnreadable("cannot be read: \(failure.message)", at: file)
      case (.success(let source)?, _) where source.isBinary:
        input.noteUnreadable("is a binary file", at: file)
      case (_, .unreadable(let message)?): input.noteUnreadable("cannot be read: \(message)", at: file)
      case (_, .notRegular?): input.noteUnreadable("is no regular file", at: file)
      case (_, .foreignLink?): input.problems.append(InputProblem(.foreignLink, at: .start(of: file)))
      default: break
      }
    }
    let texts = sources.map { source -> YAMLSource? in
      guard case .success(let text)? = source, !text.isBinary else { return nil }
      return text
    }
    input.files = SourceFiles(
      zip(entries, texts).map { entry, text in
        SourceFiles.File(path: entry.path, text: text?.text ?? [], spelling: discovered.spellings[entry.path])
      })
    let units = texts.enumerated().flatMap { index, text in
      (text?.pieces(ofAbout: stretchSize) ?? []).map { Unit(file: FileID(index), piece: $0) }
    }
    let byPath = namespaces.isEmpty ? [] : entries.map { NamespacePattern.namespace(of: $0.path, namespaces) }
    let parser = Parser(
      texts: texts, schemas: schemas, defaultNamespace: defaultNamespace, namespaces: byPath)
    let stretches = await inParallel(units, weight: \.piece.range.count) { parser.parse($0) }
    input.take(await withDefinedKinds(stretches, parser))
    return input
  }

  /// Reads again what has objects of kinds that CustomResourceDefinitions anywhere in the input define: only now is it
  /// known what to compare them with.
  private static func withDefinedKinds(_ stretches: [Stretch], _ parser: Parser) async -> [Stretch] {
    let templates = templates(in: stretches)
    let kinds = DefinedKinds(stretches.lazy.filter { !templates.contains($0.file) }.map(\.manifests))
    guard !kinds.isEmpty else { return stretches }
    let affected = stretches.indices.filter { stretches[$0].manifests.hasObjects(of: kinds) }
    var parser = parser
    parser.schemas.defined = kinds
    let again = await inParallel(affected.map { stretches[$0].unit }, weight: \.piece.range.count) { [parser] unit in
      parser.parse(unit)
    }
    var stretches = stretches
    for (index, stretch) in zip(affected, again) { stretches[index] = stretch }
    return stretches
  }

  /// The files with a stretch of template: each is a template as a whole.
  fileprivate static func templates(in stretches: [Stretch]) -> Set<FileID> {
    Set(stretches.filter(\.isTemplate).map(\.file))
  }

  // MARK: Work on all cores

  private static func readAll(
    _ sources: [DiscoveredFiles.Source?], of tree: any FileTree
  ) async -> [Result<YAMLSource, UnreadableFile>?] {
    await inParallel(sources, weight: { _ in 16 * 1024 }) { source in
      source.map { source in
        Result { () throws(UnreadableFile) in
          switch source {
          case .standardInput: YAMLSource(try FileReader.readStandardInput())
          case .file(let path): YAMLSource(try tree.read(path))
          }
        }
      }
    }
  }

  /// Applies `work` to every item on all cores, in batches of items that weigh about one stretch together.
  private static func inParallel<Item: Sendable, Output: Sendable>(
    _ items: [Item], weight: (Item) -> Int, _ work: @escaping @Sendable (Item) -> Output
  ) async -> [Output] {
    var batches: [Range<Int>] = []
    var start = 0
    var total = 0
    for (index, item) in items.enumerated() {
      total += weight(item)
      if total >= stretchSize {
        batches.append(start..<index + 1)
        (start, total) = (index + 1, 0)
      }
    }
    if start < items.count { batches.append(start..<items.count) }
    guard batches.count > 1 else { return items.map(work) }
    return await withTaskGroup(of: (Int, [Output]).self) { group in
      for (number, batch) in batches.enumerated() {
        group.addTask { (number, items[batch].map(work)) }
      }
      var results = [[Output]](repeating: [], count: batches.count)
      for await (number, outputs) in group { results[number] = outputs }
      return results.flatMap { $0 }
    }
  }
}

/// What one stretch of text is read with.
private struct Parser: Sendable {
  var texts: [YAMLSource?]
  var schemas: Schemas
  var defaultNamespace: String?
  /// The default namespaces of the files; empty where it is the same for all.
  var namespaces: [String?]

  func parse(_ unit: InputReader.Unit) -> InputReader.Stretch {
    var stretch = InputReader.Stretch(unit: unit, manifests: Manifests(), errors: [], duplicates: [])
    guard let source = texts[Int(unit.file.index)] else { return stretch }
    let (trees, errors) = source.parse(unit.piece)
    stretch.isTemplate = source.hasBraces(in: unit.piece) && (!errors.isEmpty || trees.contains(where: \.isTemplate))
    stretch.suppressions = CommentPlacement.suppressions(
      in: unit.piece, of: source, file: unit.file, trees: stretch.isTemplate ? [] : trees, isBroken: !errors.isEmpty)
    if stretch.isTemplate { return stretch }
    stretch.errors = errors
    let namespace = (namespaces.isEmpty ? nil : namespaces[Int(unit.file.index)]) ?? defaultNamespace
    for tree in trees {
      stretch.manifests.append(
        Manifests(tree, file: unit.file, schemas: schemas, defaultNamespace: namespace))
      stretch.duplicates += tree.duplicateKeys.map { duplicate in
        InputProblem(
          .duplicateKey(duplicate.second.string ?? "", first: .init(duplicate.first, in: unit.file)),
          at: .init(duplicate.second, in: unit.file))
      }
    }
    let documents = trees.reduce(0) { $0 + $1.documents.count }
    stretch.holdsManifest = documents > stretch.manifests.otherDocumentCount
    return stretch
  }
}

extension ReadInput {
  fileprivate mutating func noteUnreadable(_ message: String, at file: FileID) {
    unreadable.insert(file)
    problems.append(InputProblem(.unreadable(message: "The file \(message)", help: nil), at: .start(of: file)))
  }

  /// Takes over what was parsed.
  fileprivate mutating func take(_ stretches: [InputReader.Stretch]) {
    let templates = InputReader.templates(in: stretches)
    self.templates = templates.count
    problems += templates.map { InputProblem(.template, at: .start(of: $0)) }
    holdsManifest = [Bool](repeating: false, count: files.files.count)
    for stretch in stretches {
      guard !templates.contains(stretch.file) else {
        suppressions += stretch.suppressions.compactMap(\.ofTemplate)
        continue
      }
      suppressions += stretch.suppressions
      if stretch.holdsManifest { holdsManifest[Int(stretch.file.index)] = true }
      manifests.append(stretch.manifests)
      problems += stretch.duplicates
      for error in stretch.errors {
        let place = SourcePosition(line: error.line, column: error.column)
        problems.append(
          InputProblem(
            .unreadable(message: "The YAML cannot be parsed: \(error.message)", help: error.help),
            at: SourceSpan(file: stretch.file, start: place, end: place)))
        unreadable.insert(stretch.file)
      }
    }
  }
}

extension SourceSpan {
  fileprivate static func start(of file: FileID) -> SourceSpan {
    let start = SourcePosition(line: 1, column: 1)
    return SourceSpan(file: file, start: start, end: start)
  }

  init(_ node: YAMLNode, in file: FileID) {
    self.init(
      file: file, start: SourcePosition(line: node.line, column: node.column),
      end: SourcePosition(line: node.endLine, column: node.endColumn))
  }
}
