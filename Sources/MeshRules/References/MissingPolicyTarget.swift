import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds targets of policies that do not exist, or for which nothing enforces a policy.
package struct MissingPolicyTarget: Rule {
  package static let page = RulePage.missingPolicyTarget

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (targets, unjudged) = context.mesh.ineffectiveTargets()
    for found in targets {
      let metadata = found.policy.metadata
      let target = "\(found.target.kind?.value ?? "") \(quoted(found.name.value))"
      findings.report(
        RuleFinding(
          "\(metadata.title) targets \(target), \(found.words)",
          on: metadata.reference, at: found.name.span, related: found.reason.related, help: found.reason.remedy,
          severity: found.reason.isMissing ? nil : .warning))
    }
    for namespace in unjudged { findings.skip(needs: "what policies of \(namespace) name as their target") }
  }
}

extension IneffectiveTarget {
  fileprivate var words: String {
    switch reason {
    case .missing where target.targetKind == .GatewayClass: "which does not exist"
    case .missing: "which namespace \(quoted(policy.namespace)) does not have"
    case .noWaypoint: "which is behind no waypoint: nothing enforces the policy there"
    case .classOutsideRoot: "which counts in the root namespace only: nothing enforces the policy"
    case .otherClass: "but policies are attached to istio-waypoint only: nothing enforces the policy"
    }
  }
}

extension IneffectiveTarget.Reason {
  fileprivate var isMissing: Bool {
    if case .missing = self { true } else { false }
  }

  fileprivate var related: [Finding.Related] {
    guard case .noWaypoint(let target) = self else { return [] }
    return [.init("neither it nor its namespace names a waypoint", at: target.span)]
  }

  fileprivate var remedy: String? {
    switch self {
    case .missing(let suggestion): suggestion.map { "did you mean \(quoted($0))?" }
    case .noWaypoint:
      "label the namespace or the service with istio.io/use-waypoint, or select the workloads by their labels"
    case .classOutsideRoot: "name a Gateway or Service of the namespace"
    case .otherClass: "name a Gateway"
    }
  }
}
