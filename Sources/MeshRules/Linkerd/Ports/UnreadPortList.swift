import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds lists of ports that a part of Linkerd does not read, or not as a whole.
package struct UnreadPortList: LinkerdRule {
  package static let page = RulePage.unreadPortList

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for name in ["skip-inbound-ports", "skip-outbound-ports"] {
      for annotation in linkerd.annotations(name) {
        let items = PortRanges.items(annotation.value.value)
        let ignored = items.filter { !$0.isEmpty && PortRanges.redirectionRange($0) == nil }
        guard !ignored.isEmpty else { continue }
        findings.report(.ignored(ignored.map { quoted(String($0)) }, of: annotation))
      }
    }
    for annotation in linkerd.annotations("proxy-require-identity-inbound-ports")
    where PortRanges(policy: annotation.value.value) == nil {
      findings.report(
        .discarded(
          annotation.value, key: annotation.key, on: annotation.owner,
          so: "clients without identity are let into all of them", severity: .error))
    }
    for annotation in linkerd.annotations("opaque-ports") where PortRanges(policy: annotation.value.value) == nil {
      findings.report(
        .discarded(annotation.value, key: annotation.key, on: annotation.owner, so: "no port is opaque for the server"))
    }
    for service in linkerd.mesh.services {
      guard let value = service.opaquePorts else { continue }
      let items = PortRanges.items(value.value).map(PortRanges.trimmed)
      let ignored = items.filter { !$0.isEmpty && !service.understands($0) }
      guard !ignored.isEmpty else { continue }
      findings.report(.ignored(ignored.map { quoted(String($0)) }, in: value, of: service))
    }
  }
}

extension RuleFinding {
  fileprivate static func ignored(_ items: [String], of annotation: AnnotationInForce) -> RuleFinding {
    RuleFinding(
      "\(annotation.key) holds \(list(items)), which is no port or range, so that the proxy takes "
        + "\(items.count == 1 ? "it" : "them") all the same",
      on: annotation.owner.reference, at: annotation.value.span,
      help: "write numbers and ranges such as 4000-4999, with commas and no blanks between")
  }

  fileprivate static func ignored(_ items: [String], in value: Located<String>, of service: Service) -> RuleFinding {
    RuleFinding(
      "config.linkerd.io/opaque-ports holds \(list(items)), which is no port, no range and no name of a port of "
        + "\(service.metadata.reference.friendlyName), so that clients pass over \(items.count == 1 ? "it" : "them")",
      on: service.metadata.reference, at: value.span, help: "write numbers of the Service's own ports")
  }

  fileprivate static func discarded(
    _ value: Located<String>, key: String, on owner: Metadata, so consequence: String, severity: Severity? = nil
  ) -> RuleFinding {
    let items = PortRanges.items(value.value).filter {
      !PortRanges.trimmed($0).isEmpty && PortRanges.policyRange($0) == nil
    }
    return RuleFinding(
      "\(key) holds \(list(items.map { quoted(String($0)) })), which is no port or range, and for that the policy "
        + "controller drops the whole list: \(consequence)",
      on: owner.reference, at: value.span, help: "write numbers and ranges such as 4000-4999", severity: severity)
  }
}
