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

  private static let istio = SchemaTable(istioSchema, proxyConfigSchema, reader: .istio)
  private static let kubernetes = SchemaTable(kubernetesSchema, reader: .kubernetes)
  private static let tables = [istio, kubernetes]

  /// What the tables say about an API version and kind.
  enum Answer {
    case schema(Schema)
    /// The group has the kind, but not in this version.
    case unknownVersion(expected: [String])
    case unknownKind
  }

  func answer(_ reference: KindReference) -> Answer {
    if let answer = defined?.answer(reference) { return answer }
    let (group, name, kind) = (reference.group, reference.version, reference.kind)
    for table in Self.tables {
      guard let found = table.kinds(in: group).first(where: { $0.name == kind }) else { continue }
      let expected = found.apiVersions(version)
      guard expected.contains(where: { $0 == name }) else { return .unknownVersion(expected: expected) }
      return .schema(table.schema(of: found, version: version))
    }
    return .unknownKind
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
