import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds objects of the mesh that do not say which namespace they belong to.
package struct NamespaceNotWritten: Rule {
  package static let page = RulePage.namespaceNotWritten
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh.mesh
    let files = Dictionary(grouping: mesh.withoutNamespace, by: \.span.file)
    for (file, objects) in files where !mesh.layout.setsNamespace(of: file) {
      guard let first = objects.min(by: { $0.span < $1.span }) else { continue }
      let others = objects.count - 1
      let subject =
        "\(first.reference.friendlyName) \(others > 0 ? "and \(count(others, "other object")) of this file name" : "names")"
      findings.report(
        RuleFinding(
          "\(subject) no namespace, as other objects of the directory do", on: first.reference, at: first.span,
          help: "write metadata.namespace, or pass --namespace if the namespace is chosen when the file is applied",
          subject: .shared("")))
    }
  }
}
