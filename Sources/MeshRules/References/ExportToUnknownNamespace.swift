import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds namespaces that resources are shared with, or that hosts are taken from, and that do not exist.
package struct ExportToUnknownNamespace: Rule {
  package static let page = RulePage.exportToUnknownNamespace

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let (found, unjudged) = mesh.unknownNamespaces()
    // A rule that counts nowhere because of its `exportTo` is reported as such.
    let unreachable = Set(
      mesh.unreachableRules(describes: context.describes).map { mesh.destinationRules[$0.rule].metadata.reference })
    for missing in found where !unreachable.contains(missing.object.reference) {
      findings.report(
        RuleFinding(
          "\(missing.statement) namespace \(quoted(missing.name.value)), which does not exist",
          on: missing.object.reference, at: missing.name.span,
          help: missing.suggestion.map { "did you mean \(quoted($0))?" }))
    }
    for _ in 0..<unjudged { findings.skip(needs: "every Namespace of the cluster, to know which namespaces exist") }
  }
}

extension UnknownNamespace {
  /// The message up to the word `namespace`.
  fileprivate var statement: String {
    switch use {
    case .export: "\(object.title) is exported to"
    case .egress: "\(object.title) takes hosts from"
    case .server: "\(object.title) offers a host to"
    case .meshDefault(let field): "\(field) names"
    }
  }
}
