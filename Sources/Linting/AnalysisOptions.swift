package import MeshModel
package import MeshResolver

/// What one mesh is judged by: the files to read, what they do not say, and the rules to run.
package struct AnalysisOptions: Sendable {
  /// The name that the configuration gives the mesh; nil where it names none.
  package var mesh: String?
  package var paths: [String]
  /// Paths that are loaded, but on which nothing is reported.
  package var contextPaths: [String] = []
  package var filter = FileFilter()
  package var tree: any FileTree = WorkingTree()
  /// The path by which reports name standard input.
  package var standardInputName: String?
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
  /// Whether findings get their ``Finding/identity``, for which the manifests with findings are parsed again.
  package var identifiesFindings = false

  package init(paths: [String]) { self.paths = paths }
}
