import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ALLOW policies for the whole mesh that close the workloads which have no other.
package struct MeshWideAllowDeniesOthers: Rule {
  package static let page = RulePage.meshWideAllowDeniesOthers

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    guard let found = context.authorization.meshWideAllow() else { return }
    findings.report(.closes(found, in: context.mesh))
  }
}

extension RuleFinding {
  fileprivate static func closes(_ found: MeshWideAllow, in mesh: EffectiveMesh) -> RuleFinding {
    let policies = found.policies.map { mesh.authorizationPolicyIndex.policies[$0].metadata }
    let names = found.workloads.map { mesh.workloads[$0].metadata.reference.friendlyName }
    return RuleFinding(
      "\(policies[0].title) makes \(list(names)) refuse whatever it does not let in: it is for "
        + "every workload of the mesh, and no other ALLOW policy is for \(names.count == 1 ? "this one" : "these")",
      on: policies[0].reference, at: policies[0].span,
      related: policies.dropFirst().map { .init("this one is for every workload too", at: $0.span) }.eachPlaceOnce()
        + found.workloads.lazy.map { .init("this workload is closed", at: mesh.workloads[$0].metadata.span) }
        .eachPlaceOnce(),
      help: "select the workloads that it is for; if all else is to be refused, an ALLOW policy without rules says so")
  }
}
