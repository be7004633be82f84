import Diagnostics
import MeshModel
package import RuleCatalogue

/// Finds suppressions that do not say why.
package struct SuppressionWithoutReason: SuppressionRule {
  package static let page = RulePage.suppressionWithoutReason
  package static var isOnByDefault: Bool { false }

  package init() {}

  package func check(_ suppression: WrittenSuppression, _ findings: inout RuleFindings) {
    guard suppression.flaw == nil, suppression.reason == nil, !suppression.targets.isEmpty else { return }
    findings.report(
      RuleFinding(
        "The \(suppression.title) gives no reason", on: suppression.object, at: suppression.span,
        help: suppression.reasonHelp, subject: suppression.subject(of: suppression.targets)))
  }
}

extension WrittenSuppression {
  /// Where its reason goes.
  fileprivate var reasonHelp: String {
    switch source {
    case .annotation: "say why in the annotation \(SuppressingObject.annotationPrefix)ignore.RULE"
    case .comment: "say why behind the brackets"
    case .configuration, .commandLine: "say why under `reason`"
    }
  }
}
