import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds namespaces that put all their pods into ingress mode.
package struct IngressModeForNamespace: LinkerdRule {
  package static let page = RulePage.ingressModeForNamespace

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var pods: [String: [Int]] = [:]
    for (index, injection) in linkerd.injections.enumerated()
    where injection.request.wish == .ingress && injection.request.isOfNamespace && injection.obstacle == nil {
      pods[linkerd.workloads[index].namespace, default: []].append(index)
    }
    for (name, found) in pods.sorted(by: { $0.key < $1.key }) where found.count > 1 {
      guard let namespace = linkerd.mesh.namespaces[name],
        let annotation = linkerd.injections[found[0]].request.annotation
      else { continue }
      let names = list(found.map { linkerd.workloads[$0].metadata.reference.friendlyName })
      findings.report(
        RuleFinding(
          "Namespace \(name) puts \(names) into ingress mode, in which a proxy heeds the header l5d-dst-override of "
            + "requests, whoever wrote it",
          on: namespace.metadata.reference, at: annotation.span,
          help: "annotate the namespace enabled, and the pods of the ingress controller alone ingress"))
    }
  }
}
