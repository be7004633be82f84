import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules that are exported to where they count for nobody.
package struct DestinationRuleOutOfReach: Rule {
  package static let page = RulePage.destinationRuleOutOfReach

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for unreachable in mesh.unreachableRules(describes: context.describes) {
      let rule = mesh.destinationRules[unreachable.rule]
      let names = rule.exportTo.map { quoted($0.value) }
      let reason: String
      let help: String
      switch unreachable.cause {
      case .foreignService(let namespace):
        reason =
          "it is hidden from its own namespace, and other namespaces take exported rules for host "
          + "\(quoted(rule.host.value)) from namespace \(quoted(namespace)) or the root namespace"
        help = "move the rule to namespace \(quoted(namespace)), or to the namespace of the clients without exportTo"
      case .missingNamespaces:
        reason = "it is exported to \(list(names)) only, which \(names.count == 1 ? "does" : "do") not exist"
        help = "write the namespaces of the clients; \".\" is the rule's own"
      }
      findings.report(
        RuleFinding(
          "\(rule.title) is in force for nobody: \(reason)", on: rule.metadata.reference,
          at: rule.exportTo.first?.span ?? rule.metadata.span,
          related: [.init("the host that it is about", at: rule.host.span)], help: help))
    }
  }
}
