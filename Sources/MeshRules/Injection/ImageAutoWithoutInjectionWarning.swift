import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds controllers with `image: auto` whose pods are not injected.
package struct ImageAutoWithoutInjectionWarning: Rule {
  package static let page = RulePage.imageAutoWithoutInjectionWarning

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let images = context.mesh.autoImages()
    for found in images.controllers { findings.report(found.finding) }
    for workload in images.unjudgedControllers { findings.skip(needs: workload.injectionNeeds) }
  }
}

extension AutoImage {
  /// The finding, which has the same words for Pods and controllers.
  var finding: RuleFinding {
    let metadata = workload.metadata
    return RuleFinding(
      "\(metadata.kind.value) \(metadata.name.value) contains `image: auto` but does not match any Istio injection "
        + "webhook selectors.",
      on: metadata.reference, at: image.span,
      related: verdict?.place.map { [.init("this is why nothing is injected", at: $0)] } ?? [],
      help: verdict.map { "\($0.reason), and only injection replaces the image" })
  }
}

extension Workload {
  /// What is missing in the input to say whether the pods are injected.
  var injectionNeeds: String { "the labels of namespace \(namespace) and the revisions that are installed" }
}
