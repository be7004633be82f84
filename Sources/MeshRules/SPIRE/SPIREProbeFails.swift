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
        for probe in process.container.probes where probe.action == .httpGet {
          guard let reason = member.configuration.healthChecks.reasonForNoAnswer(to: probe, in: process.container)
          else {
            continue
          }
          findings.report(.unanswered(probe, reason, member.configuration, process))
        }
      }
    }
  }
}

extension SPIREConfiguration.HealthChecks {
  /// Why a probe fails; nil where it may not (SPIRE `pkg/common/health`).
  fileprivate func reasonForNoAnswer(to probe: Probe, in container: Container) -> String? {
    let port = self.port?.value ?? "80"
    guard let written = probe.port?.value else { return nil }
    let asked =
      Int(written) == nil
      ? container.ports.first { $0.name?.value == written }.map { String($0.number.value) } : written
    guard let asked else { return nil }
    // Other programs may listen in the same pod.
    guard isEnabled else { return "listener_enabled is not set in its health_checks" }
    if asked != port { return "its health_checks are on port \(port)" }
    let path = probe.path?.value ?? "/"
    if path != livePath, path != readyPath { return "its health_checks are at \(livePath) and \(readyPath)" }
    let address = self.address?.value ?? "localhost"
    let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(address)
    return isLocal && probe.host == nil ? "its health_checks listen on \(address) alone" : nil
  }
}

extension RuleFinding {
  fileprivate static func unanswered(
    _ probe: Probe, _ reason: String, _ configuration: SPIREConfiguration, _ process: SPIREInstallation.Process
  ) -> RuleFinding {
    let path = probe.path?.value ?? "/"
    return RuleFinding(
      "The \(probe.name) of \(process.workload.title) asks for \(path) on port \(probe.port?.value ?? ""), and "
        + "the \(configuration.role.rawValue) does not answer: \(reason)",
      on: process.workload.metadata.reference, at: probe.span,
      related: [
        Finding.Related("\(configuration.title)", at: configuration.healthChecks.span ?? configuration.key.span)
      ],
      help: probe.name == "readinessProbe"
        ? "let the probe ask where the health checks are: the pod never becomes ready"
        : "let the probe ask where the health checks are: the kubelet restarts the container again and again")
  }
}
