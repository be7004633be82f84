import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds probes that ask SPIRE's server or agent where it does not answer.
struct SPIREProbeFails: Rule {
  static let page = RulePage.spireProbeFails
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for member in installation.servers + installation.agents where member.configuration.problems.isEmpty {
      for process in member.processes {
        checkRequests(member.configuration, process, &findings)
        checkCommands(member.configuration, process, &findings)
      }
    }
  }

  private func checkRequests(
    _ configuration: SPIREConfiguration, _ process: SPIREInstallation.Process, _ findings: inout RuleFindings
  ) {
    guard let checks = configuration.healthChecks else { return }
    for probe in process.container.probes where probe.action == .httpGet {
      guard let port = process.number(ofPortOf: probe), !configuration.otherPorts.contains(port),
        let reason = checks.reasonForNoAnswer(to: probe, at: port)
      else { continue }
      findings.report(.unanswered(probe, reason, configuration, checks, process))
    }
  }

  /// `spire-server healthcheck` and `spire-agent healthcheck` ask at the socket, which they look for at a place of
  /// their own (SPIRE `cmd/spire-server/util/util_posix.go`, `cmd/spire-agent/cli/common/config_posix.go`).
  private func checkCommands(
    _ configuration: SPIREConfiguration, _ process: SPIREInstallation.Process, _ findings: inout RuleFindings
  ) {
    let container = process.container
    let role = configuration.role
    guard let written = configuration.server?.socketPath ?? configuration.agent?.socketPath,
      !container.environment.contains(where: { $0.name.hasPrefix("SPIRE_") })
    else { return }
    let socket = container.flag("socketPath") ?? written
    for (probe, words) in container.probeCommands {
      guard let program = words.first, program.value.split(separator: "/").last == "spire-\(role.rawValue)",
        words.dropFirst().first?.value == "healthcheck", words.flag("instance") == nil
      else { continue }
      let asked = words.flag("socketPath") ?? Located(role.standardSocketPath, at: program.span)
      guard asked.value != socket.value, !asked.value.isOpen else { continue }
      findings.report(.otherSocket(probe, asked, socket, configuration, process))
    }
  }
}

extension SPIREInstallation.Process {
  /// The number of the port that a probe asks; nil where it is that of another container of the pod, or not known.
  fileprivate func number(ofPortOf probe: Probe) -> String? {
    guard let written = probe.port?.value else { return nil }
    let number = Int(written) == nil ? container.number(ofPort: written) : written
    let others = workload.pod.containers.filter { $0.name?.value != container.name?.value }
    return others.contains { other in other.ports.contains { String($0.number.value) == number } } ? nil : number
  }
}

extension Container {
  fileprivate func number(ofPort name: String) -> String? {
    ports.first { $0.name?.value == name }.map { String($0.number.value) }
  }
}

extension SPIREConfiguration.HealthChecks {
  /// Why a probe fails; nil where it may not (SPIRE `pkg/common/health`).
  fileprivate func reasonForNoAnswer(to probe: Probe, at asked: String) -> String? {
    let path = probe.path?.value ?? "/"
    let isForThese = path == livePath || path == readyPath
    // What asks for something else at another port may be meant for another program.
    guard isForThese || asked == port else { return nil }
    guard isEnabled else { return "listener_enabled is not set in its health_checks" }
    if asked != port { return "its health_checks are on port \(port)" }
    if !isForThese { return "its health_checks are at \(livePath) and \(readyPath)" }
    let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(address)
    return isLocal && probe.host == nil ? "its health_checks listen on \(address) alone" : nil
  }
}

extension RuleFinding {
  fileprivate static func unanswered(
    _ probe: Probe, _ reason: String, _ configuration: SPIREConfiguration, _ checks: SPIREConfiguration.HealthChecks,
    _ process: SPIREInstallation.Process
  ) -> RuleFinding {
    let path = probe.path?.value ?? "/"
    return RuleFinding(
      "The \(probe.name) of \(process.workload.title) asks for \(path) on port \(probe.port?.value ?? ""), and "
        + "the \(configuration.role.rawValue) does not answer: \(reason)",
      on: process.workload.metadata.reference, at: probe.span,
      related: [Finding.Related(configuration.title, at: checks.span)],
      help: "let the probe ask where the health checks are: \(effect(ofProbe: probe.name))")
  }

  fileprivate static func otherSocket(
    _ probe: String, _ asked: Located<String>, _ socket: Located<String>, _ configuration: SPIREConfiguration,
    _ process: SPIREInstallation.Process
  ) -> RuleFinding {
    RuleFinding(
      "The \(probe) of \(process.workload.title) asks at the socket \(asked.value), and the "
        + "\(configuration.role.rawValue) listens at \(socket.value)",
      on: process.workload.metadata.reference, at: asked.span,
      related: [Finding.Related("the \(configuration.role.rawValue)'s socket", at: socket.span)],
      help: "give the command -socketPath \(socket.value): \(effect(ofProbe: probe))")
  }

  private static func effect(ofProbe name: String) -> String {
    name == "readinessProbe"
      ? "the pod never becomes ready" : "the kubelet restarts the container again and again"
  }
}
