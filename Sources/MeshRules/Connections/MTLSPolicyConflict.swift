import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules that make clients send what the server refuses.
package struct MTLSPolicyConflict: Rule {
  package static let page = RulePage.mtlsPolicyConflict

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for conflict in context.survey.conflicts {
      findings.report(.policyConflict(conflict, in: context.mesh))
    }
    for (workload, proxy) in zip(context.mesh.workloads, context.mesh.proxies) where proxy.presence == .unknown {
      let namespace = workload.namespace.isEmpty ? "of workloads that name none" : quoted(workload.namespace)
      findings.skip(needs: "Namespace \(namespace) with its labels, to know which workloads get a proxy")
    }
  }
}

extension RuleFinding {
  fileprivate static func policyConflict(_ conflict: TLSConflict, in mesh: EffectiveMesh) -> RuleFinding {
    let rule = mesh.destinationRules[conflict.rule]
    let first = conflict.refusals[0]
    let requirement = mesh.requirement(of: first)
    let hosts = Set(conflict.refusals.map(\.host)).sorted()
    let others = hosts.count > 1 ? " (and \(count(hosts.count - 1, "other host")))" : ""
    let fail = conflict.connectionCount == 1 ? "fails" : "fail"
    return RuleFinding(
      "A DestinationRule and PeerAuthentication are in conflict with regards to mTLS for host \(first.host)\(others). "
        + "The \(rule.title) sends \(first.sent.words) but \(quoted(requirement.policy)) "
        + "requires \(requirement.words). \(count(conflict.connectionCount, "connection")) \(fail).",
      on: rule.metadata.reference, at: first.tls?.span ?? rule.metadata.span,
      related: mesh.requirements(of: conflict.refusals) + conflict.otherSettings,
      help: first.sent.remedy(autoMTLS: mesh.settings.autoMTLS.value))
  }
}

extension TLSConflict {
  /// The other settings of the rule that fail.
  fileprivate var otherSettings: [Finding.Related] {
    refusals.lazy.compactMap { $0.tls?.span }.filter { $0 != refusals[0].tls?.span }
      .map { Finding.Related("these settings fail as well", at: $0) }.eachPlaceOnce()
  }
}

extension Transport {
  fileprivate func remedy(autoMTLS: Bool) -> String {
    switch self {
    case .istioMutual: "remove the tls settings: auto mTLS sends plain text to servers that take no mutual TLS"
    case _ where autoMTLS: "remove the tls settings to let auto mTLS choose, or set the mode to ISTIO_MUTUAL"
    default: "set the mode to ISTIO_MUTUAL; auto mTLS is off in this mesh"
    }
  }
}
