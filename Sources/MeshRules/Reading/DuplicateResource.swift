import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds resources that are defined more than once.
package struct DuplicateResource: Rule {
  package static let page = RulePage.duplicateResource
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for duplicate in context.mesh.mesh.duplicates {
      let name = duplicate.kept.reference.friendlyName
      switch duplicate.relation {
      case .competing:
        findings.report(
          RuleFinding(
            "\(name) is defined more than once; this definition replaces an earlier one",
            on: duplicate.kept.reference, at: duplicate.kept.span,
            related: [.init("the definition that is replaced", at: duplicate.overwritten.span)],
            help: "rename or remove one of them, or analyze each environment on its own"))
      // The same words in another file are a copy, such as a rendered release beside its sources.
      case .identical where duplicate.kept.span.file != duplicate.overwritten.span.file: break
      case .identical:
        findings.report(
          RuleFinding(
            "\(name) is defined more than once, each time in the same words",
            on: duplicate.kept.reference, at: duplicate.kept.span,
            related: [.init("the other definition", at: duplicate.overwritten.span)],
            help: "remove one of them, before the two differ", severity: .info))
      case .alternative:
        findings.skip(needs: "one environment at a time, instead of several definitions of a resource side by side")
      }
    }
  }
}
