import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds annotations of Namespaces that pods do not get.
package struct LinkerdAnnotationNotInherited: LinkerdRule {
  package static let page = RulePage.linkerdAnnotationNotInherited

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for carrier in linkerd.carriers where carrier.kind == .namespace {
      for annotation in carrier.annotations.entries {
        guard let definition = LinkerdAnnotation.named(annotation.key.value), !definition.isInherited else { continue }
        findings.report(
          RuleFinding(
            "The annotation \(definition.name) of \(carrier.title) has no effect: the injector does not copy it to pods",
            on: carrier.metadata.reference, at: annotation.key.span, help: "annotate the pods themselves"))
      }
    }
  }
}
