import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds Links whose fields the service mirror cannot read, or that lead to another name than they say.
package struct InvalidLink: LinkerdRule {
  package static let page = RulePage.invalidLink

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for link in linkerd.mesh.linkerd.links {
      let hasGateway = link.gatewayAddress.map { !$0.value.isEmpty } ?? false
      // Only a Link with a gateway is read for its port and probed.
      if hasGateway { checkGateway(link, &findings) }
      checkIdentity(link, linkerd, &findings)
      if let target = link.targetClusterName, !target.value.isEmpty, target.value != link.name {
        findings.report(.otherName(link, target))
      }
    }
  }

  private func checkGateway(_ link: MulticlusterLink, _ findings: inout RuleFindings) {
    for (field, port) in [("gatewayPort", link.gatewayPort), ("probeSpec.port", link.probePort)] {
      guard let port, !Self.isPort(port.value) else { continue }
      findings.report(
        .unreadable(
          link, port, field, effect: "is no port, so no service of the other cluster is mirrored",
          help: "write the number of a port of the gateway, in quotes"))
    }
    for (field, length) in [("probeSpec.period", link.probePeriod), ("probeSpec.timeout", link.probeTimeout)] {
      guard let length, !GoDuration.isDuration(length.value) else { continue }
      findings.report(
        .unreadable(
          link, length, field, effect: "is no duration, so probes of the gateway fail",
          help: "write a duration with its unit, such as 3s"))
    }
    if let threshold = link.probeFailureThreshold, UInt32(threshold.value) == nil {
      findings.report(
        .unreadable(
          link, threshold, "probeSpec.failureThreshold", effect: "is no number, so the gateway is not probed",
          help: "write how many failed probes it takes, in quotes"))
    }
  }

  /// `multicluster/cmd/link.go` makes the identity of a ServiceAccount of it, in the form of every other.
  private func checkIdentity(_ link: MulticlusterLink, _ linkerd: LinkerdMesh, _ findings: inout RuleFindings) {
    guard let identity = link.gatewayIdentity, !identity.value.isEmpty else { return }
    let parts = identity.value.split(separator: ".", omittingEmptySubsequences: false)
    let isIdentity =
      parts.count > 5 && parts[2] == "serviceaccount" && parts[3] == "identity" && !parts.contains { $0.isEmpty }
    if !isIdentity { findings.report(.noIdentity(link, identity)) }
  }

  private static func isPort(_ text: String) -> Bool { UInt16(text).map { $0 > 0 } ?? false }
}

extension RuleFinding {
  fileprivate static func unreadable(
    _ link: MulticlusterLink, _ value: Located<String>, _ field: String, effect: String, help: String
  ) -> RuleFinding {
    RuleFinding(
      "\(link.title) sets \(field) to \(quoted(value.value)), which \(effect)", on: link.metadata.reference,
      at: value.span, help: help)
  }

  fileprivate static func noIdentity(_ link: MulticlusterLink, _ identity: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(link.title) expects the gateway to be \(quoted(identity.value)), a name that no proxy has",
      on: link.metadata.reference, at: identity.span,
      help: "write linkerd-gateway.linkerd-multicluster.serviceaccount.identity., the namespace of the other control "
        + "plane and its trust domain")
  }

  fileprivate static func otherName(_ link: MulticlusterLink, _ target: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(link.title) is for cluster \(quoted(target.value)), under which name \"linkerd multicluster\" does not find it",
      on: link.metadata.reference, at: target.span, related: [.init("its name", at: link.metadata.name.span)],
      help: "give the Link the name of the cluster", severity: .info)
  }
}
