import Diagnostics
import MeshResolver
import MeshRules
import RuleCatalogue

/// The meshes that a call is about, and what of them it reports.
package struct MeshChoice: Sendable {
  /// Why the meshes cannot be told.
  package struct Failure: Error, CustomStringConvertible, Sendable {
    package let description: String
  }

  package private(set) var meshes: [AnalysisOptions] = []
  /// What the reader of the report must know about the choice, a sentence each.
  package private(set) var notes: [String] = []

  private let configuration: Configuration
  private let space: PathSpace

  /// Chooses by the paths of the call and by the names that it asks for.
  ///
  /// A path inside a mesh of the configuration does not make a smaller mesh: the mesh is judged as a whole, and only
  /// what touches the path is reported. Paths outside of every mesh are one of their own.
  ///
  /// `paths`: Nil for the roots of the meshes, else the working directory. `names`: The only meshes to choose from;
  /// empty for all. `unnamed`: What is known of a mesh that the configuration does not name.
  package init(
    of configuration: Configuration, paths: [String]?, names: [String], unnamed: Configuration.Mesh, _ space: PathSpace
  ) throws(Failure) {
    self.configuration = configuration
    self.space = space
    try choose(paths, names, unnamed)
    let covers = coversConfiguration(paths ?? ["."])
    for index in meshes.indices { meshes[index].coversConfiguration = covers }
  }

  /// Whether a call with these paths reads all that the configuration is about.
  private func coversConfiguration(_ paths: [String]) -> Bool {
    guard configuration.meshes.isEmpty else {
      return meshes.allSatisfy { $0.paths != ["-"] }
        && Set(meshes.map(\.mesh)).isSuperset(of: configuration.meshes.map(\.name))
    }
    guard let file = configuration.files.files.first?.path else { return false }
    return paths.contains { $0 != "-" && space.contains($0, space.parent(of: file)) }
  }

  private mutating func choose(
    _ paths: [String]?, _ names: [String], _ unnamed: Configuration.Mesh
  ) throws(Failure) {
    let known = try Self.meshes(of: configuration, named: names)
    guard let paths else {
      meshes = known.map { options(for: $0, paths: $0.roots) }
      if known.isEmpty { meshes = [options(for: unnamed, paths: ["."])] }
      return
    }
    if paths == ["-"], names.count == 1, let mesh = known.first {
      meshes = [options(for: mesh, paths: paths)]
      return
    }
    var outside = paths
    for mesh in known {
      let touching = paths.filter { path in path != "-" && mesh.roots.contains { touch(path, $0) } }
      guard !touching.isEmpty else { continue }
      outside.removeAll { touching.contains($0) }
      add(mesh, reporting: touching)
    }
    guard !outside.isEmpty else { return }
    if let name = names.first {
      throw Failure(
        description:
          "\(outside[0]) lies in no root of \(names.count == 1 ? "mesh \(name)" : "the meshes that --mesh names")")
    }
    meshes.append(options(for: unnamed, paths: outside))
  }

  private static func meshes(
    of configuration: Configuration, named names: [String]
  ) throws(Failure) -> [Configuration.Mesh] {
    let known = configuration.meshes.compactMap(\.name)
    for name in names where !known.contains(name) {
      let near = closest(to: name, of: known)
      let expected = known.isEmpty ? "; no configuration names any" : "; expected \(known.joined(separator: ", "))"
      throw Failure(description: "there is no mesh '\(name)'" + (near == nil ? expected : didYouMean(near)))
    }
    return configuration.meshes.filter { names.isEmpty || names.contains($0.name ?? "") }
  }

  private func touch(_ path: String, _ root: String) -> Bool {
    space.contains(path, root) || space.contains(root, path)
  }

  private mutating func add(_ mesh: Configuration.Mesh, reporting paths: [String]) {
    var options = options(for: mesh, paths: mesh.roots)
    // What the call names is read even where the roots leave it out, and must exist.
    options.paths += paths.filter { path in mesh.roots.contains { $0 != path && space.contains($0, path) } }
    if !mesh.roots.allSatisfy({ root in paths.contains { space.contains($0, root) } }) {
      options.reportedPaths = PathSet(paths, space)
      let shown = paths.prefix(3).joined(separator: ", ") + (paths.count > 3 ? " and \(paths.count - 3) more" : "")
      let words = "\(shown) belong\(paths.count == 1 ? "s" : "")"
      notes.append(
        "\(words) to mesh \(mesh.name ?? ""), which is judged as a whole; only findings that touch "
          + "\(paths.count == 1 ? "it" : "them") are reported")
    }
    meshes.append(options)
  }

  private func options(for mesh: Configuration.Mesh, paths: [String]) -> AnalysisOptions {
    var options = AnalysisOptions(paths: paths)
    options.mesh = mesh.name
    options.contextPaths = mesh.context
    options.filter = configuration.filter
    options.namespaces = configuration.namespaces
    options.external = mesh.external
    options.schemas = mesh.schemas ?? options.schemas
    options.resolver.rootNamespace = mesh.rootNamespace
    options.resolver.trustDomain = mesh.trustDomain
    options.resolver.revisions = Set(mesh.revisions)
    options.resolver.isComplete = mesh.isComplete ?? false
    options.resolver.expiryWindow = mesh.expiryWindow
    options.meshConfigPath = mesh.meshConfigPath
    options.meshNetworksPath = mesh.meshNetworksPath
    options.selection = configuration.selection
    options.selection.severities.merge(mesh.severities) { _, nearer in nearer }
    switch configuration.suppressions.unused {
    case .reported(let severity): options.selection.severities[UnusedSuppression.page.id] = severity
    case .off: options.selection.ignored.insert(UnusedSuppression.page.id)
    case nil: break
    }
    options.selection.override(with: configuration.calledSelection)
    options.ruleOptions = configuration.ruleOptions
    options.suppressionSettings = configuration.suppressions
    options.configurationFiles = configuration.files
    return options
  }
}
