import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Namespaces that do not say whether their pods are to be in Linkerd's mesh.
package struct NamespaceNotInLinkerd: LinkerdRule {
  package static let page = RulePage.namespaceNotInLinkerd

  package static let isOnByDefault = false
  package static let judgesNamespaces = true

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var bare: [String: Int] = [:]
    for (index, injection) in linkerd.injections.enumerated() {
      guard injection.request.wish == .absent, injection.obstacle == nil,
        context.mesh.proxies[index].presence == .none, !linkerd.workloads[index].isJob
      else { continue }
      bare[linkerd.workloads[index].namespace, default: 0] += 1
    }
    for namespace in linkerd.mesh.namespaces.values.sorted(by: { $0.name < $1.name }) {
      guard namespace.name != linkerd.settings.controlPlaneNamespace, let number = bare[namespace.name] else {
        continue
      }
      findings.report(
        RuleFinding(
          "Namespace \(namespace.name) is not annotated linkerd.io/inject, so that \(count(number, "workload")) in it "
            + "\(number == 1 ? "is" : "are") outside of the mesh",
          on: namespace.metadata.reference, at: namespace.metadata.span,
          help: "annotate the namespace linkerd.io/inject: enabled, or disabled to say that it is meant"))
    }
  }
}
