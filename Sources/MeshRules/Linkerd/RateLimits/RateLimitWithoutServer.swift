import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds HTTPLocalRateLimitPolicies for Servers that do not exist.
package struct RateLimitWithoutServer: LinkerdRule {
  package static let page = RulePage.rateLimitWithoutServer

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for limit in context.mesh.linkerdRateLimits() {
      guard case .noServer(let suggestion) = limit.state else { continue }
      let namespace = limit.policy.namespace
      guard suggestion != nil || context.mesh.describesWorkloads(of: namespace) else {
        findings.skip(needs: "the Servers of namespace \(namespace)")
        continue
      }
      findings.report(
        RuleFinding(
          "\(limit.policy.title) limits nothing, because there is no Server "
            + quotedPath(namespace, limit.target.value),
          on: limit.policy.metadata.reference, at: limit.target.span,
          help: suggestion.map { "did you mean \(quoted($0))?" } ?? "define the Server, or name another one"))
    }
  }
}
