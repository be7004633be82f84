import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ports that take plain text from everybody beside ports that a Server of Linkerd protects.
package struct PortWithoutServer: LinkerdRule {
  package static let page = RulePage.portWithoutServer

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for workload in linkerd.workloads.indices {
      let servers = linkerd.policies.servers(selecting: linkerd.workloads[workload])
      guard !servers.isEmpty else { continue }
      let open = linkerd.portsWithoutServer(of: workload).filter { port in
        port.inbound.authorizations.admitsPlaintext
      }
      guard !open.isEmpty else { continue }
      // A Server for a port of the proxy protects nothing of the application.
      let declared = context.mesh.declaredPorts(of: workload)
        .subtracting(linkerd.proxyPorts(of: workload).map(\.number))
      let protecting = servers.first { server in
        let ports = linkerd.policies.ports(of: linkerd.policies.servers[server], on: linkerd.workloads[workload])
        return ports.contains(where: declared.contains)
          && !linkerd.policies.authorizations(of: server).contains {
            $0.admitsPlaintext && $0.networks?.isEveryAddress ?? true
          }
      }
      guard let first = open.first, let protecting = protecting.map({ linkerd.policies.servers[$0] }) else { continue }
      let ports = open.count == 1 ? "Port" : "Ports"
      let policy = first.inbound.defaultPolicy
      let isKnown = linkerd.isDefaultPolicyKnown(of: first.inbound)
      findings.report(
        RuleFinding(
          "\(ports) \(list(open.map { String($0.port.value) })) of "
            + "\(linkerd.workloads[workload].metadata.reference.friendlyName) "
            + "\(open.count == 1 ? "takes" : "take") plain text: no Server selects \(open.count == 1 ? "it" : "them"), "
            + "and the default policy is \(policy.value.rawValue)\(isKnown ? "" : " unless the installation has another")",
          on: linkerd.workloads[workload].metadata.reference, at: first.port.span,
          related: [.init("the Server of another port", at: protecting.port?.span ?? protecting.metadata.span)]
            + (policy.origin.map { [.init("the default policy", at: $0)] } ?? []),
          help: "write a Server for the port, or annotate the pods with "
            + "config.linkerd.io/default-inbound-policy: all-authenticated",
          severity: isKnown ? nil : .info))
    }
  }
}
