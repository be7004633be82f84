import Diagnostics
import YAMLTree

/// The configuration of SPIRE's controller manager, an entry of a ConfigMap (spire-controller-manager
/// `api/v1alpha1/controllermanagerconfig_types.go`).
package struct ControllerManagerConfig: Sendable {
  /// The ConfigMap.
  package let owner: Metadata
  /// The entry of it.
  package let key: Located<String>
  package let trustDomain: Located<String>?
  /// The name that is read in ``trustDomain``; nil where that is none.
  package let trustDomainName: String?
  package let clusterName: Located<String>?
  package let className: Located<String>?
  /// Whether a variable is to stand for the class.
  package let hasOpenClassName: Bool
  package let watchClassless: Bool
  /// Regular expressions, as they are written; see ``ignoredNamespaces``.
  package let ignoreNamespaces: [Located<String>]?
  /// Nil for the default, which names the cluster and the node.
  package let parentIDTemplate: Located<String>?
  /// What keeps the process from starting.
  package let problems: [SPIREConfiguration.Problem]

  /// The regular expressions of the namespaces that are passed over: those that are written, else the default
  /// (`cmd/main.go` parseConfig).
  package var ignoredNamespaces: [String] {
    ignoreNamespaces?.map(\.value) ?? ["kube-system", "kube-public", "spire-system"]
  }

  /// Nil for a text that is something else.
  init?(_ entry: LocatedMap.Entry, of owner: Metadata) {
    guard entry.value.value.contains("ControllerManagerConfig"), let text = try? EmbeddedYAML(entry),
      let root = text.root, root["kind"]?.string?.value == "ControllerManagerConfig",
      root["apiVersion"]?.string?.value.hasPrefix("spire.spiffe.io/") == true
    else { return nil }
    func string(_ name: StaticString) -> Located<String>? {
      guard let found = root[name]?.string, !found.value.isOpen else { return nil }
      return Located(found.value, at: text.place(of: found.span))
    }
    self.owner = owner
    key = entry.key
    trustDomain = string("trustDomain")
    trustDomainName = trustDomain.flatMap { try? SPIFFEID.trustDomain($0.value) }
    clusterName = string("clusterName")
    className = string("className")
    hasOpenClassName = className == nil && !(root["className"]?.string?.value ?? "").isEmpty
    watchClassless = root["watchClassless"]?.bool?.value ?? false
    ignoreNamespaces = root["ignoreNamespaces"]?.strings.map { Located($0.value, at: text.place(of: $0.span)) }
    parentIDTemplate = root["parentIDTemplate"]?.string.map { Located($0.value, at: text.place(of: $0.span)) }
    let kind = root["kind"].map { text.place(of: $0.span) } ?? entry.key.span
    var review = ControllerManagerReview(root, kind) { text.place(of: $0.span) }
    review.check()
    problems = review.problems
  }
}
