import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds namespaces in which what no policy mentions is let in.
package struct NoDefaultDeny: Rule {
  package static let page = RulePage.noDefaultDeny
  package static var isOnByDefault: Bool { false }
  package static var judgesNamespaces: Bool { true }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let closing = mesh.authorizationPolicyIndex.policies.filter { policy in
      policy.action == .ALLOW && !policy.isDryRun && policy.targetRefs.isEmpty && !policy.selector.isSelective
    }
    let closed = Set(closing.map(\.namespace))
    guard !closed.contains(mesh.settings.rootNamespace.value) else { return }
    var open: [String: [Int]] = [:]
    for group in mesh.policyCoverage() {
      for workload in group.workloads where !closed.contains(mesh.workloads[workload].namespace) {
        open[mesh.workloads[workload].namespace, default: []].append(workload)
      }
    }
    for (namespace, workloads) in open.sorted(by: { $0.key < $1.key }) {
      let metadata = mesh.mesh.namespaces[namespace]?.metadata ?? mesh.workloads[workloads[0]].metadata
      findings.report(
        RuleFinding(
          "Namespace \(quoted(namespace)) has no policy that denies by default: workloads that no ALLOW policy selects "
            + "take every request",
          on: metadata.reference, at: metadata.span,
          help: "add an AuthorizationPolicy without selector and with `spec: {}` to the namespace or the root namespace"
        ))
    }
  }
}
