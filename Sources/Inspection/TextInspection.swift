package import Diagnostics
import MeshModel
package import MeshResolver
package import Reporting

/// `meshlint inspect -o text`: the mesh as tables for a person.
package func textInspection(of mesh: EffectiveMesh, files: SourceFiles, style: Style = .plain) -> String {
  let settings = mesh.settings
  var text =
    "root namespace \(settings.rootNamespace.value) · trust domain \(settings.trustDomain.value) · auto mTLS "
    + (settings.autoMTLS.value ? "on" : "off") + "\n\n"
  text += style.paint("Workloads", .bold) + "\n" + workloadTable(mesh).rendered { style.paint($0, .place) }
  let summaries = mesh.connectionSummaries()
  if !summaries.isEmpty {
    var table = Table("to", "from", "rule", "sent", "outcome")
    for summary in summaries {
      table.add(summary.target, summary.clients, summary.rule, summary.sent, summary.outcomeText)
    }
    text += "\n" + style.paint("Connections", .bold) + "\n" + table.rendered { style.paint($0, .place) }
  }
  if !mesh.refusals.isEmpty {
    text += "\n" + style.paint("Rejected, and so without effect", .bold) + "\n"
    for refusal in mesh.refusals {
      text += "  \(refusal.object.friendlyName.printable) (\(files.place(refusal.span))): "
      text += refusal.reason.split(separator: "\n").joined(separator: " ").printable + "\n"
    }
  }
  return text
}

private func workloadTable(_ mesh: EffectiveMesh) -> Table {
  var table = Table("namespace", "workload", "proxy", "mTLS", "ports that differ", "authorization")
  let sorted = mesh.workloads.indices.sorted { one, other in
    let (left, right) = (mesh.workloads[one].metadata, mesh.workloads[other].metadata)
    return (left.namespaceName, left.name.value) < (right.namespaceName, right.name.value)
  }
  for index in sorted {
    let metadata = mesh.workloads[index].metadata
    let mode = mesh.serverModes[index]
    let proxy = mesh.proxies[index]
    let hasProxy = proxy.presence == .sidecar || proxy.presence == .ambient
    let ports = mode.ports.keys.sorted().map { "\($0) \(mode.mode(of: $0).rawValue)" }
    let policies = mesh.policiesByAction(of: index).sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
    table.add(
      metadata.namespaceName.printable, "\(metadata.kind.value)/\(metadata.name.value)".printable,
      proxy.isGateway ? "gateway" : proxy.presence.rawValue,
      hasProxy && !proxy.isGateway ? mode.base.mode.rawValue : "-",
      hasProxy && !ports.isEmpty ? ports.joined(separator: ", ") : "-",
      policies.isEmpty ? "-" : policies.joined(separator: ", "))
  }
  return table
}

extension SourceFiles {
  /// `file:line:column`.
  func place(_ span: SourceSpan) -> String {
    "\(path(of: span).printable):\(span.start.line):\(span.start.column)"
  }
}
