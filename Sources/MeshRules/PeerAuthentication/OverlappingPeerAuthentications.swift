import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications that select a workload for which another one is in force.
package struct OverlappingPeerAuthentications: Rule {
  package static let page = RulePage.overlappingPeerAuthentications

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let index = mesh.peerAuthenticationIndex
    // The workloads for which each policy loses, by the policy that wins.
    var lost: [Int: [Int: [Int]]] = [:]
    for (position, workload) in mesh.workloads.enumerated() {
      let matching = index.selecting(namespace: workload.namespace, labels: workload.podLabels)
      guard let winner = matching.first else { continue }
      for loser in matching.dropFirst() { lost[loser, default: [:]][winner, default: []].append(position) }
    }
    for (loser, byWinner) in lost {
      for (winner, workloads) in byWinner {
        findings.report(
          .overlaps(index.policies[loser], with: index.policies[winner], workloads.map { mesh.workloads[$0] }))
      }
    }
    checkSelectors(context, &findings)
  }

  /// Policies with one selector, in namespaces whose workloads are not in the input.
  private func checkSelectors(_ context: RuleContext, _ findings: inout RuleFindings) {
    var first: [String: PeerAuthentication] = [:]
    for policy in context.mesh.peerAuthentications {
      guard let selector = policy.selector, policy.selector.isSelective, !context.describes(policy.namespace) else {
        continue
      }
      let key = "\(policy.namespace)/\(selector.labels.text)"
      if let winner = first[key] { findings.report(.repeats(policy, winner)) } else { first[key] = policy }
    }
  }
}

extension RuleFinding {
  fileprivate static func repeats(_ loser: PeerAuthentication, _ winner: PeerAuthentication) -> RuleFinding {
    RuleFinding(
      "\(loser.title) has no effect: \(quoted(winner.metadata.key)) has the same selector, and Istio does not merge them",
      on: loser.metadata.reference, at: loser.selector?.labelsSpan ?? loser.metadata.span,
      related: [.init("the policy that applies", at: winner.selector?.labelsSpan ?? winner.metadata.span)],
      help: Metadata.reasonForOrder(winner.metadata, loser.metadata), severity: .warning)
  }

  fileprivate static func overlaps(
    _ loser: PeerAuthentication, with winner: PeerAuthentication, _ workloads: [Workload]
  ) -> RuleFinding {
    let names = workloads.map(\.metadata.reference.friendlyName).sorted()
    return RuleFinding(
      "\(loser.title) has no effect on \(list(names)): "
        + "\(quoted(winner.metadata.key)) selects it too, and Istio does not merge them",
      on: loser.metadata.reference, at: loser.selector?.labelsSpan ?? loser.metadata.span,
      related: [.init("the policy that applies", at: winner.selector?.labelsSpan ?? winner.metadata.span)],
      help: Metadata.reasonForOrder(winner.metadata, loser.metadata))
  }
}
