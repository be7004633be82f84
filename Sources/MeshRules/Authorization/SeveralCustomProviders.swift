import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds workloads whose CUSTOM policies name more than one provider.
package struct SeveralCustomProviders: Rule {
  package static let page = RulePage.severalCustomProviders

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    guard Set(policies.filter { $0.action == .CUSTOM }.compactMap { $0.provider?.value }).count > 1 else { return }
    var clashes: [[Int]: [Int]] = [:]
    for group in context.mesh.policyCoverage() {
      let custom = group.policies.filter { policies[$0].action == .CUSTOM && policies[$0].provider != nil }
      guard Set(custom.compactMap { policies[$0].provider?.value }).count > 1 else { continue }
      clashes[custom, default: []] += group.workloads.filter { context.mesh.proxies[$0].presence == .sidecar }
    }
    for (custom, workloads) in clashes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where !workloads.isEmpty
    {
      guard let first = policies[custom[0]].provider,
        let other = custom.compactMap({ policies[$0].provider }).first(where: { $0.value != first.value }),
        let policy = custom.first(where: { policies[$0].provider?.span == other.span }).map({ policies[$0] })
      else { continue }
      findings.report(
        RuleFinding(
          "CUSTOM policies for \(list(context.mesh.names(of: workloads))) name the providers \(quoted(first.value)) and "
            + "\(quoted(other.value)): Istio asks neither and denies what they match",
          on: policy.metadata.reference, at: other.span,
          related: [.init("the other provider", at: first.span)],
          help: "use one provider for a workload, or set PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS on istiod"))
    }
  }
}
