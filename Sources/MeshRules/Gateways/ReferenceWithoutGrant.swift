import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds references of the Gateway API into namespaces that do not allow them.
package struct ReferenceWithoutGrant: Rule {
  package static let page = RulePage.referenceWithoutGrant

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let references = context.mesh.ungrantedReferences()
    for found in references.found { findings.report(.ungranted(found)) }
    for namespace in references.unjudged { findings.skip(needs: "the ReferenceGrants of namespace \(namespace)") }
  }
}

extension RuleFinding {
  fileprivate static func ungranted(_ found: UngrantedReference) -> RuleFinding {
    let namespace = quoted(found.namespace.value)
    return RuleFinding(
      "\(found.object.title) refers to \(found.kind) \(quoted(found.name)) of namespace \(namespace), which has no "
        + "ReferenceGrant that allows it",
      on: found.object.reference, at: found.namespace.span,
      related: found.grant.map { [.init("this ReferenceGrant allows something else", at: $0.metadata.span)] } ?? [],
      help: "add a ReferenceGrant in namespace \(namespace) from \(found.object.kind.value) of namespace "
        + "\(quoted(found.object.namespaceName)) to \(found.kind)")
  }
}
