import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents that ask for their server where it is not.
struct SPIREServerNotReached: Rule {
  static let page = RulePage.spireServerNotReached
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for agent in installation.agents {
      let configuration = agent.configuration
      guard let name = installation.serverName(of: configuration),
        let address = configuration.agent?.serverAddress
      else { continue }
      guard let service = installation.service(name) else {
        if context.describes(name.namespace), context.mesh.mesh.services(in: name.namespace).isEmpty == false {
          findings.report(.noService(name, address, in: configuration))
        } else {
          findings.skip(needs: "the Services of namespace \(name.namespace)")
        }
        continue
      }
      guard let port = configuration.agent?.serverPort, !service.isExternalName else { continue }
      let server = installation.server(of: agent)
      if service.isHeadless {
        if let server { checkHeadless(service, port, server, configuration, &findings) }
        continue
      }
      guard !service.ports.isEmpty else { continue }
      guard let found = service.ports.first(where: { $0.number.value == port.value && $0.transport == "TCP" }) else {
        findings.report(.noPort(port, of: service, in: configuration))
        continue
      }
      if let server { check(found, port, service, server, configuration, &findings) }
    }
  }

  /// The name of a headless Service leads to the pods themselves, whatever ports it has.
  private func checkHeadless(
    _ service: Service, _ asked: Located<Int>, _ server: SPIREInstallation.Member, _ agent: SPIREConfiguration,
    _ findings: inout RuleFindings
  ) {
    guard let (listening, _) = server.listening, listening.value != asked.value else { return }
    findings.report(
      RuleFinding(
        "\(agent.title) asks for port \(asked.value) of \(service.title), which is headless and leads to the pods "
          + "themselves, and the server listens on \(listening.value)",
        on: agent.owner.reference, at: asked.span,
        related: [Finding.Related("the server listens on \(listening.value)", at: listening.span)],
        help: "write the server's bind_port for server_port"))
  }

  /// Whether a port of the Service leads to where the server listens.
  private func check(
    _ port: ServicePort, _ asked: Located<Int>, _ service: Service, _ server: SPIREInstallation.Member,
    _ agent: SPIREConfiguration, _ findings: inout RuleFindings
  ) {
    guard let (listening, process) = server.listening else { return }
    let target = port.targetPort?.value ?? String(port.number.value)
    let numbers = process.workload.pod.containers.flatMap(\.ports).filter { $0.name?.value == target }.map(
      \.number.value)
    guard let number = Int(target) ?? numbers.first, number != listening.value else { return }
    findings.report(
      RuleFinding(
        "Port \(asked.value) of \(service.title) leads to port \(number) of the server, which listens on \(listening.value)",
        on: agent.owner.reference, at: asked.span,
        related: [
          Finding.Related("the port of the Service", at: port.targetPort?.span ?? port.number.span),
          Finding.Related("the server listens on \(listening.value)", at: listening.span),
        ], help: "let the targetPort be the server's bind_port, or ask for another port"))
  }
}

extension SPIREInstallation.Member {
  /// The port that a server listens on, and the process; nil where that is not known.
  fileprivate var listening: (port: Located<Int>, process: SPIREInstallation.Process)? {
    guard configuration.problems.isEmpty, let port = configuration.server?.port, let process = processes.first,
      process.container.flag("serverPort") == nil
    else { return nil }
    return (port, process)
  }
}

extension RuleFinding {
  fileprivate static func noService(
    _ name: SPIREInstallation.ServerName, _ address: Located<String>, in agent: SPIREConfiguration
  ) -> RuleFinding {
    RuleFinding(
      "\(agent.title) looks for its server at \(quoted(address.value)), and there is no Service "
        + quotedPath(name.namespace, name.name),
      on: agent.owner.reference, at: address.span,
      help: "name the Service of the SPIRE server, with its namespace where that is another")
  }

  fileprivate static func noPort(
    _ port: Located<Int>, of service: Service, in agent: SPIREConfiguration
  ) -> RuleFinding {
    let ports = list(service.ports.map { String($0.number.value) })
    return RuleFinding(
      "\(agent.title) asks for port \(port.value) of \(service.title), which has \(ports)",
      on: agent.owner.reference, at: port.span,
      related: service.ports.prefix(4).map { Finding.Related("port \($0.number.value)", at: $0.number.span) },
      help: "write the port of the Service, which need not be the one that the server listens on")
  }
}
