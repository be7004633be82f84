import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications that set no mode and inherit one that accepts plain text.
package struct UnsetModeUnderWeakerParent: Rule {
  package static let page = RulePage.unsetModeUnderWeakerParent

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for (found, inherited) in mesh.unsetPeerAuthentications() where inherited.mode != .STRICT {
      let metadata = found.policy.metadata
      let parent = inherited.policy.map { mesh.peerAuthentications[$0].metadata }
      let mode = parent.map { "\(inherited.mode.rawValue) of \(quoted($0.key))" } ?? "Istio's default PERMISSIVE"
      findings.report(
        RuleFinding(
          "\(metadata.title) sets no mode, so \(mode) holds for "
            + found.scopeWords(in: mesh),
          on: metadata.reference, at: found.policy.modeSpan,
          related: inherited.place.map { [.init("the mode that holds", at: $0)] } ?? [],
          help: "write the mode that is meant, or remove the policy"))
    }
  }
}
