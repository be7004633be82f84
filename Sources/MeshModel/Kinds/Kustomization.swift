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

  /// What may be one that leaves `apiVersion` or `kind` to kustomize (`api/types/kustomization.go`): its file's name
  /// decides. Nil for a mapping that takes and patches nothing.
  convenience init?(withoutKind root: ManifestNode) {
    guard ["Kustomization", "Component"].contains(root["kind"]?.string?.value ?? "Kustomization") else { return nil }
    self.init(root, Metadata(file: root, of: "Kustomization"))
    if sources.isEmpty, patches.isEmpty { return nil }
  }
}
