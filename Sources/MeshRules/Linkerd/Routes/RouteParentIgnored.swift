import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds parents of routes that Linkerd does not take for one.
package struct RouteParentIgnored: LinkerdRule {
  package static let page = RulePage.routeParentIgnored

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in linkerd.parentProblems(among: context.mesh.written) {
      switch problem.reason {
      case .foreignKind(let meant): findings.report(.foreignKind(problem, meant: meant))
      case .strayServer(let field): findings.report(.strayServer(problem, field: field))
      case .missing, .noClusterIP, .conflict, .otherProtocol: break
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func foreignKind(_ problem: LinkerdParentProblem, meant: LinkerdParent.Kind) -> RuleFinding {
    let (group, kind) = (problem.reference.group?.value ?? problem.route.metadata.group, problem.reference.kind?.value)
    let place = group.isEmpty ? "the core group" : "group \(quoted(group))"
    let remedies = [
      kind?.lowercased() == meant.rawValue.lowercased() ? nil : "kind: \(meant.rawValue)",
      meant == .service ? "group: \"\"" : "group: policy.linkerd.io",
    ]
    return RuleFinding(
      "\(problem.route.title) is attached to nothing: its parent \(quoted(problem.reference.name?.value ?? "")) is of "
        + "kind \(kind ?? "Gateway") in \(place), which Linkerd does not know",
      on: problem.route.metadata.reference, at: problem.place,
      help: "write \(list(remedies.compactMap { $0 }))")
  }

  fileprivate static func strayServer(_ problem: LinkerdParentProblem, field: String) -> RuleFinding {
    let words =
      field == "namespace"
      ? "its parent is a Server of another namespace" : "its parent is a Server with a \(field)"
    return RuleFinding(
      "Linkerd leaves out \(problem.route.title) as a whole, because \(words)",
      on: problem.route.metadata.reference, at: problem.place,
      help: field == "namespace"
        ? "put the route into the namespace of the Server" : "leave out the \(field): a Server has one port")
  }
}
