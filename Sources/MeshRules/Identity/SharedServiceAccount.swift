import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds policies that let in one application and, with it, all others that run as the same service account.
package struct SharedServiceAccount: Rule {
  package static let page = RulePage.sharedServiceAccount

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.sharedAccounts(context.identities) {
      guard let first = found.uses.first else { continue }
      let policy = mesh.authorizationPolicyIndex.policies[first.policy]
      let name = quoted("\(found.account.namespace)/\(found.account.name)")
      let isDefault = found.account.name == "default"
      findings.report(
        RuleFinding(
          "Service account \(name), which \(policy.title) lets in, is that of \(list(mesh.names(of: found.workloads)))",
          on: policy.metadata.reference, at: first.value.span,
          related: mesh.otherPolicies(found).eachPlace("another policy lets it in")
            + found.workloads.lazy.map { mesh.account(of: $0) }.eachPlaceOnce(),
          help: isDefault
            ? "give each caller a service account of its own; whatever names none runs as default"
            : "give each caller a service account of its own, unless all of them are meant",
          severity: isDefault ? nil : .info))
    }
  }
}

extension EffectiveMesh {
  /// The first place in each further policy.
  fileprivate func otherPolicies(_ shared: SharedAccount) -> [NamedIdentities.Value] {
    var seen = Set(shared.uses.prefix(1).map(\.policy))
    return shared.uses.filter { seen.insert($0.policy).inserted }
  }

  fileprivate func account(of workload: Int) -> Finding.Related {
    let metadata = workloads[workload].metadata
    let written = workloads[workload].pod.serviceAccountName
    return .init(
      "\(metadata.reference.friendlyName) \(written == nil ? "names no account" : "runs as it")",
      at: written?.span ?? metadata.span)
  }
}
