import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ranges, names and blanks in `opaque-ports`, at which `linkerd check` fails.
package struct PortRangeFailsLinkerdCheck: LinkerdRule {
  package static let page = RulePage.portRangeFailsLinkerdCheck

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let key = "config.linkerd.io/opaque-ports"
    // Lists that other parts of Linkerd do not read either are another mistake.
    var lists = linkerd.annotations("opaque-ports")
      .filter { PortRanges(policy: $0.value.value) != nil }.map { ($0.value, $0.owner) }
    for service in linkerd.mesh.services {
      guard let value = service.opaquePorts else { continue }
      let items = PortRanges.items(value.value).map(PortRanges.trimmed)
      if items.allSatisfy({ $0.isEmpty || service.understands($0) }) { lists.append((value, service.metadata)) }
    }
    for (value, owner) in lists {
      let items = PortRanges.items(value.value).filter { Int($0) == nil }.map { quoted(String($0)) }
      guard !items.isEmpty else { continue }
      findings.report(
        RuleFinding(
          "linkerd check reads every item of \(key) as one number and fails at \(list(items))",
          on: owner.reference, at: value.span, help: "list the ports one by one, as numbers and without blanks"))
    }
  }
}
