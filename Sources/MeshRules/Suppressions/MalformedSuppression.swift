package import RuleCatalogue

/// Finds suppressions that cannot be used as they are written.
package struct MalformedSuppression: SuppressionRule {
  package static let page = RulePage.malformedSuppression

  package init() {}

  package func check(_ suppression: WrittenSuppression, _ findings: inout RuleFindings) {
    guard let flaw = suppression.flaw else { return }
    findings.report(
      RuleFinding(
        flaw.message, on: suppression.object, at: flaw.span, help: flaw.help,
        subject: suppression.subject(of: suppression.targets)))
  }
}
