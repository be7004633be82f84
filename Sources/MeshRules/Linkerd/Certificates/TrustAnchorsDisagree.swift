import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds places that name other trust anchors of Linkerd than those in force.
package struct TrustAnchorsDisagree: LinkerdRule {
  package static let page = RulePage.trustAnchorsDisagree

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    guard let reader = context.mesh.certificates.reader else { return }
    for trust in context.mesh.linkerdTrusts {
      let readable = trust.anchors.filter(\.isWhole)
      guard let first = readable.first else { continue }
      // With an issuer from other anchors than those in force, the rule about the issuer names them.
      let named = Set(trust.issuers.compactMap { trust.otherAnchors(of: $0, reader)?.source })
      for other in readable.dropFirst() where !named.contains(other.source) {
        guard let difference = first.difference(from: other) else { continue }
        findings.report(
          RuleFinding(
            "\(other.content.title) \(difference), unlike \(first.content.title)",
            on: other.content.text.owner.reference,
            at: other.content.certificates.first?.place ?? other.content.text.value.span, related: first.related,
            help: other.source.help))
      }
    }
  }
}

extension LinkerdTrust.Anchors {
  /// What tells other anchors from these; nil where nothing that matters does.
  fileprivate func difference(from other: LinkerdTrust.Anchors) -> String? {
    let (own, others) = (Set(certificates), Set(other.certificates))
    let beside = other.certificates.filter { !own.contains($0) }
    // While anchors are replaced, cert-manager writes the new one here, and the bundle has both.
    let missing = other.source == .issuerSecret ? [] : certificates.filter { !others.contains($0) }
    let words =
      (beside.isEmpty ? [] : ["has \(beside.titles)"])
      + (missing.isEmpty ? [] : ["lacks \(missing.titles)"])
    return words.isEmpty ? nil : list(words)
  }
}

extension [Certificate] {
  /// Each once, with the start of its fingerprint, which tells apart certificates of one name.
  fileprivate var titles: String {
    var seen: Set<Certificate> = []
    return list(
      filter { seen.insert($0).inserted }.map { "\(quoted($0.subject.text)) (SHA-256 \($0.fingerprint.prefix(8))…)" })
  }
}

extension LinkerdTrust.Anchors.Source {
  fileprivate var help: String {
    switch self {
    case .configMap, .release: "name the same trust anchors: the chart writes these over the others when it is applied"
    case .configuration: "change trust anchors with the installation: \"linkerd check\" judges the issuer by these"
    case .issuerSecret: "store the root of the issuer here: \"linkerd check\" judges the issuer by it"
    }
  }
}
