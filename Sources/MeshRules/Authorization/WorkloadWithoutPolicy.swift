import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds workloads for which no AuthorizationPolicy is enforced.
package struct WorkloadWithoutPolicy: Rule {
  package static let page = RulePage.workloadWithoutPolicy
  package static var isOnByDefault: Bool { false }
  package static var judgesNamespaces: Bool { true }

  package static let options = [namespaces]

  private static let namespaces = RuleOption("namespaces", "Namespaces whose workloads anybody may call.")

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let policies = mesh.authorizationPolicyIndex.policies
    for group in mesh.policyCoverage()
    where !group.policies.contains(where: { policies[$0].action != .AUDIT && !policies[$0].isDryRun }) {
      for workload in group.workloads {
        let metadata = mesh.workloads[workload].metadata
        guard !context.options.covers(metadata.namespaceName, Self.namespaces, of: Self.self) else { continue }
        guard context.describes(metadata.namespaceName) else {
          findings.skip(needs: "the policies of the namespace")
          continue
        }
        findings.report(
          RuleFinding(
            "\(metadata.reference.friendlyName) takes every request that reaches its proxy: no AuthorizationPolicy is "
              + "enforced for it",
            on: metadata.reference, at: metadata.span))
      }
    }
  }
}
