import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies about requests on ports that do not say whether they speak HTTP.
package struct HTTPPolicyOnUndetectedPort: Rule {
  package static let page = RulePage.httpPolicyOnUndetectedPort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.undetectedPorts() {
      let policy = mesh.authorizationPolicyIndex.policies[found.policy].metadata
      let service = mesh.services[found.service].metadata.reference.friendlyName
      findings.report(
        RuleFinding(
          "\(policy.title) decides by \(found.attribute.value), but port \(found.port.number) of "
            + "\(service) names no protocol: the policy holds as written only for what the proxy takes for HTTP",
          on: policy.reference, at: found.attribute.span,
          related: [.init("port \(found.port.number) of \(service)", at: found.port.span)],
          help: "say what the port speaks, with appProtocol: http or a name such as http-api"))
    }
  }
}
