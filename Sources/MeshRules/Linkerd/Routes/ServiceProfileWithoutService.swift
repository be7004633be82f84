import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ServiceProfiles whose name is the full name of no Service.
package struct ServiceProfileWithoutService: LinkerdRule {
  package static let page = RulePage.serviceProfileWithoutService

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var names = ParentNames(context.mesh.written)
    for problem in linkerd.profileProblems() {
      let metadata = problem.profile.metadata
      switch problem.reason {
      case .shortName(let service, let fullName):
        findings.report(
          RuleFinding(
            "Nothing asks for \(metadata.title): its name is not the full name of \(service.title)",
            on: metadata.reference, at: metadata.span, related: [.init("the Service", at: service.metadata.span)],
            help: "name it \(fullName)"))
      case .missing(let name, let namespace):
        guard context.describes(namespace), !linkerd.mayBeMirrored(name, in: namespace) else {
          findings.skip(needs: "which Services namespace \(namespace) has")
          continue
        }
        let suggestion = names.closest(to: LinkerdParent(.service, name, in: namespace))
        findings.report(
          RuleFinding(
            "Nothing asks for \(metadata.title): namespace \(quoted(namespace)) has no Service \(quoted(name))",
            on: metadata.reference, at: metadata.span,
            help: suggestion.map { "did you mean the Service \(quoted($0))?" }))
      }
    }
  }
}
