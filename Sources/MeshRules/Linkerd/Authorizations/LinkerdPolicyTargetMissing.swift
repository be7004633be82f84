import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds policies of Linkerd for a Server or route that does not exist.
package struct LinkerdPolicyTargetMissing: LinkerdRule {
  package static let page = RulePage.linkerdPolicyTargetMissing

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let found = linkerd.policiesWithoutTarget()
    // What the webhook refuses is reported by itself.
    let written = found.isEmpty ? [] : context.mesh.written.targetsOfLinkerd
    for found in found where !written.contains("\(found.kind) \(found.policy.namespaceName)/\(found.name)") {
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

extension Mesh {
  /// Kind and name of the Servers that are written, refused ones among them.
  fileprivate var targetsOfLinkerd: Set<String> { Set(linkerd.servers.map { "Server \($0.metadata.key)" }) }
}

extension LinkerdPolicyWithoutTarget {
  fileprivate var words: String {
    let target = "\(kind) \(quoted(name))"
    return switch reason {
    case .missing: "namespace \(quoted(policy.namespaceName)) has no \(target)"
    case .otherGroup(let route): "\(target) is of the group \(route.metadata.group)"
    case .routeWithoutServer: "\(target) has no Server as its parent"
    case .selectsNothing: "no Server of the namespace has the labels"
    }
  }

  fileprivate var related: [Finding.Related] {
    switch reason {
    case .missing(_, let elsewhere):
      elsewhere.map { [.init("a Server of that name in another namespace", at: $0.metadata.span)] } ?? []
    case .otherGroup(let route), .routeWithoutServer(let route): [.init("the route", at: route.metadata.span)]
    case .selectsNothing: []
    }
  }

  fileprivate var remedy: String? {
    switch reason {
    case .missing(let suggestion?, _): "did you mean \(quoted(suggestion))?"
    case .missing(nil, _?): "a policy counts in its own namespace only: write it where the Server is"
    case .missing(nil, nil): nil
    case .otherGroup(let route): "write group: \(route.metadata.group)"
    case .routeWithoutServer:
      "write a parent with group: policy.linkerd.io and kind: Server, in the same namespace and without port"
    case .selectsNothing: "labels are those of the Server itself, not of its pods"
    }
  }
}
