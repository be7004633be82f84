import StructuralSchema
import Synchronization

/// The kinds that CustomResourceDefinitions of the input define, with the schemas of their versions.
package final class DefinedKinds: Sendable {
  private struct Key: Hashable {
    var group: String
    var kind: String
  }

  private let definitions: [Key: CustomResourceDefinition]
  /// The schemas that were asked for, by API version and kind.
  private let compiled = Mutex<[KindReference: Schema]>([:])

  /// Of several definitions of a kind the last one counts, as it does where they are applied in this order.
  package init(_ stretches: some Sequence<Manifests>) {
    var definitions: [Key: CustomResourceDefinition] = [:]
    for definition in stretches.lazy.flatMap(\.customResourceDefinitions) where !definition.versions.isEmpty {
      guard let group = definition.group?.value, let kind = definition.kind?.value else { continue }
      definitions[Key(group: group, kind: kind)] = definition
    }
    self.definitions = definitions
  }

  package var isEmpty: Bool { definitions.isEmpty }

  func defines(_ reference: KindReference) -> Bool { definition(of: reference) != nil }

  /// What the definitions say about a version of a kind; nil for a kind that they do not define.
  func answer(_ reference: KindReference) -> Schemas.Answer? {
    guard let definition = definition(of: reference) else { return nil }
    let name = reference.version
    guard let version = definition.versions.first(where: { $0.name == name && $0.isServed }) else {
      return .unknownVersion(expected: definition.versions.filter(\.isServed).map(\.name))
    }
    guard let content = version.schema else { return .notCovered }
    if let known = compiled.withLock({ $0[reference] }) { return .schema(known) }
    let schema = Schema(
      kind: reference.kind, openAPIV3Schema: content.node, checksStatus: !version.hasStatusSubresource)
    return .schema(
      compiled.withLock { known in
        let first = known[reference] ?? schema
        known[reference] = first
        return first
      })
  }

  private func definition(of reference: KindReference) -> CustomResourceDefinition? {
    definitions[Key(group: reference.group, kind: reference.kind)]
  }
}

/// The API version and kind that an object names.
struct KindReference: Hashable, Sendable {
  var apiVersion: String
  var kind: String

  /// Empty for the core group.
  var group: String { slash.map { String(apiVersion[..<$0]) } ?? "" }

  var version: Substring { slash.map { apiVersion[apiVersion.index(after: $0)...] } ?? apiVersion[...] }

  private var slash: String.Index? { apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) }
}
