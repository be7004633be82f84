package import Diagnostics
package import StructuralSchema
import YAMLTree

/// What every Kubernetes object has in common.
///
/// This and the resources are classes because indexes and answers share them: copying a struct of a dozen strings and
/// arrays costs a retain for each. They never change after decoding.
package final class Metadata: Sendable {
  package let apiVersion: Located<String>
  /// The API group: `networking.istio.io` of `networking.istio.io/v1`, empty for the core group.
  package let group: String
  package let kind: Located<String>
  /// Empty where the manifest names none (`IstioOperator`, `generateName`).
  package let name: Located<String>
  /// Nil where the manifest names none or the kind is cluster-scoped.
  package let namespace: Located<String>?
  package let labels: LocatedMap
  package let annotations: LocatedMap
  /// RFC 3339 text, which sorts as time does; nil for a manifest that was never in a cluster.
  package let creationTimestamp: String?
  /// The whole object.
  package let extent: SourceSpan
  /// Whether the API server has written into it, as `kubectl get -o yaml` prints objects.
  package let wasInCluster: Bool

  init(_ root: ManifestNode, apiVersion: Located<String>, kind: Located<String>, defaultNamespace: String?) {
    self.apiVersion = apiVersion
    group = apiVersion.value.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(apiVersion.value[..<$0]) } ?? ""
    self.kind = kind
    extent = root.span
    var name: Located<String>?
    var namespace: Located<String>?
    var labels = LocatedMap()
    var annotations = LocatedMap()
    var creationTimestamp: String?
    var wasInCluster = false
    root["metadata"]?.forEachPair { key, value in
      if key.node.equals("name") {
        name = value.string
      } else if key.node.equals("namespace") {
        // An empty one is the same as none.
        namespace = value.string.flatMap { $0.value.isEmpty ? nil : $0 }
      } else if key.node.equals("labels") {
        labels = value.map
      } else if key.node.equals("annotations") {
        annotations = value.map
      } else if key.node.equals("creationTimestamp") {
        creationTimestamp = value.string?.value
      } else if key.node.equals("uid") || key.node.equals("resourceVersion") || key.node.equals("ownerReferences") {
        wasInCluster = wasInCluster || !value.node.isNull
      }
    }
    self.name = name ?? Located("", at: kind.span)
    self.namespace =
      Self.isClusterScoped(kind.value, of: group)
      ? nil : namespace ?? defaultNamespace.map { Located($0, at: kind.span) }
    self.labels = labels
    self.annotations = annotations
    self.creationTimestamp = creationTimestamp
    self.wasInCluster = wasInCluster || creationTimestamp != nil
  }

  /// A file that holds one message and is no object.
  convenience init(file root: ManifestNode, of kind: String) {
    let place = SourceSpan(file: root.span.file, start: root.span.start, end: root.span.start)
    self.init(root, apiVersion: Located("", at: place), kind: Located(kind, at: place), defaultNamespace: nil)
  }

  /// Whether a kind has no namespace. Of kinds that this model does not know, the common ones are named.
  private static func isClusterScoped(_ kind: String, of group: String) -> Bool {
    switch kind {
    case "Namespace", "Node", "PersistentVolume", "StorageClass", "PriorityClass", "IngressClass", "GatewayClass",
      "CustomResourceDefinition", "APIService", "MeshPolicy":
      true
    case "Bundle": group == "trust.cert-manager.io"
    default: kind.hasPrefix("Cluster") || kind.hasSuffix("WebhookConfiguration")
    }
  }

  /// Whether the object is one of a mesh's own kinds, belongs into a namespace, and names none.
  var lacksNamespace: Bool {
    guard namespace == nil, !Self.isClusterScoped(kind.value, of: group) else { return false }
    switch group {
    case "install.istio.io", "operator.istio.io": return false
    case "gateway.networking.k8s.io": return true
    default: return group.hasSuffix(".istio.io") || group.isGroupOfLinkerd
    }
  }

  /// The namespace's name; empty for none, which is a namespace of its own and not `default`.
  package var namespaceName: String { namespace?.value ?? "" }

  package var reference: ResourceReference {
    ResourceReference(
      apiVersion: apiVersion.value, kind: kind.value, namespace: namespace?.value, name: name.value)
  }

  /// Where a finding about the object as a whole points: its name, or its kind where it has none.
  package var span: SourceSpan { name.value.isEmpty ? kind.span : name.span }

  /// `namespace/name`, the key under which policies are listed.
  package var key: String { "\(namespaceName)/\(name.value)" }
}

/// A Kubernetes object with a type of its own in this model.
package protocol Resource: Sendable {
  var metadata: Metadata { get }
}

extension Resource {
  package var name: String { metadata.name.value }
  package var namespace: String { metadata.namespaceName }
}

