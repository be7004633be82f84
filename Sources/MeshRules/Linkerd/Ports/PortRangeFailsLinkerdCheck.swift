import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ranges and blanks in `opaque-ports`, at which `linkerd check` fails.
package struct PortRangeFailsLinkerdCheck: LinkerdRule {
  package static let page = RulePage.portRangeFailsLinkerdCheck

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let key = "config.linkerd.io/opaque-ports"
    var lists = linkerd.annotations("opaque-ports").map { ($0.value, $0.owner) }
    lists += linkerd.mesh.services.compactMap { service in
      service.metadata.annotations[key].map { ($0, service.metadata) }
    }
    for (value, owner) in lists where PortRanges(policy: value.value) != nil {
      let items = PortRanges.items(value.value).filter { Int($0) == nil }.map { quoted(String($0)) }
      guard !items.isEmpty else { continue }
      findings.report(
        RuleFinding(
          "linkerd check reads every item of \(key) as one number and fails at \(list(items))",
          on: owner.reference, at: value.span, help: "list the ports one by one, without blanks"))
    }
  }
}
