import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds policies of Linkerd for a Server or route that does not exist.
package struct LinkerdPolicyTargetMissing: LinkerdRule {
  package static let page = RulePage.linkerdPolicyTargetMissing

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for found in linkerd.policiesWithoutTarget(among: context.mesh.written) {
      guard context.describes(found.policy.namespaceName) else {
        findings.skip(needs: "the Servers and routes of \(found.policy.namespaceName)")
        continue
      }
      findings.report(
        RuleFinding(
          "\(found.policy.title) lets nobody in: \(found.words)",
          on: found.policy.reference, at: found.place, related: found.related, help: found.remedy))
    }
  }
}

extension LinkerdPolicyWithoutTarget {
  fileprivate var words: String {
    let target = "\(kind) \(quoted(name))"
    return switch reason {
    case .missing: "namespace \(quoted(policy.namespaceName)) has no \(target)"
    case .routeWithoutServer: "\(target) has no Server as its parent"
    case .selectsNothing: "no Server of the namespace has the labels"
    }
  }

  fileprivate var related: [Finding.Related] {
    switch reason {
    case .missing(_, let elsewhere):
      elsewhere.map { [.init("a Server of that name in another namespace", at: $0.metadata.span)] } ?? []
    case .routeWithoutServer(let route): [.init("the route", at: route.metadata.span)]
    case .selectsNothing: []
    }
  }

  fileprivate var remedy: String? {
    switch reason {
    case .missing(let suggestion?, _): "did you mean \(quoted(suggestion))?"
    case .missing(nil, _?): "a policy counts in its own namespace only: write it where the Server is"
    case .missing(nil, nil): nil
    case .routeWithoutServer:
      "write a parent with group: policy.linkerd.io and kind: Server, in the same namespace and without port"
    case .selectsNothing: "labels are those of the Server itself, not of its pods"
    }
  }
}
