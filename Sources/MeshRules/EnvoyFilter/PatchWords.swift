import Diagnostics
import MeshModel
import MeshResolver

extension RuleFindings {
  /// Reports an EnvoyFilter once, at the operation of its first patch with the problem.
  mutating func report(_ found: ProblematicEnvoyFilter, _ message: String, help: String? = nil) {
    let versioned = found.versioned.map { [Finding.Related("the earlier patch for some versions", at: $0)] } ?? []
    let others = found.operations.dropFirst().map { Finding.Related("this patch as well", at: $0.span) }
    report(
      RuleFinding(
        message, on: found.filter.metadata.reference, at: found.operations[0].span,
        related: versioned + others.eachPlaceOnce(), help: help))
  }
}
