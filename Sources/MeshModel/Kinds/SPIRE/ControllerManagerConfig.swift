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
    guard entry.value.value.utf8.prefix(4096).holds("ControllerManagerConfig"), let text = try? EmbeddedYAML(entry),
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
    clusterName = string("clusterName")
    className = string("className")
    hasOpenClassName = className == nil && !(root["className"]?.string?.value ?? "").isEmpty
    watchClassless = root["watchClassless"]?.bool?.value ?? false
    ignoreNamespaces = root["ignoreNamespaces"]?.strings.map { Located($0.value, at: text.place(of: $0.span)) }
    parentIDTemplate = root["parentIDTemplate"]?.string.map { Located($0.value, at: text.place(of: $0.span)) }
    let kind = root["kind"].map { text.place(of: $0.span) } ?? entry.key.span
    problems = Self.problems(root, kind) { text.place(of: $0.span) }
  }

  /// As `cmd/main.go` parseConfig and `controllermanagerconfig_loader.go` say.
  private static func problems(
    _ root: ManifestNode, _ kind: SourceSpan, place: (ManifestNode) -> SourceSpan
  ) -> [SPIREConfiguration.Problem] {
    var problems: [SPIREConfiguration.Problem] = []
    for name in ["trustDomain", "clusterName"] as [StaticString] where (root[name]?.string?.value ?? "").isEmpty {
      problems.append(SPIREConfiguration.Problem(text: "has no \(name)", span: root[name].map(place) ?? kind))
    }
    if let written = root["trustDomain"], let name = written.string?.value, !name.isEmpty, !name.isOpen,
      TrustDomainName(name) == nil
    {
      problems.append(
        SPIREConfiguration.Problem(
          text: "has the trust domain \(goQuoted(name)), which is no name", span: place(written)))
    }
    if let one = root["cacheNamespace"], root["cacheNamespaces"] != nil {
      problems.append(
        SPIREConfiguration.Problem(text: "has both cacheNamespace and cacheNamespaces", span: place(one)))
    }
    if let cleanup = root["entryIDPrefixCleanup"], let prefix = root["entryIDPrefix"]?.string?.value,
      !prefix.isEmpty, prefix.withDot == cleanup.string?.value.withDot
    {
      problems.append(
        SPIREConfiguration.Problem(text: "cleans up the entries of its own entryIDPrefix", span: place(cleanup)))
    }
    return problems
  }
}

extension String {
  fileprivate var withDot: String { isEmpty || hasSuffix(".") ? self : self + "." }
}

extension Sequence<UInt8> {
  /// Whether a word stands somewhere in the bytes. Linear in their number.
  fileprivate func holds(_ word: StaticString) -> Bool {
    let bytes = Array(self)
    let wanted = Array("\(word)".utf8)
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { start in
      bytes[start] == wanted[0] && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}
