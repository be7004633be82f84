import Synchronization

/// A table of kinds with their fields, written in a small language, from which schemas are compiled when they are
/// asked for.
///
/// The table holds facts about the APIs and nothing else. A line that is not indented starts a message, by its name, or
/// a kind, as `GROUP/KIND VERSION…` (with nothing before the slash for the core group), once for all versions with the
/// same fields. The indented lines that follow are its fields, `name…: type`, the fields of a kind beside `apiVersion`,
/// `kind`, `metadata` and `status`:
///
///     networking.istio.io/Gateway v1@1.22 v1beta1 v1alpha3
///       spec: GatewaySpec
///     GatewaySpec
///       servers!: [Server](..64)
///       selector: {string}
///     Server
///       defaultEndpoint: string @-1.23
///       one of bind name
///
/// * Types are `any`, `string`, `bool`, `int` (32 bits), `uint`, `long` (64 bits), `number`, `duration`, `bytes`,
///   `intOrString`, `A|B` for an enumeration (`A|` for one with a single value), `[type]`, `{type}` for a map,
///   `{uint:type}` for one with whole numbers as keys, and the name of a message.
/// * `name!` is a required field. A message named with `...` after it may hold other fields too. What stands behind `~`
///   in the name of a message tells it from one with the same name, and is not shown to users.
/// * `(1..16)`, `(1..)`, `(..16)` behind a type are the bounds of a number, the length of a text, the size of a list or
///   map; `(/pattern/)` is what a text must match; `(key name port)` are the fields by which items of a list differ, and
///   `(set)` says that its scalars do.
/// * `@1.28` is the first, `@-1.28` the last version of Istio with a field, a value of an enumeration, or an API
/// version. * `one of a b` are fields of which an object has at most one, `exactly one of a b` such of which it has
/// one.
package final class SchemaTable: Sendable {
  /// A kind of the table.
  package struct Kind: Sendable {
    package let group: String
    package let name: String
    fileprivate let versions: [(name: String, range: VersionRange)]
    fileprivate let body: Range<Int>

    /// The versions of the API in which a version of Istio serves the kind.
    package func apiVersions(_ version: SchemaVersion) -> [String] {
      versions.filter { $0.range.contains(version) }.map(\.name)
    }

    /// The first version of Istio that serves the kind at all.
    package var since: SchemaVersion { SchemaVersion(minor: versions.map(\.range.since).min() ?? 0) }
  }

  private let text: SchemaText
  /// The kinds of each group.
  private let kinds: [String: [Kind]]
  private let reader: Schema.Reader
  private let compiled = Mutex<[String: Schema]>([:])

  /// Linear in the length of the text; only its headings are looked at before a schema is asked for.
  ///
  /// `parts`: The table, in pieces that may use each other's messages.
  package init(_ parts: StaticString..., reader: Schema.Reader) {
    self.reader = reader
    text = SchemaText(parts)
    var kinds: [String: [Kind]] = [:]
    for section in text.kinds {
      let words = text.words(section.heading)
      let (group, name) = words[0].split(at: "/") ?? (words[0], words[0])
      let versions = words.dropFirst().map { word in
        var parts = word.split(separator: UInt8(ascii: "@"))
        let name = String(schema: parts.removeFirst())
        return (name: name, range: VersionRange(parts))
      }
      let kind = Kind(
        group: String(schema: group), name: String(schema: name), versions: versions, body: section.body)
      kinds[kind.group, default: []].append(kind)
    }
    self.kinds = kinds
  }

  /// The kinds of a group; empty for a group that the table does not know.
  package func kinds(in group: String) -> [Kind] { kinds[group] ?? [] }

  /// The kinds of all groups, ordered by group.
  package var allKinds: [Kind] { kinds.keys.sorted().flatMap { kinds(in: $0) } }

  /// The schema of the objects of a kind.
  package func schema(of kind: Kind, version: SchemaVersion) -> Schema {
    cached("\(kind.group)/\(kind.name) \(kind.body.lowerBound) \(version.minor)") {
      var compiler = SchemaCompiler(text)
      let root = compiler.object(kind.name, fields: kind.body)
      return Schema(compiler.builder, root: root, version: version, reader: reader)
    }
  }

  /// The schema of a message that stands by itself, such as the text of an annotation, which no API server looks into.
  package func schema(ofMessage name: String, version: SchemaVersion) -> Schema {
    cached("\(name) \(version.minor)") {
      var compiler = SchemaCompiler(text)
      let root = compiler.message(name)
      return Schema(
        compiler.builder, root: root, version: version, reader: reader == .istio ? .controlPlane : reader)
    }
  }

  private func cached(_ key: String, _ compile: () -> Schema) -> Schema {
    if let known = compiled.withLock({ $0[key] }) { return known }
    let schema = compile()
    return compiled.withLock { known in
      let first = known[key] ?? schema
      known[key] = first
      return first
    }
  }
}
