import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Bundles whose Secrets trust-manager may not write.
struct SecretTargetNotAllowed: Rule {
  static let page = RulePage.secretTargetNotAllowed
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let bundles = context.mesh.mesh.certManager.bundles.filter { $0.secretTarget != nil }
    guard !bundles.isEmpty else { return }
    let targets = context.mesh.trustBundleTargets
    // That Linkerd reads no Secret is found with its Bundle.
    for bundle in bundles where bundle.name != LinkerdSecretName.trustRoots {
      guard let problem = targets.problem(withSecretsOf: bundle), let place = bundle.secretTarget else { continue }
      switch problem {
      case .disabled: findings.report(.disabled(bundle, at: place))
      case .notNamed(let names): findings.report(.notNamed(bundle, at: place, names))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func disabled(_ bundle: TrustBundle, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) is not written: it asks for Secrets, and trust-manager is installed without leave to write any",
      on: bundle.metadata.reference, at: place,
      help: "write ConfigMaps, or set secretTargets.enabled and name \(quoted(bundle.name)) in "
        + "secretTargets.authorizedSecrets of trust-manager's chart")
  }

  fileprivate static func notNamed(
    _ bundle: TrustBundle, at place: SourceSpan, _ names: [String]
  ) -> RuleFinding {
    let allowed = names.isEmpty ? "none" : list(names.map(quoted))
    return RuleFinding(
      "\(bundle.title) is not written: it asks for Secrets, of which trust-manager may write \(allowed)",
      on: bundle.metadata.reference, at: place,
      help: "add \(quoted(bundle.name)) to secretTargets.authorizedSecrets of trust-manager's chart")
  }
}
