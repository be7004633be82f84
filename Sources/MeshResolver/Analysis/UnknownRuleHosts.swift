package import Diagnostics
package import MeshModel

/// A DestinationRule for a host that nothing in the mesh has.
package struct UnknownRuleHost: Sendable {
  package var rule: DestinationRule
  /// A host that was probably meant.
  package var suggestion: String?
  /// Where the host is declared that the namespaces of the rule do not see; nil where there is none of the name.
  package var declared: SourceSpan?
}

extension EffectiveMesh {
  /// The DestinationRules whose host nothing has (`pkg/config/analysis/analyzers/destinationrule/subset.go`), and what
  /// the input would have to show to judge the others.
  ///
  /// Wildcards are left out, which Istio's analyzer takes for the name of a host. Unless the input is complete, a host
  /// that some namespace sees is known.
  package func unknownRuleHosts() -> (found: [UnknownRuleHost], unjudged: [String]) {
    var found: [UnknownRuleHost] = []
    var unjudged: [String] = []
    let rules = analyzed(written.destinationRules).filter { !$0.host.value.isEmpty && !$0.host.value.hasPrefix("*") }
    guard !rules.isEmpty else { return ([], []) }
    let hosts = visibleHosts
    var search = HostSearch(self)
    for rule in rules
    where hosts.host(rule.host.value, in: rule.namespace, exportTo: rule.exportTo) == nil {
      let declared = search.declaration(of: rule.host.value, in: rule.namespace)
      // ``serviceMeant(by:)`` tells of these where the input is a part.
      guard options.isComplete || (declared == nil && serviceMeant(by: rule.host.value) == nil) else { continue }
      if let needs = search.needs(toMiss: rule.host.value, in: rule.namespace) {
        unjudged.append(needs)
      } else {
        found.append(
          UnknownRuleHost(
            rule: rule, suggestion: search.hostMeant(by: rule.host.value, in: rule.namespace), declared: declared))
      }
    }
    return (found, unjudged)
  }
}
