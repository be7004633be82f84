import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds patterns of SPIRE's controller manager that leave out namespaces by a part of their name.
struct NamespaceIgnoredByPattern: Rule {
  static let page = RulePage.namespaceIgnoredByPattern
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let controllers = context.mesh.spireInstallation.controllerManagers
    guard !controllers.isEmpty else { return }
    let namespaces = context.mesh.mesh.inhabitedNamespaces.union(context.mesh.mesh.namespaces.keys).sorted()
    for controller in controllers.map(\.configuration) {
      // Names among the patterns are matched as they are, and so are left out on purpose.
      let names = (controller.ignoreNamespaces ?? []).filter { Syntax.isDNSLabel($0.value) }
      let meant = Set(names.map(\.value))
      for pattern in names {
        let hit = namespaces.filter { !meant.contains($0) && $0.contains(pattern.value) }
        guard !hit.isEmpty else { continue }
        findings.report(
          RuleFinding(
            "\(quoted(pattern.value)) in ignoreNamespaces of \(controller.title) matches a part of a name, and so leaves out "
              + "\(list(hit)) too", on: controller.owner.reference, at: pattern.span,
            help: "write ^\(pattern.value)$: pods of those namespaces get no identity"))
      }
    }
  }
}
