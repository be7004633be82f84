import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers of Linkerd that select no pod and no external workload.
package struct ServerSelectsNothing: LinkerdRule {
  package static let page = RulePage.serverSelectsNothing

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    // The pods of an extension may come later than its Servers, such as those of multicluster with each link.
    for server in linkerd.policies.servers where server.metadata.labels["linkerd.io/extension"] == nil {
      let namespace = server.namespace
      let labels = server.podSelector ?? server.externalWorkloadSelector
      guard let labels, linkerd.workloads(selectedBy: server).isEmpty,
        linkerd.policies.externalWorkloads(selectedBy: server).isEmpty,
        !linkerd.mesh.mayHaveOtherWorkloads(in: namespace, matchingAll: labels)
      else { continue }
      let isPod = server.podSelector != nil
      guard isPod ? context.describes(namespace) : context.describesExternalWorkloads(of: namespace, linkerd) else {
        findings.skip(needs: "the workloads that Servers of \(namespace) may select")
        continue
      }
      let kind = isPod ? "workload" : "ExternalWorkload"
      findings.report(
        RuleFinding(
          "\(server.title) has no effect: no \(kind) of the namespace has \(labels.words)",
          on: server.metadata.reference, at: labels.matchLabels.span ?? labels.span,
          help: isPod ? "select labels of the pod template" : nil))
    }
  }
}

extension RuleContext {
  fileprivate func describesExternalWorkloads(of namespace: String, _ linkerd: LinkerdMesh) -> Bool {
    mesh.options.isComplete || linkerd.mesh.linkerd.externalWorkloads.contains { $0.namespace == namespace }
  }
}

extension Mesh {
  /// Whether a workload without namespace, or one that a patch changes, may be selected too.
  fileprivate func mayHaveOtherWorkloads(in namespace: String, matchingAll selector: LabelSelector) -> Bool {
    guard !selector.matchLabels.isEmpty else { return !workloads(in: "").isEmpty }
    return mayHaveOtherWorkloads(in: namespace, matching: selector.matchLabels)
  }
}

extension LabelSelector {
  /// `the labels app=web`, or that the expressions hold for none.
  fileprivate var words: String {
    guard matchExpressions.isEmpty, !matchLabels.isEmpty else { return "labels that fit the selector" }
    return "the labels " + matchLabels.entries.map { "\($0.key.value)=\($0.value.value)" }.joined(separator: ",")
  }
}
