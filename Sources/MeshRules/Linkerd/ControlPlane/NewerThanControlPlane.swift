import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds resources and fields that came with a later version of Linkerd than the one that runs.
package struct NewerThanControlPlane: LinkerdRule {
  package static let page = RulePage.newerThanControlPlane

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    guard let running = linkerd.controlPlane.version else { return }
    let objects = linkerd.mesh.linkerd
    let kinds: [(minor: Int, objects: [any Resource])] = [
      (11, objects.servers), (11, objects.serverAuthorizations), (12, objects.authorizationPolicies),
      (12, objects.meshTLSAuthentications), (12, objects.networkAuthentications), (12, objects.httpRoutes),
      (15, objects.externalWorkloads), (17, objects.rateLimitPolicies), (17, objects.egressNetworks),
    ]
    for (minor, objects) in kinds where running.value.lacks(minor: minor) {
      for object in objects { findings.report(.unknownKind(object.metadata, since: minor, running)) }
    }
    if running.value.lacks(minor: 16) {
      for server in objects.servers {
        guard let policy = server.accessPolicy else { continue }
        findings.report(.ignoredField("accessPolicy", server.metadata, at: policy.span, since: 16, running))
      }
    }
    if running.value.lacks(minor: 17) {
      for link in objects.links {
        guard let selector = link.federatedServiceSelector else { continue }
        findings.report(.ignoredField("federatedServiceSelector", link.metadata, at: selector.span, since: 17, running))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func unknownKind(
    _ object: Metadata, since minor: Int, _ running: Located<LinkerdVersion>
  ) -> RuleFinding {
    RuleFinding(
      "\(object.title) is of a kind that came with Linkerd 2.\(minor), and \(running.value.description) runs",
      on: object.reference, at: object.kind.span,
      related: [.init("the version of the control plane", at: running.span)],
      help: "upgrade Linkerd first, with its CustomResourceDefinitions")
  }

  fileprivate static func ignoredField(
    _ field: String, _ object: Metadata, at place: SourceSpan, since minor: Int, _ running: Located<LinkerdVersion>
  ) -> RuleFinding {
    RuleFinding(
      "\(object.title) sets \(field), which came with Linkerd 2.\(minor) and has no effect in "
        + running.value.description,
      on: object.reference, at: place, related: [.init("the version of the control plane", at: running.span)],
      help: "upgrade Linkerd first, with its CustomResourceDefinitions", severity: .warning)
  }
}
