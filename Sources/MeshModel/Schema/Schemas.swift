package import Diagnostics
package import StructuralSchema
package import YAMLTree

/// The schemas of the kinds that a version of Istio, the Gateway API and Kubernetes have.
package struct Schemas: Sendable {
  /// The version of Istio whose tables these are.
  package let version: SchemaVersion
  /// The kinds that the input itself defines, whose schemas are used in place of those of the tables.
  package var defined: DefinedKinds?

  package init(istio version: SchemaVersion = Schemas.newest) { self.version = version }

  /// The schemas of a version in the form `1.28` or `1.28.3`; nil for one that the tables do not know.
  package init?(istio text: String) {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard (2...3).contains(numbers.count), numbers[0] == 1, let minor = numbers[1], numbers.last != .some(nil),
      (Self.oldest...Self.newest).contains(SchemaVersion(minor: minor))
    else { return nil }
    self.init(istio: SchemaVersion(minor: minor))
  }

  /// The newest and the oldest version of Istio that the tables know.
  package static let newest = SchemaVersion(minor: 30)
  package static let oldest = SchemaVersion(minor: 20)

  private static let istio = SchemaTable(objectMetaSchema, istioSchema, istioMeshSchema, reader: .istio)
  private static let installation = SchemaTable(objectMetaSchema, installationSchema, reader: .kubernetes)
  private static let gateway = SchemaTable(objectMetaSchema, gatewaySchema, reader: .definition)
  private static let linkerd = SchemaTable(objectMetaSchema, linkerdSchema, reader: .definition)
  private static let certManager = SchemaTable(objectMetaSchema, certManagerSchema, reader: .definition)
  private static let spire = SchemaTable(objectMetaSchema, spireSchema, reader: .definition)
  private static let kubernetes = SchemaTable(objectMetaSchema, kubernetesSchema, reader: .kubernetes)

  /// The only table that may have kinds of a group; the others are not read for it.
  static func table(of group: String) -> SchemaTable {
    if group == "gateway.networking.k8s.io" { return gateway }
    if group == "install.istio.io" { return installation }
    if group.isGroupOfLinkerd { return linkerd }
    if group.isGroupOfCertManager { return certManager }
    if group == "spire.spiffe.io" { return spire }
    return group.hasSuffix(".k8s.io") || !group.utf8.contains(UInt8(ascii: ".")) ? kubernetes : istio
  }

  /// What the tables say about an API version and kind.
  enum Answer {
    case schema(Schema)
    /// The group has the kind, but not in this version.
    case unknownVersion(expected: [String])
    /// A group of a mesh, or of cert-manager, does not have the kind.
    case unknownKind(ResourceIssue.UnknownKind)
    /// The tables do not cover the group.
    case notCovered
  }

  /// Whether the tables have a schema for a kind, whatever the input defines.
  package func cover(apiVersion: String, kind: String) -> Bool {
    var tables = self
    tables.defined = nil
    if case .schema = tables.answer(KindReference(apiVersion: apiVersion, kind: kind)) { return true }
    return false
  }

  func answer(_ reference: KindReference) -> Answer {
    // The configuration of SPIRE's controller manager is a file, and the definition that comes with it a stub.
    if reference.kind == "ControllerManagerConfig", reference.group == "spire.spiffe.io" { return .notCovered }
    if let answer = defined?.answer(reference) { return answer }
    let table = Self.table(of: reference.group)
    let found = table.kinds(in: reference.group).filter { $0.name == reference.kind }
    guard let first = found.first else {
      return unknownKind(reference.kind, group: reference.group).map { .unknownKind($0) } ?? .notCovered
    }
    let expected = found.flatMap { $0.apiVersions(version) }
    if expected.isEmpty { return .unknownKind(.init(since: first.since)) }
    guard let match = found.first(where: { $0.apiVersions(version).contains { $0 == reference.version } }) else {
      return .unknownVersion(expected: expected)
    }
    return .schema(table.schema(of: match, version: version))
  }

  /// The API version with which to write a kind of which only the name is given; nil for one that the tables do not
  /// know. Where several groups have it, Istio's comes first.
  package func apiVersion(ofKind name: String) -> String? {
    for table in [Self.istio, Self.kubernetes, Self.gateway, Self.linkerd, Self.certManager, Self.spire] {
      for kind in table.allKinds where kind.name == name {
        guard let newest = kind.apiVersions(version).first else { continue }
        return kind.group.isEmpty ? newest : "\(kind.group)/\(newest)"
      }
    }
    return nil
  }

  /// What is known of a kind that the tables do not have in its group; nil unless that is a group of a mesh, of
  /// cert-manager or of SPIRE, all of whose kinds the table has, or looks like one and another group of the mesh has
  /// the kind.
  private func unknownKind(_ kind: String, group: String) -> ResourceIssue.UnknownKind? {
    let isOfIstio = group.hasSuffix(".istio.io")
    guard isOfIstio || group.isGroupOfLinkerd || group.isGroupOfCertManager || group == "spire.spiffe.io" else {
      return nil
    }
    let table = isOfIstio ? Self.istio : Self.table(of: group)
    let elsewhere = table.allKinds.first { $0.name == kind && !$0.apiVersions(version).isEmpty }?.group
    let kinds = Self.table(of: group).kinds(in: group)
    guard !kinds.isEmpty || elsewhere != nil else { return nil }
    let suggestion = elsewhere == nil ? closest(to: kind, of: kinds.map(\.name)) : nil
    return ResourceIssue.UnknownKind(group: elsewhere, suggestion: suggestion)
  }

  /// A message that stands by itself.
  package enum Message: String, Sendable {
    case meshConfig = "MeshConfig"
    case meshNetworks = "MeshNetworks"
    case network = "Network"
    case proxyConfig = "ProxyConfig"
  }

  /// What does not fit a message that stands by itself.
  func issues(in root: YAMLNode, as message: Message) -> [SchemaIssue] {
    var checker = SchemaChecker(Self.istio.schema(ofMessage: message.rawValue, version: version))
    checker.check(root)
    return checker.issues
  }

  /// What does not fit a message in a file that holds nothing else, such as the one that `--mesh-config` names.
  package func issues(in root: YAMLNode, file: FileID, as message: Message) -> [ResourceIssue] {
    issues(in: root, as: message).map { issue in
      ResourceIssue(problem: .schema(issue.problem), span: ManifestNode(issue.node, in: file).span, object: nil)
    }
  }
}

/// The answers of ``Schemas`` for the kinds of a stretch of the input, each asked for once.
struct SchemaAnswers {
  let schemas: Schemas
  private var known: [KindReference: Schemas.Answer] = [:]
  /// What was asked for first: most inputs hold few kinds, and comparing is quicker than hashing.
  private var first: [(reference: KindReference, answer: Schemas.Answer)] = []

  init(_ schemas: Schemas) { self.schemas = schemas }

  mutating func answer(apiVersion: String, kind: String) -> Schemas.Answer {
    for entry in first where entry.reference.kind == kind && entry.reference.apiVersion == apiVersion {
      return entry.answer
    }
    let reference = KindReference(apiVersion: apiVersion, kind: kind)
    if let answer = known[reference] { return answer }
    let answer = schemas.answer(reference)
    known[reference] = answer
    if first.count < 12 { first.append((reference, answer)) }
    return answer
  }

  /// The kinds that were asked for.
  var kinds: some Sequence<KindReference> { known.keys }

  /// Takes over what was asked for elsewhere.
  mutating func merge(_ other: SchemaAnswers) { known.merge(other.known) { first, _ in first } }
}
