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
    input.add(options.external, schemas: options.schemas)
    var resolver = options.resolver
    resolver.hostsWithUnknownPorts = Set(options.external.compactMap(\.hostWithoutPorts))
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
      discovered, of: options.tree, schemas: options.schemas, defaultNamespace: options.defaultNamespace,
      namespaces: options.namespaces)
    input.contextFiles = Set(
      input.files.files.indices.filter { contextOnly.contains(input.files.files[$0].path) }.map { FileID($0) })
    return (input, discovered.skipped)
  }

  /// Runs the rules over a loaded mesh.
  static func judge(_ mesh: EffectiveMesh, _ loaded: LoadedInput, _ options: AnalysisOptions) async -> JudgedMesh {
    let input = loaded.input
    let rules = options.selection.rules
    let context = await RuleContext(mesh: mesh, input: input.problems, options: options.ruleOptions)
    var (findings, incomplete) = await Linter(rules: rules).lint(context)
    options.selection.adjust(&findings, in: input.files)
    for index in findings.indices { findings[index].mesh = options.mesh }
    var filter = SuppressionFilter(mesh.mesh, input, options)
    filter.apply(to: &findings)
    let suppressions =
      filter.isEmpty
      ? [] : filter.outcome(RunCoverage(rules, incomplete: incomplete, mesh: mesh, input: input, options))
    if !options.selection.reportsMesh { (findings, incomplete) = ([], []) }
    if !input.contextFiles.isEmpty { findings.removeAll { input.contextFiles.contains($0.span.file) } }
    if let reported = options.reportedPaths { findings.removeAll { !input.files.touches($0, reported) } }
    OriginFinder.addOrigins(to: &findings, in: input.files, of: options.tree)
    if options.identifiesFindings { FindingIdentifier.identify(&findings, in: input.files) }
    let dotted = options.suppressions.filter { $0.isDotted && !findings.contains(where: $0.covers) }.map(\.description)
    if !options.heedsSuppressions { for index in findings.indices { findings[index].suppression = nil } }
    let suppressed = findings.filter { $0.suppression != nil }
    if !suppressed.isEmpty { findings.removeAll { $0.suppression != nil } }
    incomplete.sort { $0.rule.code < $1.rule.code }
    var summary = Report.Summary()
    summary.files = input.files.files.count { !$0.isConfiguration }
    summary.resources = mesh.mesh.resourceCount - options.external.count
    summary.otherKinds = mesh.mesh.otherKindCount
    summary.otherDocuments = mesh.mesh.otherDocumentCount
    summary.templates = input.templates
    summary.unreadable = loaded.unreadable
    summary.rules = options.selection.reportsMesh ? rules.count : 0
    summary.suppressed = suppressed.count
    summary.dottedSuppressions = dotted
    var files = input.files
    var shown = Set((findings + suppressed).flatMap { [$0.span.file] + $0.related.map(\.span.file) })
    shown.formUnion(suppressions.lazy.filter { $0.source != .configuration }.map(\.span.file))
    files.mask(mesh.written.secretPlaces.filter { shown.contains($0.file) })
    files.maskPrivateKeys(in: shown)
    let objects = Set(findings.compactMap(\.object))
    let listItems = mesh.mesh.listed.map { ($0.reference, $0.extent) }.filter { objects.contains($0.0) }
    var report = Report(
      files: files, findings: findings, summary: summary, incomplete: incomplete,
      listItems: Dictionary(listItems) { _, last in last })
    report.suppressed = suppressed
    report.notes = input.unreadableNotes(besides: findings)
    report.rules = rules.map { $0.page.id }
    return JudgedMesh(
      report: report, suppressions: suppressions, input: loaded, reportedPaths: options.reportedPaths)
  }
}

/// What the rules say about one mesh.
struct JudgedMesh {
  var report: Report
  /// What people asked to leave out, and what became of it.
  var suppressions: [WrittenSuppression]
  var input: LoadedInput
  /// See ``AnalysisOptions/reportedPaths``.
  var reportedPaths: PathSet?

  /// Whether the run reports on a suppression in the input.
  func reports(on suppression: WrittenSuppression) -> Bool {
    !input.input.contextFiles.contains(suppression.span.file)
      && reportedPaths?.contains(input.files.path(of: suppression.span)) ?? true
  }
}

extension ReadInput {
  /// Takes over what exists beside the files. A definition in the files comes later, and so counts.
  fileprivate mutating func add(_ resources: [ExternalResource], schemas: Schemas) {
    var numbers: [String: FileID] = [:]
    var external: [Manifests] = []
    for resource in resources {
      let file = numbers[resource.file.path] ?? FileID(files.files.count)
      if numbers.updateValue(file, forKey: resource.file.path) == nil { files.files.append(resource.file) }
      external.append(resource.manifests(file, schemas: schemas))
    }
    manifests.insert(contentsOf: external, at: 0)
    contextFiles.formUnion(numbers.values)
  }
}

extension ReadInput {
  /// Says of the files that cannot be read in full where that is, but for those that the findings name. They are why
  /// the run fails, whatever it reports on.
  fileprivate func unreadableNotes(besides findings: [Finding]) -> [String] {
    let reported = Set(findings.lazy.filter { $0.rule == UnreadableInput.page.id }.map(\.span.file))
    var notes: [FileID: String] = [:]
    for problem in problems where !reported.contains(problem.span.file) && notes[problem.span.file] == nil {
      guard case .unreadable(let message, _) = problem.kind else { continue }
      let start = problem.span.start
      notes[problem.span.file] = "\(files.path(of: problem.span)):\(start.line):\(start.column): \(message)"
    }
    let shown = notes.values.sorted().prefix(3)
    return shown + (notes.count > 3 ? ["\(notes.count - 3) more files cannot be read in full"] : [])
  }
}

extension SourceFiles {
  /// Whether a place of a finding lies in one of some files and directories.
  fileprivate func touches(_ finding: Finding, _ paths: PathSet) -> Bool {
    ([finding.span] + finding.related.map(\.span)).contains { paths.contains(path(of: $0)) }
  }
}

/// The files of the input, as later stages need them.
package struct LoadedInput: Sendable {
  let input: ReadInput

  init(_ input: ReadInput) { self.input = input }

  package var files: SourceFiles { input.files }
  /// How many files could not be read or parsed, at least in part.
  package var unreadable: Int { input.unreadable.count }

  var unreadablePaths: [String] { input.unreadable.map { input.files.files[Int($0.index)].path } }
}
