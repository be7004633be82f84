import Diagnostics

/// A kustomization: what `kustomize` makes of the manifests of a directory.
package final class Kustomization: Resource {
  package let metadata: Metadata
  /// The namespace that every object is put into.
  package let namespace: Located<String>?
  /// The files and directories whose objects it takes, relative to its own: `resources`, `bases` and `components`.
  package let sources: [String]
  /// The files with patches to them: those of `patches`, and the items of `patchesStrategicMerge`.
  package let patches: [String]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    namespace = root["namespace"]?.string
    let lists: [StaticString] = ["resources", "bases", "components"]
    sources = lists.flatMap { root[$0]?.strings.map(\.value) ?? [] }
    patches =
      (root["patches"]?.compactMapItems { $0["path"]?.string?.value } ?? [])
      + (root["patchesStrategicMerge"]?.strings.map(\.value) ?? [])
  }
}
