import Diagnostics
import MeshModel
import YAMLTree

/// Reads configuration files and what they extend.
package struct ConfigurationReader {
  private let tree: any FileTree
  private let space: PathSpace
  private let format: ConfigurationFormat

  package init(tree: any FileTree, space: PathSpace, format: ConfigurationFormat) {
    self.tree = tree
    self.space = space
    self.format = format
  }

  /// Reads a file.
  ///
  /// Throws: Everything that is wrong with it and with the files that it extends.
  package func read(_ path: String) throws(InvalidConfiguration) -> ConfigurationDocument {
    var run = ConfigurationRun(tree: tree, space: space, shape: format.root)
    run.read(path, from: nil)
    guard run.problems.isEmpty else { throw InvalidConfiguration(problems: run.problems.sorted()) }
    return run.document
  }
}

/// The reading of one configuration.
private struct ConfigurationRun {
  let tree: any FileTree
  let space: PathSpace
  let shape: ConfigurationShape
  private var files: [SourceFiles.File] = []
  /// What the files say, those that others extend first.
  private var values: [ConfigurationValue] = []
  /// The absolute paths of the files that are being read, each extended by the one before.
  private var open: [String] = []
  private var seen: Set<String> = []
  private(set) var problems: [ConfigurationProblem] = []

  init(tree: any FileTree, space: PathSpace, shape: ConfigurationShape) {
    self.tree = tree
    self.space = space
    self.shape = shape
  }

  var document: ConfigurationDocument {
    let root = values.reduce(nil) { far, near in far.map { near.merged(over: $0, as: shape) } ?? near }
    return ConfigurationDocument(files: SourceFiles(files), root: root ?? ConfigurationDocument().root)
  }

  /// `place`: Where another file extends this one.
  mutating func read(_ path: String, from place: SourceSpan?) {
    let identity = space.absolute(path)
    if let first = open.firstIndex(of: identity) {
      let cycle = (open[first...] + [identity]).map(space.shown).joined(separator: " -> ")
      return report("the files extend each other: \(cycle)", at: place, path)
    }
    guard seen.insert(identity).inserted else { return }
    let source: YAMLSource
    do throws(UnreadableFile) { source = YAMLSource(try tree.read(path)) } catch {
      return report(place == nil ? error.message : "\(path): \(error.message)", at: place, path)
    }
    guard !source.isBinary else { return report("is a binary file", at: nil, path) }
    let file = FileID(files.count)
    files.append(SourceFiles.File(path: path, text: source.text, isConfiguration: true))
    let parsed: YAMLTree
    do throws(YAMLError) { parsed = try YAMLTree.parse(String(decoding: source.text, as: UTF8.self)) } catch {
      let position = SourcePosition(line: error.line, column: error.column)
      problems.append(ConfigurationProblem(path: path, position: position, message: error.message))
      return
    }
    open.append(identity)
    take(parsed, file, path)
    open.removeLast()
  }

  private mutating func take(_ parsed: YAMLTree, _ file: FileID, _ path: String) {
    let directory = space.parent(of: path)
    var checker = ConfigurationChecker(file: file, path: path) { [space] text in
      space.shown(text.hasPrefix("/") ? text : "\(directory)/\(text)")
    }
    for duplicate in parsed.duplicateKeys {
      checker.report(duplicate.second, "the key '\(duplicate.second.string ?? "")' stands twice in one object")
    }
    if let second = parsed.documents.dropFirst().first { checker.report(second, "a configuration is one document") }
    let root = parsed.documents.first.flatMap { checker.value($0, as: shape, "") }
    let value =
      root ?? ConfigurationValue(.fields([]), from: .file(SourceSpan(file: file, start: .start, end: .start)))
    checker.checkNamespaces(value)
    checker.checkMeshes(value, in: files[Int(file.index)])
    checker.checkFormats(value)
    problems += checker.problems
    for base in value["extends"]?.items ?? [] {
      if let text = base.text { read(text, from: base.span) }
    }
    values.append(value)
  }

  private mutating func report(_ message: String, at place: SourceSpan?, _ path: String) {
    let shown = place.map { files[Int($0.file.index)].path } ?? path
    problems.append(ConfigurationProblem(path: shown, position: place?.start, message: message))
  }
}

extension SourcePosition {
  fileprivate static let start = SourcePosition(line: 1, column: 1)
}

extension ConfigurationChecker {
  /// Looks for namespaces that refer to more stars than their patterns have.
  fileprivate mutating func checkNamespaces(_ root: ConfigurationValue) {
    for field in root["namespace"]?.fields ?? [] {
      guard let text = field.value.text, let count = NamespaceTemplate(text)?.captureCount,
        let stars = PathPattern.starCount(of: field.key), count > stars
      else { continue }
      report(
        field.value.span?.start, "namespace.\(field.key): the pattern has \(stars) stars, so there is no {\(count)}")
    }
  }

  /// Looks for reports that would go to one place.
  fileprivate mutating func checkFormats(_ root: ConfigurationValue) {
    var seen: Set<String?> = []
    for item in root["output"]?["formats"]?.items ?? [] {
      guard let text = item.text else { continue }
      let path = text.firstIndex(of: "=").map { String(text[text.index(after: $0)...]) }
      guard !seen.insert(path).inserted else { continue }
      report(
        item.span?.start,
        path.map { "output.formats: only one format can be written to \($0)" }
          ?? "output.formats: only one format can go to standard output; write the others to files: json=FILE")
    }
  }

  /// Looks for meshes of nothing, and for resources of which nobody can make anything.
  fileprivate mutating func checkMeshes(_ root: ConfigurationValue, in source: SourceFiles.File) {
    for mesh in root["meshes"]?.fields ?? [] {
      if problems.isEmpty, let roots = mesh.value["roots"], roots.items.isEmpty {
        report(
          roots.span?.start,
          "meshes.\(mesh.key).roots names nothing; without this key, the directory of the file is read")
      }
      let schemas = mesh.value["istio"]?.text.flatMap { Schemas(istio: $0) } ?? Schemas()
      for node in (mesh.value["external"]?.items ?? []).compactMap(\.node) {
        for problem in ExternalResource(node, in: source).problems(file, schemas: schemas) {
          report(problem.span.start, "meshes.\(mesh.key).external: \(problem.message)")
        }
      }
    }
  }
}
