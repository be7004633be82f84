import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents that know certificates by other names than Istio's proxies ask for.
struct SDSNamesNotIstios: Rule {
  static let page = RulePage.sdsNamesNotIstios

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let agents = context.mesh.spireInstallation.agents.map(\.configuration)
    guard !agents.isEmpty, let proxy = context.mesh.spireProxies.first else { return }
    let workload = context.mesh.workloads[proxy.workload]
    for agent in agents where agent.problems.isEmpty {
      if let name = agent.agent?.certificateName, name.value != "default" {
        findings.report(.unknown("default", "their certificate", name, in: agent, workload))
      }
      if let names = agent.agent?.bundleNames, !names.contains(where: { $0.value == "ROOTCA" }),
        let name = names.first(where: { $0.span != agent.key.span })
      {
        findings.report(.unknown("ROOTCA", "the roots that they trust", name, in: agent, workload))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func unknown(
    _ wanted: String, _ what: String, _ name: Located<String>, in agent: SPIREConfiguration, _ workload: Workload
  ) -> RuleFinding {
    RuleFinding(
      "\(agent.title) has the name \(quoted(name.value)) for what Istio's proxies ask for as \(quoted(wanted)): they do "
        + "not get \(what)",
      on: agent.owner.reference, at: name.span,
      related: [Finding.Related("the proxies of \(workload.title) ask SPIRE", at: workload.metadata.span)],
      help: wanted == "ROOTCA"
        ? "give default_bundle_name the name ROOTCA, or default_all_bundles_name where others are federated with"
        : "give default_svid_name the name default, or leave it out")
  }
}
