package import Diagnostics
import MeshModel
package import MeshResolver
import MeshRules
import RuleCatalogue
import YAMLTree

/// A file of the call, as opposed to one of the input, that cannot be used.
package struct UnusableFile: Error, CustomStringConvertible, Sendable {
  package let path: String
  package let message: String

  package var description: String { "\(path): \(message)" }
}

/// Reads the input of one mesh, resolves the mesh and runs the rules.
package enum Analysis {
  /// Reads the input and resolves the mesh.
  ///
  /// Throws: ``MissingPath`` or ``UnusableFile``.
  package static func load(_ options: AnalysisOptions) async throws -> (mesh: EffectiveMesh, input: LoadedInput) {
    var (input, _) = try await read(options)
    var resolver = options.resolver
    if let path = options.meshConfigPath { resolver.meshConfig = try meshConfig(at: path, options, &input) }
    if let path = options.meshNetworksPath {
      resolver.meshNetworks = try meshNetworks(at: path, options, &input)
    }
    let mesh = await EffectiveMesh(Mesh(input.manifests, files: input.files), options: resolver)
    return (mesh, LoadedInput(input))
  }

  /// Reads the input. What is found in the paths but not read comes with the reasons.
  static func read(
    _ options: AnalysisOptions
  ) async throws(MissingPath) -> (ReadInput, skipped: [(path: String, reason: SkipReason)]) {
    var discovered = try options.tree.discover(options.paths, options.filter)
    var contextOnly: Set<String> = []
    if !options.contextPaths.isEmpty {
      contextOnly = discovered.add(context: try options.tree.discover(options.contextPaths, options.filter))
    }
    if let name = options.standardInputName { discovered.nameStandardInput(name) }
    var input = await InputReader.read(
      discovered, of: options.tree, schemas: options.schemas, defaultNamespace: options.defaultNamespace)
    input.contextFiles = Set(
      input.files.files.indices.filter { contextOnly.contains(input.files.files[$0].path) }.map { FileID($0) })
    return (input, discovered.skipped)
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
    for index in findings.indices { findings[index].mesh = options.mesh }
    OriginFinder.addOrigins(to: &findings, in: input.files, of: options.tree)
    if options.identifiesFindings { FindingIdentifier.identify(&findings, in: input.files) }
    let filter = SuppressionFilter(options.suppressions, mesh.mesh)
    let dotted = options.suppressions.filter { $0.isDotted && !findings.contains(where: $0.covers) }.map(\.description)
    let suppressed = filter.takeSuppressed(from: &findings)
    incomplete.sort { $0.rule.code < $1.rule.code }
    var summary = Report.Summary()
    summary.files = input.files.files.count
    summary.resources = mesh.mesh.resourceCount
    summary.otherKinds = mesh.mesh.otherKindCount
    summary.otherDocuments = mesh.mesh.otherDocumentCount
    summary.templates = input.templates
    summary.unreadable = input.unreadable
    summary.rules = rules.count
    summary.suppressed = suppressed.count
    summary.dottedSuppressions = dotted
    var files = input.files
    let shown = Set((findings + suppressed).flatMap { [$0.span.file] + $0.related.map(\.span.file) })
    files.mask(mesh.written.secretPlaces.filter { shown.contains($0.file) })
    let objects = Set(findings.compactMap(\.object))
    let listItems = mesh.mesh.listed.map { ($0.reference, $0.extent) }.filter { objects.contains($0.0) }
    var report = Report(
      files: files, findings: findings, summary: summary, incomplete: incomplete,
      listItems: Dictionary(listItems) { _, last in last })
    report.suppressed = suppressed
    return report
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
