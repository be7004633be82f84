import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers of Linkerd for a port that none of their pods has.
package struct ServerPortNotDeclared: LinkerdRule {
  package static let page = RulePage.serverPortNotDeclared

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var suggestions = SuggestionBudget()
    for server in linkerd.policies.servers {
      guard let port = server.port else { continue }
      switch port.value {
      case .name(let name): judge(server, name, at: port.span, linkerd, &suggestions, &findings)
      case .number(let number): judge(server, number, at: port.span, linkerd, context, &findings)
      }
    }
  }

  /// A name is one of a container port, and a number in quotes is a name.
  private func judge(
    _ server: LinkerdServer, _ name: String, at span: SourceSpan, _ linkerd: LinkerdMesh,
    _ suggestions: inout SuggestionBudget, _ findings: inout RuleFindings
  ) {
    let workloads = linkerd.workloads(selectedBy: server).map { linkerd.workloads[$0] }
    let machines = linkerd.policies.externalWorkloads(selectedBy: server)
    guard !workloads.isEmpty || !machines.isEmpty,
      workloads.allSatisfy({ linkerd.policies.ports(of: server, on: $0).isEmpty }),
      machines.allSatisfy({ $0.ports(named: .name(name)).isEmpty })
    else { return }
    let isQuotedNumber = Int(name) != nil
    let declared = workloads.flatMap { $0.pod.containers + $0.pod.initContainers }.flatMap(\.ports)
    let names =
      declared.filter { $0.transport.uppercased() == "TCP" }.compactMap(\.name?.value)
      + machines.flatMap(\.ports).compactMap(\.name?.value)
    let suggestion = !isQuotedNumber && suggestions.take() ? closest(to: name, of: names) : nil
    let found = "\(server.title) has no effect: none of its pods has a TCP port named \(quoted(name))"
    findings.report(
      RuleFinding(
        isQuotedNumber ? found + ", which is a name because it is in quotes" : found,
        on: server.metadata.reference, at: span,
        related: declared.filter { $0.name?.value == name }.map {
          .init("the port of that name is one of \($0.transport)", at: $0.number.span)
        }.eachPlaceOnce(),
        help: isQuotedNumber
          ? "write the number without quotes"
          : suggestion.map { "did you mean \(quoted($0))?" }
            ?? "name the port of the container, or write its number"))
  }

  /// A number counts whether a container declares it or not, so that only a different declaration speaks against it.
  private func judge(
    _ server: LinkerdServer, _ number: Int, at span: SourceSpan, _ linkerd: LinkerdMesh, _ context: RuleContext,
    _ findings: inout RuleFindings
  ) {
    let workloads = linkerd.workloads(selectedBy: server)
    guard !workloads.isEmpty, !Self.portsOfProxy.contains(number),
      workloads.allSatisfy({ workload in
        let ports = context.mesh.declaredPorts(of: workload)
        let probes = linkerd.workloads[workload].pod.containers.flatMap(\.probes)
        return !ports.isEmpty && !ports.contains(number) && !probes.contains { $0.port?.value == String(number) }
      })
    else { return }
    let ports = Set(workloads.flatMap { context.mesh.declaredPorts(of: $0) }).sorted()
    findings.report(
      RuleFinding(
        "\(server.title) is for port \(number), which no container of \(list(context.mesh.names(of: workloads))) "
          + "declares",
        on: server.metadata.reference, at: span,
        help: "write the port of the container, not that of the Service: \(list(ports.map(String.init)))",
        severity: .warning))
  }

  /// Those that the injected proxy listens to.
  private static let portsOfProxy: Set<Int> = [4143, 4190, 4191]
}
