import Diagnostics
import YAMLTree

/// The configuration of SPIRE's controller manager, an entry of a ConfigMap (spire-controller-manager
/// `api/v1alpha1/controllermanagerconfig_types.go`).
package struct ControllerManagerConfig: Sendable {
  /// The ConfigMap.
  package let owner: Metadata
  package let trustDomain: Located<String>?
  package let className: Located<String>?
  /// Whether objects without a class are taken care of, whatever the controller's own.
  package let watchClassless: Bool
  /// Regular expressions; nil where none are written.
  package let ignoreNamespaces: [Located<String>]?

  /// Nil for a text that is something else.
  init?(_ entry: LocatedMap.Entry, of owner: Metadata) {
    guard entry.value.value.contains("ControllerManagerConfig"), let text = try? EmbeddedYAML(entry),
      let root = text.root, root["kind"]?.string?.value == "ControllerManagerConfig",
      root["apiVersion"]?.string?.value.hasPrefix("spire.spiffe.io/") == true
    else { return nil }
    func moved(_ value: Located<String>) -> Located<String> { Located(value.value, at: text.place(of: value.span)) }
    self.owner = owner
    trustDomain = root["trustDomain"]?.string.map(moved)
    className = root["className"]?.string.map(moved)
    watchClassless = root["watchClassless"]?.bool?.value ?? false
    ignoreNamespaces = root["ignoreNamespaces"]?.strings.map(moved)
  }
}
