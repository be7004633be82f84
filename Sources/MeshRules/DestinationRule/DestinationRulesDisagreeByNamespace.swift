import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules of client namespaces that give other TLS than everybody else gets for the host.
package struct DestinationRulesDisagreeByNamespace: Rule {
  package static let page = RulePage.destinationRulesDisagreeByNamespace

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    // A rule that merely forgets TLS, where auto mTLS is off, is reported as that.
    let forgetful = Set(context.mesh.shadowedMutualTLS().map(\.rule))
    for disagreement in context.mesh.tlsDisagreements()
    where !disagreement.isRefused && !forgetful.contains(disagreement.rule) {
      findings.report(.disagree(disagreement, in: context.mesh))
    }
  }
}

extension RuleFinding {
  fileprivate static func disagree(_ disagreement: TLSDisagreement, in mesh: EffectiveMesh) -> RuleFinding {
    let rule = mesh.destinationRules[disagreement.rule]
    let other = mesh.destinationRules[disagreement.other]
    let first = disagreement.cases[0]
    let names = Set(disagreement.cases.map(\.host)).sorted()
    return RuleFinding(
      "DestinationRules disagree about TLS for \(hosts(names)): clients in namespace "
        + "\(quoted(disagreement.clientNamespace)) send \(first.sent.choice) because of \(quoted(rule.metadata.key)), "
        + "others \(first.sentByOthers.choice) because of \(quoted(other.metadata.key))",
      on: rule.metadata.reference, at: first.tls?.span ?? rule.host.span,
      related: [.init("what others get", at: first.tlsOfOthers?.span ?? other.host.span)],
      help: "a rule of the client's own namespace replaces the other one as a whole; write the same tls in both")
  }
}

extension Transport {
  fileprivate var choice: String {
    switch self {
    case .plaintext: "plain text"
    case .autoMTLS: "what auto mTLS chooses"
    case .istioMutual: "mutual TLS"
    case .mutual: "MUTUAL TLS with certificates of their own"
    case .simple: "one-way TLS"
    }
  }
}
