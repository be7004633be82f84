import StructuralSchema
import Synchronization

/// The kinds that CustomResourceDefinitions of the input define, with the schemas of their versions.
package final class DefinedKinds: Sendable {
  private struct Key: Hashable {
    var group: String
    var kind: String
  }

  private let definitions: [Key: [CustomResourceDefinition]]
  /// The schemas that were asked for, by API version and kind.
  private let compiled = Mutex<[KindReference: Schema]>([:])

  package init(_ stretches: some Sequence<Manifests>) {
    var definitions: [Key: [CustomResourceDefinition]] = [:]
    for definition in stretches.lazy.flatMap(\.customResourceDefinitions) where !definition.versions.isEmpty {
      guard let group = definition.group?.value, let kind = definition.kind?.value else { continue }
      definitions[Key(group: group, kind: kind), default: []].append(definition)
    }
    self.definitions = definitions
  }

  package var isEmpty: Bool { definitions.isEmpty }

  func defines(_ reference: KindReference) -> Bool { !definitions(of: reference).isEmpty }

  /// What the definitions say about a version of a kind; nil for a kind that they do not define.
  ///
  /// Repositories hold the definitions of several releases of a product, and of several channels, for clusters that
  /// have one each. Of those the one that allows the most counts: what that does not allow, hardly another one does.
  func answer(_ reference: KindReference) -> Schemas.Answer? {
    let definitions = definitions(of: reference)
    guard !definitions.isEmpty else { return nil }
    let name = reference.version
    let served = definitions.flatMap { $0.versions.filter(\.isServed) }
    let versions = served.filter { $0.name == name }
    guard !versions.isEmpty else {
      let names = served.map(\.name)
      return .unknownVersion(expected: names.indices.filter { !names[..<$0].contains(names[$0]) }.map { names[$0] })
    }
    if let known = compiled.withLock({ $0[reference] }) { return .schema(known) }
    let schemas = versions.compactMap { version in
      version.schema.map {
        Schema(kind: reference.kind, openAPIV3Schema: $0.node, checksStatus: !version.hasStatusSubresource)
      }
    }
    // A later definition replaces one that allows as much.
    guard let schema = schemas.reversed().max(by: { $0.breadth < $1.breadth }) else { return .notCovered }
    return .schema(
      compiled.withLock { known in
        let first = known[reference] ?? schema
        known[reference] = first
        return first
      })
  }

  private func definitions(of reference: KindReference) -> [CustomResourceDefinition] {
    definitions[Key(group: reference.group, kind: reference.kind)] ?? []
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
