import Diagnostics
import MeshModel
import YAMLTree

/// The files with mesh settings that a call names beside its input.
extension Analysis {
  /// The file is added to those of the input where a finding points into it.
  static func meshConfig(
    at path: String, _ options: AnalysisOptions, _ input: inout ReadInput
  ) throws(UnusableFile) -> MeshConfig {
    let (text, tree) = try parse(path, of: options.tree)
    guard let root = tree.documents.first else { return MeshConfig() }
    let file = FileID(input.files.files.count)
    guard let config = MeshConfig(root, in: file) else {
      let expected = isManifest(root) ? "name this manifest with the input" : "expected rootNamespace, trustDomain …"
      throw UnusableFile(path: path, message: "holds no mesh configuration: \(expected)")
    }
    let issues = options.schemas.issues(in: root, file: file, as: .meshConfig)
    if !issues.isEmpty || !config.rejections.isEmpty {
      input.files.files.append(SourceFiles.File(path: path, text: text))
      input.manifests.append(Manifests(issues: issues))
    }
    return config
  }

  /// The file is added to those of the input, since findings point into it.
  static func meshNetworks(
    at path: String, _ options: AnalysisOptions, _ input: inout ReadInput
  ) throws(UnusableFile) -> MeshNetworks {
    let (text, tree) = try parse(path, of: options.tree)
    let file = FileID(input.files.files.count)
    guard let root = tree.documents.first, let networks = MeshNetworks(root, in: file) else {
      let expected =
        tree.documents.first.map(isManifest) == true
        ? "name this manifest with the input" : "expected a mapping 'networks'"
      throw UnusableFile(path: path, message: "holds no networks: \(expected)")
    }
    input.files.files.append(SourceFiles.File(path: path, text: text))
    input.manifests.append(Manifests(issues: options.schemas.issues(in: root, file: file, as: .meshNetworks)))
    return networks
  }

  /// Whether a document is a Kubernetes object, such as the ConfigMap that Istio reads.
  private static func isManifest(_ root: YAMLNode) -> Bool { root["kind"] != nil }

  /// Parses a file that the call names beside its input.
  private static func parse(
    _ path: String, of tree: any FileTree
  ) throws(UnusableFile) -> (text: [UInt8], tree: YAMLTree) {
    let source: YAMLSource
    do throws(UnreadableFile) { source = YAMLSource(try tree.read(path)) } catch {
      throw UnusableFile(path: path, message: error.message)
    }
    do throws(YAMLError) {
      return (source.text, try YAMLTree.parse(String(decoding: source.text, as: UTF8.self)))
    } catch {
      throw UnusableFile(path: "\(path):\(error.line):\(error.column)", message: error.message)
    }
  }
}
