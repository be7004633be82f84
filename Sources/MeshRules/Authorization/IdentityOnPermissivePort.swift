import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies that clients get past by coming in plain text.
package struct IdentityOnPermissivePort: Rule {
  package static let page = RulePage.identityOnPermissivePort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for var found in context.authorization.identitiesOnPlaintext(.PERMISSIVE) {
      found.places.removeAll { !mesh.isCertainlyPermissive(at: $0) }
      if found.places.isEmpty {
        findings.skip(needs: "the root namespace, to know whether plain text is taken")
      } else {
        findings.report(.identity(found, in: mesh))
      }
    }
  }
}

extension EffectiveMesh {
  /// Whether no policy for the mesh that the input does not hold may demand mutual TLS there.
  fileprivate func isCertainlyPermissive(at place: PolicyPlace) -> Bool {
    place.ports.allSatisfy { isCertain(serverModes[place.workloads[0]].decision(for: $0)) }
  }
}

extension RuleFinding {
  fileprivate static func identity(_ found: IdentityOnPlaintext, in mesh: EffectiveMesh) -> RuleFinding {
    let policy = mesh.authorizationPolicyIndex.policies[found.policy].metadata
    let words = mesh.words(for: found.places)
    let places = "\(words) \(found.places.isOne ? "takes" : "take") plain text"
    let (fact, help) =
      switch found.effect {
      case .alwaysAllows:
        (
          "keeps clients out by \(found.clause.value), but \(places), which has no identity and is let in",
          "set the mode to STRICT, or allow by principals or namespaces"
        )
      case .alwaysDenies:
        (
          "denies by \(found.clause.value) and so denies all plain text, although PERMISSIVE lets \(words) take it",
          "set the mode to STRICT, or spare those who are meant to come in plain text"
        )
      case .neverDenies, .neverAllows:
        (
          "denies by \(found.clause.value), but \(places), which has no identity and gets past it",
          "set the mode to STRICT, or allow only who is meant to get in"
        )
      }
    // Where other ports demand mutual TLS, somebody opened these.
    let isInfo = found.effect == .alwaysDenies || !found.isWhole
    return RuleFinding(
      "\(policy.title) \(fact)", on: policy.reference, at: found.clause.span,
      related: mesh.modes(of: found.places), help: help, severity: isInfo ? .info : nil)
  }
}

extension [PolicyPlace] {
  /// Whether their words are in the singular.
  fileprivate var isOne: Bool {
    count == 1 && self[0].workloads.count == 1 && (self[0].isEveryPort || self[0].ports.count == 1)
  }
}
