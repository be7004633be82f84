import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Pods with `image: auto` that nothing replaces.
package struct ImageAutoWithoutInjectionError: Rule {
  package static let page = RulePage.imageAutoWithoutInjectionError

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let images = context.mesh.autoImages()
    for found in images.pods { findings.report(found.finding) }
    for workload in images.unjudgedPods { findings.skip(needs: workload.injectionNeeds) }
  }
}
