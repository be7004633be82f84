import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds calls of workloads whose identity no policy of the servers lets in.
package struct CallDenied: Rule {
  package static let page = RulePage.callDenied
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    // An account that nobody has is a finding of its own.
    let unknown = mesh.linkerd == nil ? [] : mesh.unknownAccounts(context.identities).map(\.account)
    for denied in mesh.deniedCalls(unknownAccounts: Set(unknown)) {
      let kind = mesh.kind(of: denied.call.client)
      guard denied.namespaces.allSatisfy({ context.describesPolicies(of: kind, for: $0) }) else {
        findings.skip(needs: "all policies for the servers")
        continue
      }
      let client = mesh.workloads[denied.call.client].metadata
      let host = mesh.services[denied.call.service].hostname
      let target = denied.call.port.map { "\(host):\($0)" } ?? host
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) calls \(target), but nothing lets its identity "
            + "\(quoted(denied.identity)) in: the servers deny every request",
          on: client.reference, at: denied.call.place,
          related: denied.policies.lazy.map {
            Finding.Related("\($0.name) lets other clients in alone", at: $0.place)
          }.eachPlaceOnce(),
          help: "authorize the identity in a policy for the server, or let the client run as a service account that is")
      )
    }
  }
}
