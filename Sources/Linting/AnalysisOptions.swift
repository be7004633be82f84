package import Diagnostics
package import MeshModel
package import MeshResolver
package import MeshRules

/// What one mesh is judged by: the files to read, what they do not say, and the rules to run.
package struct AnalysisOptions: Sendable {
  /// The name that the configuration gives the mesh; nil where it names none.
  package var mesh: String?
  package var paths: [String]
  /// Paths that are loaded, but on which nothing is reported.
  package var contextPaths: [String] = []
  /// The files and directories whose findings are reported; nil for all that is read.
  package var reportedPaths: PathSet?
  package var filter = FileFilter()
  package var tree: any FileTree = WorkingTree()
  /// The path by which reports name standard input.
  package var standardInputName: String?
  /// The namespace of objects that name none; nil leaves them in one of their own.
  package var defaultNamespace: String?
  /// The same by path, for objects in files that one of these covers.
  package var namespaces: [NamespacePattern] = []
  /// What exists beside the files.
  package var external: [ExternalResource] = []
  /// What the input is compared with.
  package var schemas = Schemas()
  package var resolver = ResolverOptions()
  /// A file with mesh configuration, which replaces what the input says.
  package var meshConfigPath: String?
  /// A file with the networks of the mesh.
  package var meshNetworksPath: String?
  package var selection = RuleSelection()
  package var ruleOptions = RuleOptions()
  /// What the command line asks to leave out.
  package var suppressions: [CommandLineSuppression] = []
  /// What the configuration says about suppressions.
  package var suppressionSettings = Configuration.SuppressionSettings()
  /// The files of the configuration, into which the places of ``suppressionSettings`` point.
  package var configurationFiles = SourceFiles()
  /// Whether suppressions leave findings out, instead of being judged only.
  package var heedsSuppressions = true
  /// Whether the run reads all that the configuration is about: each of its meshes, whole. No other run reads more, so
  /// a suppression that leaves nothing out here is of no use.
  package var coversConfiguration = false
  /// Whether findings get their ``Finding/identity``, for which the manifests with findings are parsed again.
  package var identifiesFindings = false

  package init(paths: [String]) { self.paths = paths }
}
