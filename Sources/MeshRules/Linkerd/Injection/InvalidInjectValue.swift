import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds values of `linkerd.io/inject` that the injector does not know.
package struct InvalidInjectValue: LinkerdRule {
  package static let page = RulePage.invalidInjectValue

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for carrier in linkerd.carriers where carrier.kind == .namespace || carrier.kind == .pods {
      guard let annotation = carrier.annotations["linkerd.io/inject"], !annotation.value.isEmpty,
        !Self.values.contains(annotation.value)
      else { continue }
      let isNamespace = carrier.kind == .namespace
      let loss = isNamespace ? "no pod in it gets a proxy, whatever its own annotation says" : "they get no proxy"
      let wish = Self.wish(annotation.value)
      findings.report(
        RuleFinding(
          "The annotation linkerd.io/inject of \(carrier.title) is \(quoted(annotation.value)), which the injector does "
            + "not know, so \(loss)",
          on: carrier.metadata.reference, at: annotation.span,
          help: wish.map { "write \($0)" } ?? "write enabled, disabled or ingress, in lower case",
          severity: wish == "disabled" ? .warning : nil))
    }
  }

  private static let values = ["enabled", "disabled", "ingress"]

  /// The value that somebody meant who wrote another.
  private static func wish(_ value: String) -> String? {
    switch value.lowercased() {
    case "true", "yes", "on", "enable", "1", "enabled": "enabled"
    case "false", "no", "off", "disable", "none", "0", "disabled": "disabled"
    default: closest(to: value, of: values)
    }
  }
}
