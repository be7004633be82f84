import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds lifetimes of certificates of workloads that change nothing.
package struct WorkloadLifetimeIgnored: Rule {
  package static let page = RulePage.workloadLifetimeIgnored

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for lifetimes in context.mesh.workloadLifetimes() {
      let object = lifetimes.environment.metadata.reference
      for entry in lifetimes.unread {
        findings.report(
          RuleFinding(
            "\(entry.key.value) \(quoted(entry.value.value)) is no span of time, so that istiod goes by its default",
            on: object, at: entry.value.span, help: "write hours, minutes and seconds, such as 2160h or 12h30m"))
      }
      guard let fallback = lifetimes.fallback, !lifetimes.asked.isWritten,
        !lifetimes.unread.contains(where: { $0.value.span == fallback.span })
      else { continue }
      guard context.mesh.settings.isConfigurationKnown else {
        findings.skip(needs: "the mesh configuration")
        continue
      }
      findings.report(
        RuleFinding(
          "DEFAULT_WORKLOAD_CERT_TTL is for those who ask for no lifetime, and proxies ask for \(lifetimes.asked.text)",
          on: object, at: fallback.span,
          help: "set SECRET_TTL in meshConfig.defaultConfig.proxyMetadata, which proxies ask for", severity: .info))
    }
  }
}
