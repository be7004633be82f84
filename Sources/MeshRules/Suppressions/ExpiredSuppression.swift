import MeshModel
package import RuleCatalogue

/// Finds suppressions whose last day is over.
package struct ExpiredSuppression: SuppressionRule {
  package static let page = RulePage.expiredSuppression

  package init() {}

  package func check(_ suppression: WrittenSuppression, _ findings: inout RuleFindings) {
    guard suppression.isExpired, let until = suppression.until else { return }
    findings.report(
      RuleFinding(
        "The \(suppression.title) held through \(until.value) and leaves nothing out any more", on: suppression.object,
        at: until.span, help: "mend what it left out and remove it, or set a later day",
        subject: suppression.subject(of: suppression.targets)))
  }
}
