import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds agents, controller managers and meshes that are of another trust domain than their SPIRE server.
struct SPIRETrustDomainMismatch: Rule {
  static let page = RulePage.spireTrustDomainMismatch
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for agent in installation.agents {
      let configuration = agent.configuration
      guard let written = configuration.trustDomain, let name = configuration.trustDomainName,
        let server = installation.server(of: agent)?.configuration, let other = server.trustDomainName, name != other
      else { continue }
      findings.report(
        .differs(
          configuration.title, written, server,
          "the server refuses the agent, and no pod on its nodes gets an identity",
          on: configuration.owner))
    }
    for controller in installation.controllerManagers {
      let configuration = controller.configuration
      guard let written = configuration.trustDomain, let name = configuration.trustDomainName,
        let server = installation.server(of: controller)?.configuration, let other = server.trustDomainName,
        name != other
      else { continue }
      findings.report(
        .differs(
          configuration.title, written, server, "the server refuses every entry that it writes",
          on: configuration.owner))
    }
    checkIstio(context.mesh, &findings)
  }

  /// Where pods get their certificates from SPIRE, Istio's proxies still expect the trust domain of Istio.
  private func checkIstio(_ mesh: EffectiveMesh, _ findings: inout RuleFindings) {
    guard let (server, name) = mesh.foreignSPIREServer, let written = server.trustDomain else { return }
    guard !mesh.spireProxies.isEmpty else {
      for proxy in mesh.possibleSPIREProxies { findings.skip(needs: mesh.workloads[proxy.workload].injectionNeeds) }
      return
    }
    let domain = mesh.settings.trustDomain
    findings.report(
      RuleFinding(
        "\(server.title) has the trust domain \(quoted(name)), and Istio has \(quoted(domain.value))",
        on: server.owner.reference, at: written.span,
        related: domain.origin.map { [Finding.Related("Istio's trust domain", at: $0)] } ?? [],
        help: "give both the same: proxies refuse certificates of another trust domain"))
  }
}

extension RuleFinding {
  fileprivate static func differs(
    _ title: String, _ written: Located<String>, _ server: SPIREConfiguration, _ effect: String, on owner: Metadata
  ) -> RuleFinding {
    let name = server.trustDomain?.value ?? ""
    return RuleFinding(
      "\(title) has the trust domain \(quoted(written.value)), and its server has \(quoted(name)): \(effect)",
      on: owner.reference, at: written.span,
      related: server.trustDomain.map { [Finding.Related("the server's trust domain", at: $0.span)] } ?? [],
      help: "write the server's trust domain, \(name)")
  }
}
