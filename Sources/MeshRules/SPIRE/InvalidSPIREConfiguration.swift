import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds configurations with which SPIRE's server, agent or controller manager does not start.
struct InvalidSPIREConfiguration: Rule {
  static let page = RulePage.invalidSpireConfiguration
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for member in installation.servers + installation.agents {
      let configuration = member.configuration
      for problem in configuration.problems where member.processes.lack(problem.flags) {
        findings.report(
          .notStarting(configuration.title, "the \(configuration.role)", problem, on: configuration.owner))
      }
    }
    for controller in installation.controllerManagers {
      for problem in controller.configuration.problems {
        findings.report(
          .notStarting(
            controller.configuration.title, "the controller manager", problem, on: controller.configuration.owner))
      }
    }
  }
}

extension [SPIREInstallation.Process] {
  /// Whether it is known that nobody gives one of some flags instead.
  fileprivate func lack(_ flags: [String]) -> Bool {
    guard !flags.isEmpty else { return true }
    return !isEmpty && !contains { process in flags.contains { process.container.flag($0) != nil } }
  }
}

extension RuleFinding {
  fileprivate static func notStarting(
    _ title: String, _ process: String, _ problem: SPIREConfiguration.Problem, on owner: Metadata
  ) -> RuleFinding {
    RuleFinding(
      "\(title) \(problem.text)", on: owner.reference, at: problem.span, help: "\(process) does not start with it")
  }
}
