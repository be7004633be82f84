import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds `portLevelSettings` for ports that the host does not have.
package struct PortLevelSettingsForUnknownPort: Rule {
  package static let page = RulePage.portLevelSettingsForUnknownPort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for entry in mesh.unknownPortEntries(describes: context.describes) {
      let rule = mesh.destinationRules[entry.rule]
      let service = mesh.services[entry.service].metadata
      let numbers = entry.knownPorts.map(String.init)
      let place = entry.portMeant?.span ?? mesh.services[entry.service].ports.first?.span ?? service.span
      let has =
        rule.host.value.hasPrefix("*")
        ? "no service of host \(quoted(rule.host.value)) has" : "\(service.reference.friendlyName) does not have"
      findings.report(
        RuleFinding(
          "\(rule.title) has settings for port \(entry.number.value), which \(has)",
          on: rule.metadata.reference, at: entry.number.span,
          related: [
            .init(
              entry.portMeant.map { "connections to port \($0.number) arrive at \(entry.number.value)" }
                ?? "\(numbers.count == 1 ? "its port is" : "its ports are") \(list(numbers))", at: place)
          ],
          help: entry.portMeant.map { "portLevelSettings counts ports of the Service: write \($0.number)" }
            ?? "settings for a port that nobody can call have no effect"))
    }
  }
}
