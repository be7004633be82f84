import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ports of Linkerd's proxy on which something else of the pod listens.
package struct LinkerdProxyPortTaken: LinkerdRule {
  package static let page = RulePage.linkerdProxyPortTaken

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var told: Set<SourceSpan> = []
    for index in linkerd.workloads.indices where linkerd.isInjected(index) {
      let ports = linkerd.proxyPorts(of: index)
      for (position, port) in ports.enumerated() {
        if let other = ports[..<position].first(where: { $0.number == port.number }),
          let annotation = port.annotation ?? other.annotation, told.insert(annotation.value.span).inserted
        {
          let owner = linkerd.owner(of: annotation, for: index)
          findings.report(.sharedPort(other, port, annotation, of: owner))
        }
        if let finding = clash(of: port, with: linkerd.workloads[index]) { findings.report(finding) }
      }
    }
  }

  private func clash(of port: LinkerdMesh.ProxyPort, with workload: Workload) -> RuleFinding? {
    let own = workload.pod.containers.lazy.flatMap(\.ports).first {
      $0.number.value == port.number && $0.transport.uppercased() == "TCP"
    }
    guard let own else { return nil }
    return RuleFinding(
      "Port \(port.number) of \(workload.metadata.reference.friendlyName) is the \(port.name) of Linkerd's proxy, and only "
        + "one of them can listen on it",
      on: workload.metadata.reference, at: own.number.span,
      related: port.annotation.map { [.init("the port of the proxy", at: $0.value.span)] } ?? [],
      help: "give the application another port, or the proxy with config.linkerd.io/\(port.name)")
  }
}

extension RuleFinding {
  fileprivate static func sharedPort(
    _ one: LinkerdMesh.ProxyPort, _ other: LinkerdMesh.ProxyPort, _ annotation: LocatedMap.Entry, of owner: Metadata
  ) -> RuleFinding {
    RuleFinding(
      "\(one.name) and \(other.name) of the proxies of \(owner.reference.friendlyName) are both \(one.number), so that "
        + "they cannot start",
      on: owner.reference, at: annotation.value.span, help: "give each of their ports another number")
  }
}