extension Metadata {
  /// The order in which Istio reads resources: by age, then name, then namespace. What was never in a cluster is
  /// younger than all that was (`pilot/pkg/model/config.go` configCompareByCreationTime, and the conformance data).
  package static func isOlder(_ lhs: Metadata, _ rhs: Metadata) -> Bool { AgeKey(lhs) < AgeKey(rhs) }
}

/// What Istio orders resources by.
private struct AgeKey: Comparable {
  /// Whether the resource comes before all that are not, whatever their age.
  var isFirst: Bool
  var creationTimestamp: String?
  var name: String
  var namespace: String

  init(_ metadata: Metadata, isFirst: Bool = false) {
    self.isFirst = isFirst
    creationTimestamp = metadata.creationTimestamp
    name = metadata.name.value
    namespace = metadata.namespaceName
  }

  /// The indexes of `keys` in ascending order. Not generic over the resources, so that it is compiled for one type.
  static func order(of keys: [AgeKey]) -> [Int] {
    keys.indices.sorted { keys[$0] < keys[$1] }
  }

  static func < (lhs: Self, rhs: Self) -> Bool {
    if lhs.isFirst != rhs.isFirst { return lhs.isFirst }
    if lhs.creationTimestamp != rhs.creationTimestamp {
      guard let left = lhs.creationTimestamp else { return false }
      guard let right = rhs.creationTimestamp else { return true }
      return left < right
    }
    return lhs.name == rhs.name ? lhs.namespace < rhs.namespace : lhs.name < rhs.name
  }
}

extension Sequence where Element: Resource {
  /// The resources in the order of ``Metadata/isOlder(_:_:)``, those that are `first` before all others.
  package func sortedByAge(first: (Element) -> Bool = { _ in false }) -> [Element] {
    let elements = Array(self)
    var keys: [AgeKey] = []
    keys.reserveCapacity(elements.count)
    for element in elements { keys.append(AgeKey(element.metadata, isFirst: first(element))) }
    return AgeKey.order(of: keys).map { elements[$0] }
  }
}

/// Something about a resource that is malformed, found while it was decoded.
package struct ResourceIssue: Sendable {
  /// What is known of a kind that one of the groups of a mesh does not have.
  package struct UnknownKind: Hashable, Sendable {
    /// The group of the same mesh that has a kind of this name.
    package var group: String?
    package var suggestion: String?
    /// The version of Istio that the kind came with, where that is later than the one that is asked about.
    package var since: SchemaVersion?
  }

  package enum Problem: Hashable, Sendable {
    /// What does not fit the schema of the kind.
    case schema(SchemaProblem)
    /// A version that the API group does not have for the kind, with those that it has.
    case unknownAPIVersion(expected: [String])
    /// A kind that an API group of a mesh does not have.
    case unknownKind(UnknownKind)
    /// A key without which no API server takes the object: `apiVersion`, `kind` or `metadata.name`.
    case missing(String)
    /// Text inside the object that should be YAML and is not.
    case unparsable(String)
    case invalidName(NameProblem)
    /// A value that stands for another one and was left in place. A variable, such as `${NAME}`, is what some tools
    /// replace.
    case placeholder(String, isVariable: Bool)
  }

  package var problem: Problem
  package var span: SourceSpan
  /// Nil where the manifest does not even say what it is.
  package var object: ResourceReference?
  /// The object; nil where it could not be read as one.
  package var metadata: Metadata?
}

extension ResourceIssue {
  /// Whether this is no more than a field that nobody reads.
  package var isUnknownField: Bool {
    guard case .schema(let problem) = problem, case .unknownField = problem else { return false }
    return true
  }

  /// Whether the API server refuses the whole object because of this. Unknown fields are pruned instead.
  package var isRefused: Bool {
    switch problem {
    case .schema(let problem): problem.isRefused
    case .missing, .invalidName, .placeholder: true
    case .unknownAPIVersion, .unknownKind, .unparsable: false
    }
  }

  /// Whether Istio's analyzers cannot read the object because of this. The enumerations of other kinds than Istio's own
  /// are plain text to them.
  package var isUnreadable: Bool {
    switch problem {
    case .schema(.unknownEnumValue): metadata?.group.hasSuffix(".istio.io") ?? true
    case .schema(let problem): problem.isUndecodable
    case .missing: true
    case .unknownAPIVersion, .unknownKind, .unparsable, .invalidName, .placeholder: false
    }
  }
}

extension ResourceIssue.Problem: CustomStringConvertible {
  /// The problem in a few words.
  package var description: String {
    switch self {
    case .schema(let problem): problem.description
    case .unknownAPIVersion(let expected): "unknown API version, expected \(expected.joined(separator: " or "))"
    case .unknownKind: "unknown kind"
    case .missing(let key): "no \(goQuoted(key))"
    case .unparsable(let message): message
    case .invalidName(let name): "\(goQuoted(name.value)) is no valid \(name.role): \(name.reason)"
    case .placeholder(let text, _): "\(goQuoted(text)) is a placeholder"
    }
  }
}
