import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds meshes whose proxies ask for certificates that live longer than istiod allows.
package struct WorkloadLifetimeRefused: Rule {
  package static let page = RulePage.workloadLifetimeRefused

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for lifetimes in context.mesh.workloadLifetimes() where lifetimes.isRefused {
      guard context.mesh.settings.isConfigurationKnown else {
        findings.skip(needs: "the mesh configuration")
        continue
      }
      let asked = "proxies ask for certificates for \(lifetimes.asked.text)"
      let allowed = "istiod allows \(lifetimes.maximum.text), so that they get none"
      let owner = lifetimes.environment.metadata
      findings.report(
        RuleFinding(
          "\(asked), and \(allowed)", on: owner.reference,
          at: lifetimes.maximum.span ?? lifetimes.asked.span ?? owner.name.span,
          help: lifetimes.maximum.span == nil
            ? "set MAX_WORKLOAD_CERT_TTL of istiod to no less, or SECRET_TTL to no more"
            : "set SECRET_TTL in meshConfig.defaultConfig.proxyMetadata to no more, or allow as much"))
    }
  }
}
