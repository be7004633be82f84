import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds subsets whose labels only pods behind other hosts have.
package struct SubsetSelectsForeignPods: Rule {
  package static let page = RulePage.subsetSelectsForeignPods

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.idleSubsets().found {
      guard case .foreignPods(let example) = found.reason else { continue }
      let (workload, service) = (mesh.workloads[example].metadata, mesh.services[found.service])
      findings.report(
        RuleFinding(
          "Subset \(quoted(found.subset.name.value)) of \(found.rule.title) selects no pod of "
            + "\(service.metadata.reference.friendlyName): only pods that do not belong to it have the labels",
          on: found.rule.metadata.reference, at: found.subset.name.span,
          related: [.init("\(workload.reference.friendlyName) has them", at: workload.span)],
          help: "requests to the subset get status 503; a subset chooses among the pods of its host"))
    }
  }
}
