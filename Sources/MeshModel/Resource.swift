package import Diagnostics

/// What every Kubernetes object has in common.
package struct Metadata: Sendable {
  package var apiVersion: Located<String>
  package var kind: Located<String>
  /// Empty where the manifest names none (`IstioOperator`, `generateName`).
  package var name: Located<String>
  /// Nil where the manifest names none or the kind is cluster-scoped.
  package var namespace: Located<String>?
  package var labels: LocatedMap
  package var annotations: LocatedMap
  /// RFC 3339 text, which sorts as time does; nil for a manifest that was never in a cluster.
  package var creationTimestamp: String?

  /// The namespace's name; empty for none, which is a namespace of its own and not `default`.
  package var namespaceName: String { namespace?.value ?? "" }

  /// The API group: `networking.istio.io` of `networking.istio.io/v1`, empty for the core group.
  package var group: String {
    let parts = apiVersion.value.split(separator: "/")
    return parts.count > 1 ? String(parts[0]) : ""
  }

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
  package static func isOlder(_ lhs: Metadata, _ rhs: Metadata) -> Bool {
    switch (lhs.creationTimestamp, rhs.creationTimestamp) {
    case (let left?, let right?) where left != right: return left < right
    case (_?, nil): return true
    case (nil, _?): return false
    default: return (lhs.name.value, lhs.namespaceName) < (rhs.name.value, rhs.namespaceName)
    }
  }
}

/// Something about a resource that is malformed, found while it was decoded.
package struct ResourceIssue: Sendable {
  package enum Problem: Hashable, Sendable {
    /// A field that the kind does not have.
    case unknownField(name: String, message: String, suggestion: String?, expected: [String])
    case unknownEnumValue(value: String, field: String, suggestion: String?, expected: [String])
    case wrongType(field: String, expected: String, found: String)
    /// A key without which no API server takes the object: `apiVersion`, `kind` or `metadata.name`.
    case missing(String)
    /// Text inside the object that should be YAML and is not.
    case unparsable(String)
  }

  package var problem: Problem
  package var span: SourceSpan
  /// Nil where the manifest does not even say what it is.
  package var object: ResourceReference?
}

extension ResourceIssue {
  /// Whether the API server refuses the whole object because of this. Unknown fields are pruned instead.
  package var isRefused: Bool {
    switch problem {
    case .unknownField, .unparsable: false
    case .unknownEnumValue, .wrongType, .missing: true
    }
  }
}
