package import Diagnostics
package import MeshModel
package import MeshResolver
import MeshRules
import RuleCatalogue
import YAMLTree

/// What a call of `analyze` asks for.
package struct AnalysisOptions: Sendable {
  package var paths: [String]
  /// Paths that are loaded, but on which nothing is reported.
  package var contextPaths: [String] = []
  /// The namespace of objects that name none; nil leaves them in one of their own.
  package var defaultNamespace: String?
  /// What the input is compared with.
  package var schemas = Schemas()
  package var resolver = ResolverOptions()
  /// A file with mesh configuration, which replaces what the input says.
  package var meshConfigPath: String?
  /// A file with the networks of the mesh.
  package var meshNetworksPath: String?
  package var selection = RuleSelection()
  package var suppressions: [Suppression] = []
  package var minimumSeverity = Severity.info

  package init(paths: [String]) { self.paths = paths }
}

/// A file of the call, as opposed to one of the input, that cannot be used.
package struct UnusableFile: Error, CustomStringConvertible, Sendable {
  package let path: String
  package let message: String

  package var description: String { "\(path): \(message)" }
}

/// Reads the input, resolves the mesh and runs the rules.
package enum Analysis {
  /// Throws: ``MissingPath`` or ``UnusableFile``.
  package static func run(_ options: AnalysisOptions) async throws -> Report {
    let (mesh, input) = try await load(options)
    return await report(on: mesh, input, options)
  }

  /// Reads the input and resolves the mesh.
  package static func load(_ options: AnalysisOptions) async throws -> (mesh: EffectiveMesh, input: LoadedInput) {
    let context = options.contextPaths.isEmpty ? DiscoveredFiles() : try FileWalker.discover(options.contextPaths)
    var discovered = try FileWalker.discover(options.paths)
    let reported = Set(discovered.sources)
    discovered.sources += context.sources.filter { !reported.contains($0) }
    discovered.problems += context.problems
    var input = await InputReader.read(
      discovered, schemas: options.schemas, defaultNamespace: options.defaultNamespace)
    let contextOnly = Set(context.sources.filter { !reported.contains($0) }.map(\.path))
    input.contextFiles = Set(
      input.files.files.indices.filter { contextOnly.contains(input.files.files[$0].path) }.map { FileID($0) })

    var resolver = options.resolver
    if let path = options.meshConfigPath { resolver.meshConfig = try meshConfig(at: path, options.schemas, &input) }
    if let path = options.meshNetworksPath {
      resolver.meshNetworks = try meshNetworks(at: path, options.schemas, &input)
    }
    let mesh = await EffectiveMesh(Mesh(input.manifests, files: input.files), options: resolver)
    return (mesh, LoadedInput(input))
  }

  /// Runs the rules over a loaded mesh.
  package static func report(
    on mesh: EffectiveMesh, _ loaded: LoadedInput, _ options: AnalysisOptions
  ) async -> Report {
    let input = loaded.input
    let rules = options.selection.rules
    let context = await RuleContext(mesh: mesh, input: input.problems)
    var (findings, incomplete) = await Linter(rules: rules).lint(context)
    findings.removeAll { input.contextFiles.contains($0.span.file) }
    options.selection.adjust(&findings)
    let filter = SuppressionFilter(options.suppressions, mesh.mesh)
    let dotted = options.suppressions.filter { $0.isDotted && !findings.contains(where: $0.covers) }.map(\.description)
    let count = findings.count
    findings.removeAll(where: filter.suppresses)
    let suppressed = count - findings.count
    findings.removeAll { $0.severity < options.minimumSeverity }
    incomplete.sort { $0.rule.code < $1.rule.code }
    var summary = Report.Summary()
    summary.files = input.files.files.count
    summary.resources = mesh.mesh.resourceCount
    summary.otherKinds = mesh.mesh.otherKindCount
    summary.otherDocuments = mesh.mesh.otherDocumentCount
    summary.templates = input.templates
    summary.unreadable = input.unreadable
    summary.rules = rules.count
    summary.suppressed = suppressed
    summary.dottedSuppressions = dotted
    var files = input.files
    let shown = Set(findings.flatMap { [$0.span.file] + $0.related.map(\.span.file) })
    files.mask(mesh.written.secretPlaces.filter { shown.contains($0.file) })
    let objects = Set(findings.compactMap(\.object))
    let listItems = mesh.mesh.listed.map { ($0.reference, $0.extent) }.filter { objects.contains($0.0) }
    return Report(
      files: files, findings: findings, summary: summary, incomplete: incomplete,
      listItems: Dictionary(listItems) { _, last in last })
  }

  /// The file is added to those of the input where a finding points into it.
  private static func meshConfig(
    at path: String, _ schemas: Schemas, _ input: inout ReadInput
  ) throws(UnusableFile) -> MeshConfig {
    let (text, tree) = try parse(path)
    guard let root = tree.documents.first else { return MeshConfig() }
    let file = FileID(input.files.files.count)
    guard let config = MeshConfig(root, in: file) else {
      let expected = isManifest(root) ? "name this manifest with the input" : "expected rootNamespace, trustDomain …"
      throw UnusableFile(path: path, message: "holds no mesh configuration: \(expected)")
    }
    let issues = schemas.issues(in: root, file: file, as: .meshConfig)
    if !issues.isEmpty || !config.rejections.isEmpty {
      input.files.files.append(SourceFiles.File(path: path, text: text))
      input.manifests.append(Manifests(issues: issues))
    }
    return config
  }

  /// The file is added to those of the input, since findings point into it.
  private static func meshNetworks(
    at path: String, _ schemas: Schemas, _ input: inout ReadInput
  ) throws(UnusableFile) -> MeshNetworks {
    let (text, tree) = try parse(path)
    let file = FileID(input.files.files.count)
    guard let root = tree.documents.first, let networks = MeshNetworks(root, in: file) else {
      let expected =
        tree.documents.first.map(isManifest) == true
        ? "name this manifest with the input" : "expected a mapping 'networks'"
      throw UnusableFile(path: path, message: "holds no networks: \(expected)")
    }
    input.files.files.append(SourceFiles.File(path: path, text: text))
    input.manifests.append(Manifests(issues: schemas.issues(in: root, file: file, as: .meshNetworks)))
    return networks
  }

  /// Whether a document is a Kubernetes object, such as the ConfigMap that Istio reads.
  private static func isManifest(_ root: YAMLNode) -> Bool { root["kind"] != nil }

  /// Parses a file that the call names beside its input.
  private static func parse(_ path: String) throws(UnusableFile) -> (text: [UInt8], tree: YAMLTree) {
    let source: YAMLSource
    do throws(FileReader.Failure) { source = YAMLSource(try FileReader.read(path)) } catch {
      throw UnusableFile(path: path, message: error.message)
    }
    do throws(YAMLError) {
      return (source.text, try YAMLTree.parse(String(decoding: source.text, as: UTF8.self)))
    } catch {
      throw UnusableFile(path: "\(path):\(error.line):\(error.column)", message: error.message)
    }
  }
}

/// The files of the input, as later stages need them.
package struct LoadedInput: Sendable {
  let input: ReadInput

  init(_ input: ReadInput) { self.input = input }

  package var files: SourceFiles { input.files }
  /// How many files could not be read or parsed, at least in part.
  package var unreadable: Int { input.unreadable }
}
