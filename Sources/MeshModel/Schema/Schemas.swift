package import StructuralSchema

/// The schemas of the kinds that a version of Istio, the Gateway API and Kubernetes have.
package struct Schemas: Sendable {
  /// The version of Istio whose tables these are.
  package let version: SchemaVersion
  /// The kinds that the input itself defines, whose schemas are used in place of those of the tables.
  package var defined: DefinedKinds?

  package init(istio version: SchemaVersion = Schemas.newest) { self.version = version }

  /// The newest and the oldest version of Istio that the tables know.
  package static let newest = SchemaVersion(minor: 30)
  package static let oldest = SchemaVersion(minor: 20)

  private static let istio = SchemaTable(istioSchema, proxyConfigSchema, objectMetaSchema, reader: .istio)
  private static let gateway = SchemaTable(gatewaySchema, objectMetaSchema, reader: .definition)
  private static let kubernetes = SchemaTable(kubernetesSchema, objectMetaSchema, reader: .kubernetes)

  /// The only table that may have kinds of a group; the others are not read for it.
  private static func table(of group: String) -> SchemaTable {
    if group == "gateway.networking.k8s.io" { return gateway }
    return group.hasSuffix(".k8s.io") || !group.utf8.contains(UInt8(ascii: ".")) ? kubernetes : istio
  }

  /// What the tables say about an API version and kind.
  enum Answer {
    case schema(Schema)
    /// The group has the kind, but not in this version.
    case unknownVersion(expected: [String])
    case unknownKind
  }

  func answer(_ reference: KindReference) -> Answer {
    if let answer = defined?.answer(reference) { return answer }
    let table = Self.table(of: reference.group)
    let found = table.kinds(in: reference.group).filter { $0.name == reference.kind }
    guard !found.isEmpty else { return .unknownKind }
    guard let match = found.first(where: { $0.apiVersions(version).contains { $0 == reference.version } }) else {
      return .unknownVersion(expected: found.flatMap { $0.apiVersions(version) })
    }
    return .schema(table.schema(of: match, version: version))
  }

  /// The schema of a message that stands by itself, such as the text of an annotation.
  func message(_ name: String) -> Schema { Self.istio.schema(ofMessage: name, version: version) }
}

/// The answers of ``Schemas`` for the kinds of a stretch of the input, each asked for once.
struct SchemaAnswers {
  let schemas: Schemas
  private var known: [KindReference: Schemas.Answer] = [:]

  init(_ schemas: Schemas) { self.schemas = schemas }

  mutating func answer(apiVersion: String, kind: String) -> Schemas.Answer {
    let reference = KindReference(apiVersion: apiVersion, kind: kind)
    if let answer = known[reference] { return answer }
    let answer = schemas.answer(reference)
    known[reference] = answer
    return answer
  }

  /// The kinds that were asked for.
  var kinds: some Sequence<KindReference> { known.keys }

  /// Takes over what was asked for elsewhere.
  mutating func merge(_ other: SchemaAnswers) { known.merge(other.known) { first, _ in first } }
}
