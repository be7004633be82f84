import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers of Linkerd with an accessPolicy that their version does not have.
package struct AccessPolicyDropped: LinkerdRule {
  package static let page = RulePage.accessPolicyDropped

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for server in linkerd.policies.servers {
      guard let policy = server.droppedAccessPolicy, policy.value != LinkerdDefaultPolicy.deny.rawValue else {
        continue
      }
      findings.report(
        RuleFinding(
          "The accessPolicy \(quoted(policy.value)) of \(server.title) is dropped, since "
            + "\(server.metadata.apiVersion.value) does not have the field, and deny holds",
          on: server.metadata.reference, at: policy.span,
          related: [.init("the version", at: server.metadata.apiVersion.span)],
          help: "write apiVersion: policy.linkerd.io/v1beta3"))
    }
  }
}
