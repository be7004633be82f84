import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds backends of routes that Linkerd cannot send requests to.
package struct RouteBackendNotFound: LinkerdRule {
  package static let page = RulePage.routeBackendNotFound

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var names = ParentNames(context.mesh.written)
    for problem in linkerd.backendProblems(among: context.mesh.written) {
      let namespace = problem.reference.namespace?.value ?? problem.route.namespace
      let name = problem.reference.name?.value ?? ""
      var suggestion: String?
      if case .missing = problem.reason {
        guard context.describes(namespace) else {
          findings.skip(needs: "what namespace \(namespace) holds")
          continue
        }
        guard !linkerd.mayBeMirrored(name, in: namespace) else {
          findings.skip(needs: "which Services are mirrored into namespace \(namespace)")
          continue
        }
        let kind = LinkerdParent.Kind(rawValue: problem.reference.kind?.value ?? "Service") ?? .service
        suggestion = names.closest(to: LinkerdParent(kind, name, in: namespace))
      }
      findings.report(.backend(problem, suggestion: suggestion))
    }
  }
}

extension RuleFinding {
  fileprivate static func backend(_ problem: LinkerdBackendProblem, suggestion: String?) -> RuleFinding {
    let reference = problem.reference
    let kind = reference.kind?.value ?? "Service"
    let path = "\(reference.namespace?.value ?? problem.route.namespace)/\(reference.name?.value ?? "")"
    let subject = "\(problem.route.title) sends requests to \(kind) \(quoted(path))"
    let (message, help): (String, String?) =
      switch problem.reason {
      case .missing: ("\(subject), which does not exist", suggestion.map { "did you mean \(quoted($0))?" })
      case .unknownPort(let service):
        (
          "\(subject) at port \(reference.port?.value ?? 0), which it does not have",
          "its ports are \(list(service.ports.map { String($0.number.value) }))"
        )
      case .noPort: ("\(subject) without a port, which Linkerd answers with an error", "write the port of the Service")
      case .foreignKind: ("\(subject), but Linkerd knows Services and EgressNetworks as backends only", nil)
      case .foreignEgressNetwork:
        ("\(subject), but the route is not attached to it", "name the EgressNetwork among the parents of the route")
      }
    var isUnknownPort = false
    var related: [Finding.Related] = []
    if case .unknownPort(let service) = problem.reason {
      isUnknownPort = true
      related = [.init("the Service", at: service.metadata.span)]
    }
    return RuleFinding(
      message, on: problem.route.metadata.reference, at: problem.place, related: related, help: help,
      severity: isUnknownPort ? .warning : nil)
  }
}
