import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds routes for Servers, Services and EgressNetworks that do not exist, or that cannot have routes.
package struct RouteParentNotFound: LinkerdRule {
  package static let page = RulePage.routeParentNotFound

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var names = ParentNames(context.mesh.written)
    for problem in linkerd.parentProblems(among: context.mesh.written) {
      guard let parent = problem.parent else { continue }
      switch problem.reason {
      case .missing:
        guard context.describes(parent.namespace) else {
          findings.skip(needs: "what namespace \(parent.namespace) holds")
          continue
        }
        guard parent.kind != .service || !linkerd.mayBeMirrored(parent.name, in: parent.namespace) else {
          findings.skip(needs: "which Services are mirrored into namespace \(parent.namespace)")
          continue
        }
        findings.report(.missing(problem, parent, suggestion: names.closest(to: parent)))
      case .noClusterIP(let service): findings.report(.noClusterIP(problem, service))
      case .foreignKind, .strayServer, .conflict, .otherProtocol: break
      }
    }
  }
}

/// The names that a parent of a route may have, by kind and namespace.
struct ParentNames {
  private var names: [LinkerdParent: [String]] = [:]
  private var suggestions = SuggestionBudget()

  init(_ mesh: Mesh) {
    for server in mesh.linkerd.servers { add(server, .server) }
    for service in mesh.services { add(service, .service) }
    for network in mesh.linkerd.egressNetworks { add(network, .egressNetwork) }
  }

  private mutating func add(_ resource: some Resource, _ kind: LinkerdParent.Kind) {
    names[LinkerdParent(kind, "", in: resource.namespace), default: []].append(resource.name)
  }

  /// The name that is nearest to one that does not exist; nil where none is near, and after many searches.
  mutating func closest(to parent: LinkerdParent) -> String? {
    guard suggestions.take() else { return nil }
    return Diagnostics.closest(to: parent.name, of: names[LinkerdParent(parent.kind, "", in: parent.namespace)] ?? [])
  }
}

extension RuleFinding {
  fileprivate static func missing(
    _ problem: LinkerdParentProblem, _ parent: LinkerdParent, suggestion: String?
  ) -> RuleFinding {
    RuleFinding(
      "\(problem.route.title) is attached to nothing: namespace \(quoted(parent.namespace)) has no "
        + "\(parent.kind.rawValue) \(quoted(parent.name))",
      on: problem.route.metadata.reference, at: problem.place,
      help: suggestion.map { "did you mean \(quoted($0))?" })
  }

  fileprivate static func noClusterIP(_ problem: LinkerdParentProblem, _ service: Service) -> RuleFinding {
    let (words, place) =
      service.isExternalName
      ? ("is of type ExternalName", service.type?.span) : ("is headless", service.clusterIP?.span)
    return RuleFinding(
      "Linkerd does not accept \(problem.route.title) for \(service.title), which \(words)",
      on: problem.route.metadata.reference, at: problem.place,
      related: [.init("the Service \(words)", at: place ?? service.metadata.span)],
      help: "attach the route to a Service that has an address of its own")
  }
}
