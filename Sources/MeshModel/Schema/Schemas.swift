package import StructuralSchema

/// The schemas of the kinds that a version of Istio, the Gateway API and Kubernetes have.
package struct Schemas: Sendable {
  /// The version of Istio whose tables these are.
  package let version: SchemaVersion

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

  func answer(apiVersion: String, kind: String) -> Answer {
    let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/"))
    let group = slash.map { String(apiVersion[..<$0]) } ?? ""
    let name = slash.map { apiVersion[apiVersion.utf8.index(after: $0)...] } ?? apiVersion[...]
    let table = Self.table(of: group)
    let found = table.kinds(in: group).filter { $0.name == kind }
    guard !found.isEmpty else { return .unknownKind }
    guard let match = found.first(where: { $0.apiVersions(version).contains { $0 == name } }) else {
      return .unknownVersion(expected: found.flatMap { $0.apiVersions(version) })
    }
    return .schema(table.schema(of: match, version: version))
  }

  /// The schema of a message that stands by itself, such as the text of an annotation.
  func message(_ name: String) -> Schema { Self.istio.schema(ofMessage: name, version: version) }
}

/// The answers of ``Schemas`` for the kinds of a stretch of the input, each asked for once.
struct SchemaAnswers {
  private struct Key: Hashable {
    var apiVersion: String
    var kind: String
  }

  let schemas: Schemas
  private var known: [Key: Schemas.Answer] = [:]

  init(_ schemas: Schemas) { self.schemas = schemas }

  mutating func answer(apiVersion: String, kind: String) -> Schemas.Answer {
    let key = Key(apiVersion: apiVersion, kind: kind)
    if let answer = known[key] { return answer }
    let answer = schemas.answer(apiVersion: apiVersion, kind: kind)
    known[key] = answer
    return answer
  }
}
