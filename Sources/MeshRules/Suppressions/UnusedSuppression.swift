package import RuleCatalogue

/// Finds suppressions that leave nothing out.
package struct UnusedSuppression: SuppressionRule {
  package static let page = RulePage.unusedSuppression

  package init() {}

  package func check(_ suppression: WrittenSuppression, _ findings: inout RuleFindings) {
    guard suppression.isInForce else { return }
    for target in suppression.targets where target.isJudged && !target.isUsed {
      findings.report(
        RuleFinding(
          "The suppression of \(target.name) leaves nothing out", on: suppression.object, at: target.span,
          help: "remove it", subject: suppression.subject(of: [target])))
    }
  }
}
