import MeshModel
import MeshResolver
import Reporting

// The tables of `meshlint inspect -o text` about Linkerd.

extension LinkerdMesh {
  /// How the control plane is set up.
  var headline: String {
    "Linkerd in namespace \(settings.controlPlaneNamespace) · trust domain \(settings.trustDomain.value) · default "
      + "inbound policy \(settings.defaultInboundPolicy.value.rawValue)\n"
  }
}

/// Who has a proxy of Linkerd, what it shows of itself, and what holds for its ports without a Server.
func linkerdWorkloadTable(_ mesh: EffectiveMesh, _ linkerd: LinkerdMesh) -> Table {
  var table = Table("namespace", "workload", "proxy", "default policy", "identity")
  for index in mesh.sortedWorkloads where mesh.kind(of: index) == .linkerd {
    let metadata = mesh.workloads[index].metadata
    let isMeshed = linkerd.isMeshed(index)
    table.add(
      metadata.namespaceName.printable, "\(metadata.kind.value)/\(metadata.name.value)".printable,
      linkerd.proxies[index].presence.rawValue,
      isMeshed ? linkerd.pod(index).defaultPolicy.value.rawValue : "-",
      isMeshed ? linkerd.identity(of: index).printable : "-")
  }
  return table
}

/// What the ports of the workloads with a proxy of Linkerd accept.
func portTable(_ mesh: EffectiveMesh, _ linkerd: LinkerdMesh) -> Table {
  var table = Table("workload", "port", "Server", "protocol", "lets in")
  for index in mesh.sortedWorkloads where mesh.kind(of: index) == .linkerd && linkerd.isMeshed(index) {
    for port in mesh.workloadPorts(of: index) {
      let inbound = linkerd.inbound(of: index, port: port)
      let admissions = linkerd.admissions(inbound)
      let whom =
        inbound.bypass != nil ? "anyone, unseen" : admissions.isEmpty ? "nobody" : admissions.joined(separator: "; ")
      table.add(
        mesh.workloads[index].metadata.key.printable, String(port),
        inbound.server.map { linkerd.policies.servers[$0].name.printable } ?? "-", inbound.reading.printable,
        whom.printable)
    }
  }
  return table
}

func linkerdConnectionTable(_ mesh: EffectiveMesh) -> Table {
  var table = Table("to", "from", "protocol", "outcome")
  for summary in mesh.linkerdSummaries() {
    table.add(summary.target, summary.clients, summary.read.printable, summary.outcomeText)
  }
  return table
}
