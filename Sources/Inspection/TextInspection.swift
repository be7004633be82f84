package import Diagnostics
import MeshModel
package import MeshResolver
package import Reporting

/// `meshlint inspect -o text`: the mesh as tables for a person.
package func textInspection(of mesh: EffectiveMesh, files: SourceFiles, style: Style = .plain) -> String {
  var text = ""
  if mesh.isAboutIstio {
    let settings = mesh.settings
    text +=
      "root namespace \(settings.rootNamespace.value) · trust domain \(settings.trustDomain.value) · auto mTLS "
      + (settings.autoMTLS.value ? "on" : "off") + "\n"
  }
  if let linkerd = mesh.linkerd { text += linkerd.headline }
  func section(_ title: String, _ table: Table) {
    guard !table.isEmpty else { return }
    text += "\n" + style.paint(title, .bold) + "\n" + table.rendered { style.paint($0, .place) }
  }
  if let linkerd = mesh.linkerd {
    if mesh.isAboutIstio { section("Workloads of Istio, and without proxy", workloadTable(mesh)) }
    section(mesh.isAboutIstio ? "Workloads of Linkerd" : "Workloads", linkerdWorkloadTable(mesh, linkerd))
    section("Ports of Linkerd", portTable(mesh, linkerd))
    if mesh.isAboutIstio { section("Connections of Istio's clients", connectionTable(mesh)) }
    section("Connections of Linkerd's clients", linkerdConnectionTable(mesh))
  } else {
    text += "\n" + style.paint("Workloads", .bold) + "\n" + workloadTable(mesh).rendered { style.paint($0, .place) }
    section("Connections", connectionTable(mesh))
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
  for index in mesh.sortedWorkloads where mesh.kind(of: index) == .istio {
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

private func connectionTable(_ mesh: EffectiveMesh) -> Table {
  var table = Table("to", "from", "rule", "sent", "outcome")
  for summary in mesh.connectionSummaries() {
    table.add(summary.target, summary.clients, summary.rule, summary.sent, summary.outcomeText)
  }
  return table
}

extension EffectiveMesh {
  /// The workloads by namespace and name.
  var sortedWorkloads: [Int] {
    workloads.indices.sorted { one, other in
      let (left, right) = (workloads[one].metadata, workloads[other].metadata)
      return (left.namespaceName, left.name.value) < (right.namespaceName, right.name.value)
    }
  }
}

extension SourceFiles {
  /// `file:line:column`.
  func place(_ span: SourceSpan) -> String {
    "\(path(of: span).printable):\(span.start.line):\(span.start.column)"
  }
}
