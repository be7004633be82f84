import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules that make clients send what the server refuses.
package struct MTLSPolicyConflict: Rule {
  package static let page = RulePage.mtlsPolicyConflict

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for conflict in context.mesh.tlsConflicts() {
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
    let policy = first.accepts.policy.map { mesh.peerAuthentications[$0] }
    let isWithoutProxy = mesh.proxies[first.workload].presence == .none
    let server = mesh.workloads[first.workload].metadata
    let policyName = isWithoutProxy ? "(none)" : policy?.metadata.key ?? "(none)"
    let requirement =
      isWithoutProxy ? "plain text, because \(server.reference.friendlyName) has no proxy" : first.accepts.mode.rawValue
    let hosts = Set(conflict.refusals.map(\.host)).sorted()
    let others = hosts.count > 1 ? " (and \(count(hosts.count - 1, "other host")))" : ""
    let fail = conflict.connectionCount == 1 ? "fails" : "fail"
    return RuleFinding(
      "A DestinationRule and PeerAuthentication are in conflict with regards to mTLS for host \(first.host)\(others). "
        + "The DestinationRule \(quoted(rule.metadata.key)) sends \(first.sent.words) but \(quoted(policyName)) requires "
        + "\(requirement). \(count(conflict.connectionCount, "connection")) \(fail).",
      on: rule.metadata.reference, at: first.tls.span, related: conflict.related(in: mesh),
      help: first.sent.remedy(autoMTLS: mesh.settings.autoMTLS.value))
  }
}

extension TLSConflict {
  /// The other settings of the rule that fail, and the place of each requirement.
  fileprivate func related(in mesh: EffectiveMesh) -> [Finding.Related] {
    var related: [Finding.Related] = []
    for refusal in refusals {
      let place: Finding.Related
      let proxy = mesh.proxies[refusal.workload]
      let server = mesh.workloads[refusal.workload].metadata
      if proxy.presence == .none {
        place = Finding.Related(
          "\(server.reference.friendlyName) has no proxy: \(proxy.reason)", at: proxy.place ?? server.span)
      } else if let span = refusal.accepts.place, let policy = refusal.accepts.policy {
        place = Finding.Related(
          "\(mesh.peerAuthentications[policy].metadata.reference.friendlyName) requires it here", at: span)
      } else {
        continue
      }
      if !related.contains(where: { $0.span == place.span }) { related.append(place) }
    }
    for tls in refusals.map(\.tls.span) where tls != refusals[0].tls.span {
      if !related.contains(where: { $0.span == tls }) { related.append(.init("these settings fail as well", at: tls)) }
    }
    return Array(related.prefix(8))
  }
}

extension Transport {
  fileprivate var words: String {
    switch self {
    case .plaintext, .autoMTLS: "plain text"
    case .simple: "one-way TLS"
    case .istioMutual, .mutual: rawValue
    }
  }

  fileprivate func remedy(autoMTLS: Bool) -> String {
    switch self {
    case .istioMutual: "remove the tls settings: auto mTLS sends plain text to servers that take no mutual TLS"
    case _ where autoMTLS: "remove the tls settings to let auto mTLS choose, or set the mode to ISTIO_MUTUAL"
    default: "set the mode to ISTIO_MUTUAL; auto mTLS is off in this mesh"
    }
  }
}
