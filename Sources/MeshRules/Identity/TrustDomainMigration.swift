import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds principals that depend on a trust domain which the mesh leaves, or has not joined.
package struct TrustDomainMigration: Rule {
  package static let page = RulePage.trustDomainMigration
  package static var isOnByDefault: Bool { false }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.trustDomainMigrations(context.identities) {
      guard let first = found.uses.first else { continue }
      let policies = mesh.authorizationPolicyIndex.policies
      let named = count(Set(found.uses.map(\.policy)).count, "AuthorizationPolicy", plural: "AuthorizationPolicies")
      let message =
        switch found.state {
        case .alias:
          "Trust domain \(quoted(found.trustDomain)), an alias of \(quoted(mesh.settings.trustDomain.value)), is still "
            + "named by \(count(found.uses.count, "principal")) of \(named)"
        case .noAlias(let account):
          "Service account \(quoted("\(account.namespace)/\(account.name)")) is named under the mesh's trust domain and "
            + "under \(quoted(found.trustDomain)), which is no alias of it"
        }
      let help =
        switch found.state {
        case .alias:
          "write cluster.local, which stands for every trust domain of the mesh, before the alias is taken away"
        case .noAlias: "list it in trustDomainAliases while the mesh moves; then one principal stands for both"
        }
      findings.report(
        RuleFinding(
          message, on: policies[first.policy].metadata.reference, at: first.value.span,
          related: found.uses.dropFirst().eachPlace("the same trust domain"), help: help))
    }
  }
}
