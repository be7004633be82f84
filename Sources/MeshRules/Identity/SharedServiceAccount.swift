import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds policies of either mesh that let in one application and, with it, all others of the same service account.
package struct SharedServiceAccount: Rule {
  package static let page = RulePage.sharedServiceAccount
  package static var scope: RuleScope { .kubernetes }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.sharedAccounts(context.identities) {
      guard let first = found.uses.first else { continue }
      let isDefault = found.account.name == "default"
      findings.report(
        RuleFinding(
          "Service account \(found.account.title), which \(first.policy.title) lets in, is that of "
            + list(mesh.names(of: found.workloads)),
          on: first.policy.reference, at: first.span,
          related: found.otherPolicies.lazy.map { .init("another policy lets it in", at: $0.span) }.eachPlaceOnce()
            + found.workloads.lazy.map { mesh.account(of: $0) }.eachPlaceOnce(),
          help: isDefault
            ? "give each caller a service account of its own; whatever names none runs as default"
            : "give each caller a service account of its own, unless all of them are meant",
          severity: isDefault ? nil : .info))
    }
  }
}

extension SharedAccount {
  /// The first place in each further policy.
  fileprivate var otherPolicies: [AccountUse] {
    var seen = Set(uses.prefix(1).map { ObjectIdentifier($0.policy) })
    return uses.filter { seen.insert(ObjectIdentifier($0.policy)).inserted }
  }
}

extension EffectiveMesh {
  fileprivate func account(of workload: Int) -> Finding.Related {
    let metadata = workloads[workload].metadata
    let written = workloads[workload].pod.serviceAccountName
    return .init(
      "\(metadata.reference.friendlyName) \(written == nil ? "names no account" : "runs as it")",
      at: written?.span ?? metadata.span)
  }
}
