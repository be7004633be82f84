import Diagnostics
package import RuleCatalogue

/// Finds keys that stand twice in one mapping.
package struct DuplicateKey: Rule {
  package static let page = RulePage.duplicateKey
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in context.input {
      guard case .duplicateKey(let key, let first) = problem.kind else { continue }
      findings.report(
        RuleFinding(
          "The key \(quoted(key)) stands twice in one mapping", on: nil, at: problem.span,
          related: [.init("it stands here first", at: first)],
          help: "only the last one counts, where the file is accepted at all: remove the other"))
    }
  }
}
