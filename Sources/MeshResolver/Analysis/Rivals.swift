import Diagnostics
import MeshModel

/// The first of those that claim the same, and how many there are: if each listed all others, the text would grow
/// quadratically.
package struct Rivals<Claim: Sendable>: Sendable {
  package let first: [Claim]
  package let count: Int

  /// Lists, each by namespace and name. A resource that stands in several is there once; only among those that are not
  /// listed it counts for each.
  init(_ lists: [[Claim]], resource: (Claim) -> any Resource) {
    let limit = 50
    let all = lists.count == 1 ? lists[0] : lists.flatMap { $0.prefix(limit) }.onePerResource(resource)
    first = Array(all.prefix(limit))
    let total = lists.reduce(0) { $0 + $1.count }
    count = total > limit ? total : all.count
  }
}

extension Sequence {
  /// The first element of each resource, by the resources' namespaces and names.
  func onePerResource(_ resource: (Element) -> any Resource) -> [Element] {
    var byName: [String: Element] = [:]
    for element in self {
      let name = resource(element).metadata.reference.path
      if byName[name] == nil { byName[name] = element }
    }
    return byName.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension EffectiveMesh {
  /// The namespaces that `exportTo` makes a resource count in; `*` alone stands for all. A tilde hides it from all
  /// (`pilot/pkg/model/push_context.go` initVirtualServices).
  func namespaces(
    _ exportTo: [Located<String>], of resource: any Resource, default fallback: Setting<[String]>
  ) -> Set<String> {
    let names = exportTo.isEmpty ? fallback.value : exportTo.map(\.value)
    if names.isEmpty || names.contains("*") { return ["*"] }
    return names.contains("~") ? [] : Set(names.map { $0 == "." ? resource.namespace : $0 })
  }
}
