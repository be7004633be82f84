import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds routes that are kept off their parent by routes of another kind.
package struct ConflictingRouteKinds: LinkerdRule {
  package static let page = RulePage.conflictingRouteKinds

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in linkerd.parentProblems(among: context.mesh.written) {
      guard case .conflict(let rival) = problem.reason, let parent = problem.parent else { continue }
      let kind = problem.route.metadata.kind.value
      let name = "\(parent.kind.rawValue) \(quoted("\(parent.namespace)/\(parent.name)"))"
      findings.report(
        RuleFinding(
          "Linkerd does not accept \(problem.route.title): \(name) has a \(rival.metadata.kind.value) too, which comes "
            + "before every \(kind)",
          on: problem.route.metadata.reference, at: problem.place,
          related: [.init(rival.metadata.reference.friendlyName, at: rival.metadata.span)],
          help: "write all routes of the \(parent.kind.rawValue) as \(rival.metadata.kind.value)s or all as \(kind)s"))
    }
  }
}
