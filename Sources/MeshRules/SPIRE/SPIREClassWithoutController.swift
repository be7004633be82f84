import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds objects of a class that no controller manager of SPIRE takes care of.
struct SPIREClassWithoutController: Rule {
  static let page = RulePage.spireClassWithoutController
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let spire = context.mesh.mesh.spire
    let controllers = context.mesh.spireControllers
    let classes =
      spire.clusterSPIFFEIDs.map { ($0.metadata, $0.className) }
      + spire.federatedTrustDomains.map { ($0.metadata, $0.className) }
      + spire.staticEntries.map { ($0.metadata, $0.className) }
    let known = Set(controllers.configurations.compactMap { $0.className?.value }).sorted()
    for (metadata, written) in classes {
      let name = written?.value ?? ""
      guard controllers.watch(written) == false else { continue }
      let whose = name.isEmpty ? "names no class" : "is of class \(quoted(name))"
      findings.report(
        RuleFinding(
          "\(metadata.title) \(whose), and no controller manager in the input takes care of it", on: metadata.reference,
          at: written?.span ?? metadata.span,
          related: controllers.configurations.lazy.map {
            Finding.Related("the class of a controller manager", at: $0.className?.span ?? $0.owner.span)
          }.eachPlaceOnce(),
          help: known.isEmpty ? "leave out className" : "write \(list(known.map { "`className: \($0)`" }))"))
    }
  }
}
