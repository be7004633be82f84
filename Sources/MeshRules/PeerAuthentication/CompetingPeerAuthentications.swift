import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications without selector that compete for one namespace, or for the mesh.
package struct CompetingPeerAuthentications: Rule {
  package static let page = RulePage.competingPeerAuthentications

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let index = context.mesh.peerAuthenticationIndex
    for group in [index.meshWide] + index.namespaceWide.values {
      guard let winner = group.first.map({ index.policies[$0] }) else { continue }
      for loser in group.dropFirst() {
        findings.report(.competes(index.policies[loser], with: winner, isMeshWide: group == index.meshWide))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func competes(
    _ loser: PeerAuthentication, with winner: PeerAuthentication, isMeshWide: Bool
  ) -> RuleFinding {
    let scope = isMeshWide ? "the mesh" : "namespace \(quoted(loser.namespace))"
    return RuleFinding(
      "\(loser.title) has no effect: \(quoted(winner.metadata.key)) already applies to "
        + "\(scope), and Istio keeps one policy without selector",
      on: loser.metadata.reference, at: loser.metadata.span,
      related: [.init("the policy that applies", at: winner.metadata.span)],
      help: Metadata.reasonForOrder(winner.metadata, loser.metadata))
  }
}

extension Metadata {
  /// Why the first of two resources counts, and how sure that is.
  static func reasonForOrder(_ winner: Metadata, _ loser: Metadata) -> String {
    winner.creationTimestamp != nil
      ? "the older one wins"
      : "in the cluster the older one wins; files do not tell the age, so the order of the names is assumed"
  }
}
