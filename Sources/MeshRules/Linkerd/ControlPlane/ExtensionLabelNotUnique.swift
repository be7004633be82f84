import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds namespaces that are labelled for the same extension of Linkerd.
package struct ExtensionLabelNotUnique: LinkerdRule {
  package static let page = RulePage.extensionLabelNotUnique

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var first: [String: (name: String, label: Located<String>)] = [:]
    let mesh = linkerd.mesh
    for (name, namespace) in mesh.namespaces.sorted(by: { $0.key < $1.key }) {
      guard let label = namespace.metadata.labels["linkerd.io/extension"] else { continue }
      guard let earlier = first[label.value] else {
        first[label.value] = (name, label)
        continue
      }
      if mesh.layout.areAlternatives(label.span.file, earlier.label.span.file) { continue }
      findings.report(
        RuleFinding(
          "Namespace \(quoted(name)) is labelled for Linkerd's extension \(quoted(label.value)), as is namespace "
            + quoted(earlier.name),
          on: namespace.metadata.reference, at: label.span,
          related: [.init("the other namespace", at: earlier.label.span)],
          help: "label only the namespace that the extension is installed in"))
    }
  }
}
