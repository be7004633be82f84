import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds policies of Linkerd for a Server whose accessPolicy lets in all of their clients.
package struct AccessPolicyMakesPoliciesMoot: LinkerdRule {
  package static let page = RulePage.accessPolicyMakesPoliciesMoot

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let byServer = Dictionary(grouping: linkerd.policiesBesideAccessPolicy()) { $0.server.metadata.key }
    for server in linkerd.policies.servers {
      guard let moot = byServer[server.metadata.key], let policy = server.accessPolicy else { continue }
      let isAudit = policy.value == LinkerdDefaultPolicy.audit.rawValue
      let verb = moot.count == 1 ? "restricts" : "restrict"
      findings.report(
        RuleFinding(
          "\(list(moot.map(\.policy.title))) \(verb) nothing, since the accessPolicy of \(server.title) is "
            + policy.value,
          on: server.metadata.reference, at: policy.span,
          related: moot.map { .init("lets in nobody else", at: $0.policy.span) }.eachPlaceOnce(),
          help: isAudit
            ? "audit lets everybody in and logs who would not have been; leave accessPolicy out when the log is clean"
            : "leave accessPolicy out: it is deny then",
          severity: isAudit ? .info : nil))
    }
  }
}
