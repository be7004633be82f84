import Diagnostics
import StructuralSchema

/// Says what keeps SPIRE's controller manager from starting with its configuration (spire-controller-manager
/// `cmd/main.go` parseConfig).
struct ControllerManagerReview {
  private let root: ManifestNode
  /// Where the kind of the configuration is named, for what it lacks.
  private let kind: SourceSpan
  private let place: (ManifestNode) -> SourceSpan
  private(set) var problems: [SPIREConfiguration.Problem] = []

  init(_ root: ManifestNode, _ kind: SourceSpan, place: @escaping (ManifestNode) -> SourceSpan) {
    (self.root, self.kind, self.place) = (root, kind, place)
  }

  mutating func check() {
    for name in ["trustDomain", "clusterName"] as [StaticString] where (root[name]?.string?.value ?? "").isEmpty {
      refuse("has no \(name)", at: root[name].map(place) ?? kind)
    }
    if let name = text("trustDomain"), let problem = SPIFFEID.problem(withTrustDomain: name.value) {
      refuse("has the trust domain \(goQuoted(name.value)), which is no name: \(problem)", at: name.span)
    }
    if let one = root["cacheNamespace"], root["cacheNamespaces"] != nil {
      refuse("has both cacheNamespace and cacheNamespaces", at: place(one))
    }
    if let cleanup = root["entryIDPrefixCleanup"], let prefix = root["entryIDPrefix"]?.string?.value,
      !prefix.isEmpty, prefix.withDot == cleanup.string?.value.withDot
    {
      refuse("cleans up the entries of its own entryIDPrefix", at: place(cleanup))
    }
    checkPatterns()
    checkStaticManifests()
  }

  private mutating func checkPatterns() {
    root["ignoreNamespaces"]?.forEachItem { item in
      guard let pattern = item.string?.value else { return }
      do throws(RegularExpression.SyntaxError) {
        _ = try RegularExpression(pattern)
      } catch {
        // With a variable put in it may be another one.
        guard !pattern.contains("${"), !pattern.contains("{{") else { return }
        refuse("has a pattern in ignoreNamespaces that does not compile: \(error)", at: place(item))
      }
    }
    guard let template = root["parentIDTemplate"]?.string, !template.value.isEmpty else { return }
    do throws(GoTemplate.Problem) {
      _ = try GoTemplate(template.value, named: "customParentIDTemplate")
    } catch {
      refuse("has a parentIDTemplate that is no template: \(error.text)", at: place(root["parentIDTemplate"] ?? root))
    }
  }

  /// Without an API server there is nothing to lead by, and there are no pods.
  private mutating func checkStaticManifests() {
    guard root["staticManifestPath"] != nil else { return }
    if let leads = root["leaderElection"]?["leaderElect"], leads.bool?.value == true {
      refuse("has both staticManifestPath and leaderElect", at: place(leads))
    }
    if let pods = root["reconcile"]?["clusterSPIFFEIDs"], pods.bool?.value == true {
      refuse("has both staticManifestPath and clusterSPIFFEIDs", at: place(pods))
    }
  }

  private mutating func refuse(_ text: String, at span: SourceSpan) {
    problems.append(SPIREConfiguration.Problem(text: text, span: span))
  }

  /// A text in which nothing is left to be put in.
  private func text(_ name: StaticString) -> Located<String>? {
    guard let node = root[name], let text = node.string?.value, !text.isEmpty, !text.isOpen else { return nil }
    return Located(text, at: place(node))
  }
}

extension String {
  fileprivate var withDot: String { isEmpty || hasSuffix(".") ? self : self + "." }
}
