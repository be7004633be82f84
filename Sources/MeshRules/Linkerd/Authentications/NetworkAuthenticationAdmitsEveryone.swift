import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies that ask for nothing but an address, and take any.
package struct NetworkAuthenticationAdmitsEveryone: LinkerdRule {
  package static let page = RulePage.networkAuthenticationAdmitsEveryone

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (index, policy) in linkerd.policies.authorizationPolicies.enumerated() {
      // Probes and the like are let in without identity by a route of their own.
      guard let kind = policy.targetRef?.kind?.value.lowercased(), kind == "server" || kind == "namespace",
        linkerd.policies.authorization(ofPolicy: index)?.admitsPlaintext ?? false,
        let reference = policy.requiredAuthenticationRefs.first, let name = reference.name,
        let networks = linkerd.policies.networkAuthentication(
          named: name.value, in: reference.namespace?.value ?? policy.namespace),
        let every = networks.everyAddress
      else { continue }
      findings.report(
        RuleFinding(
          "\(policy.title) lets everybody in: \(networks.title) holds every \(every.family) address, and no identity "
            + "is asked for", on: policy.metadata.reference, at: name.span,
          related: [Finding.Related("every address is in this network", at: every.span)],
          help: "require a MeshTLSAuthentication or a ServiceAccount beside it, or name the networks that are meant"))
    }
  }
}

extension NetworkAuthentication {
  /// The network that leaves no address of its family out; nil where there is none.
  fileprivate var everyAddress: (family: String, span: SourceSpan)? {
    for network in networks where network.except.isEmpty {
      guard let cidr = network.cidr, let block = AddressBlock(cidr.value), block.length == 0 else { continue }
      return (block.base.count == 4 ? "IPv4" : "IPv6", cidr.span)
    }
    return nil
  }
}
