import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds keys of linkerd-config that nobody reads, and one without the key that is read.
package struct UnreadLinkerdConfigKey: LinkerdRule {
  package static let page = RulePage.unreadLinkerdConfigKey

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for map in linkerd.mesh.configMaps where map.name == "linkerd-config" {
      // Another tool may write the rest of a part of the object.
      guard !linkerd.mesh.layout.isPatch(map.metadata.extent.file) else { continue }
      for entry in map.data.entries where !Self.keys.contains(entry.key.value) {
        findings.report(
          RuleFinding(
            "\(map.title) has the key \(quoted(entry.key.value)), which no part of Linkerd reads",
            on: map.metadata.reference, at: entry.key.span,
            help: "set values when Linkerd is installed or upgraded; all of them are in the YAML text under values"))
      }
      guard map.data["values"] == nil, !map.data.isEmpty else { continue }
      findings.report(
        RuleFinding(
          "\(map.title) has no key values, without which the injector answers no request", on: map.metadata.reference,
          at: map.metadata.span, help: "restore the ConfigMap with \"linkerd upgrade\" or Helm", severity: .error))
    }
  }

  private static let keys: Set<String> = ["values", "linkerd-crds-chart-version"]
}
