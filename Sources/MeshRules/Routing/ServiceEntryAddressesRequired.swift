import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ServiceEntries with TCP ports and without addresses.
package struct ServiceEntryAddressesRequired: Rule {
  package static let page = RulePage.serviceEntryAddressesRequired

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for addressless in context.mesh.addresslessPorts() {
      let port = addressless.port
      findings.report(
        RuleFinding(
          "ServiceEntry addresses are required for this protocol.", on: addressless.entry.metadata.reference,
          at: port.protocolName?.span ?? port.number.span,
          help: "list the addresses, or name the protocol, such as TLS or HTTP, if the connections say the host",
          istioctlSpan: port.name?.span))
    }
  }
}
