package import Diagnostics

/// A reference from one object to another: a target of a policy, or a parent, backend or certificate of the Gateway
/// API. What is not written is nil; each place gives its own defaults.
package struct ObjectReference: Sendable {
  package var group: Located<String>?
  package var kind: Located<String>?
  package var name: Located<String>?
  package var namespace: Located<String>?
  package var sectionName: Located<String>?
  package var port: Located<Int>?
  package var span: SourceSpan

  init(_ node: ManifestNode) {
    group = node["group"]?.string
    kind = node["kind"]?.string
    name = node["name"]?.string
    namespace = node["namespace"]?.string
    sectionName = node["sectionName"]?.string
    port = node["port"]?.int
    span = node.span
  }

  /// `targetRef` or `targetRefs` of a policy. The singular form counts where there is no plural one.
  static func targets(in spec: ManifestNode?) -> [ObjectReference] {
    if let list = spec?.list("targetRefs", Self.init) { return list }
    return spec?["targetRef"].map { [ObjectReference($0)] } ?? []
  }
}

extension ObjectReference {
  /// Whether this is a reference to a kind, as Linkerd compares them: no group means the core group, and upper and
  /// lower case make no difference (`policy-controller/k8s/api/src/policy.rs` targets_kind).
  package func targets(_ kind: String, of group: String) -> Bool {
    let written = self.group?.value ?? ""
    return (written.isEmpty ? "core" : written).lowercased() == group
      && self.kind?.value.lowercased() == kind.lowercased()
  }
}
