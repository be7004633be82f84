import Diagnostics
package import RuleCatalogue

/// Finds suppressions of rules that do not exist.
package struct UnknownSuppression: SuppressionRule {
  package static let page = RulePage.unknownSuppression

  package init() {}

  package func check(_ suppression: WrittenSuppression, _ findings: inout RuleFindings) {
    for target in suppression.targets {
      guard case .unknown(let text) = target.choice else { continue }
      let suggestion = closest(to: text, of: ["all"]) ?? RulePage.nearest(to: text)
      findings.report(
        RuleFinding(
          "The suppression names the rule \(quoted(text)), which does not exist", on: suppression.object,
          at: target.span,
          help: suggestion.map { "did you mean \($0)?" } ?? "`meshlint rules` lists them all",
          subject: suppression.subject(of: [target])))
    }
  }
}
