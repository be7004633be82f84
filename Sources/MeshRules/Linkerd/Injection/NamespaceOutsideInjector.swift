import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds requests for proxies in namespaces at which the injector does not look.
package struct NamespaceOutsideInjector: LinkerdRule {
  package static let page = RulePage.namespaceOutsideInjector

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let ofServers = linkerd.workloadsOfUnenforcedServers { $0.obstacle == .namespaceLeftOut }
    var told: Set<SourceSpan> = []
    for (index, injection) in linkerd.injections.enumerated() where !ofServers.contains(index) {
      let workload = linkerd.workloads[index]
      guard injection.obstacle == .namespaceLeftOut, injection.request.asksForProxy,
        let annotation = injection.request.annotation, told.insert(annotation.span).inserted
      else { continue }
      let namespace = linkerd.mesh.namespaces[workload.namespace]?.metadata
      let object = injection.request.isOfNamespace ? namespace?.reference : nil
      let subject =
        injection.request.isOfNamespace
        ? "The pods of namespace \(workload.namespace) get" : "\(title(of: workload)) gets"
      findings.report(
        RuleFinding(
          "\(subject) no proxy from Linkerd although linkerd.io/inject is \(annotation.value): "
            + injection.verdict.reason,
          on: object ?? workload.metadata.reference, at: annotation.span,
          related: injection.verdict.place.map { [.init("this is why", at: $0)] } ?? [],
          help: "run what belongs into the mesh in another namespace, or change what the webhook selects"))
    }
  }

  private func title(of workload: Workload) -> String { workload.metadata.reference.friendlyName }
}
