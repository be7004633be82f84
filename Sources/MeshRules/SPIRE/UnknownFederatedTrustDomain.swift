import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds trust domains to federate with whose bundle nothing brings.
struct UnknownFederatedTrustDomain: Rule {
  static let page = RulePage.unknownFederatedTrustDomain
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let spire = context.mesh.mesh.spire
    let known = context.mesh.federatedTrustDomains
    let names = known.sorted()
    let lists =
      spire.clusterSPIFFEIDs.map { ($0.metadata, $0.className, $0.federatesWith) }
      + spire.staticEntries.map { ($0.metadata, $0.className, $0.federatesWith) }
    for (metadata, className, domains) in lists {
      for domain in domains {
        guard let name = try? SPIFFEID.trustDomain(domain.value), !known.contains(name),
          name != context.mesh.spireControllers.trustDomain(of: className)
        else { continue }
        guard context.mesh.options.isComplete || !known.isEmpty else {
          findings.skip(needs: "the ClusterFederatedTrustDomains")
          continue
        }
        let suggestion = closest(to: name, of: names).map { "did you mean \(quoted($0))? " } ?? ""
        findings.report(
          RuleFinding(
            "\(metadata.title) federates with \(quoted(name)), whose bundle nothing brings",
            on: metadata.reference, at: domain.span,
            help: suggestion + "without the bundle of \(quoted(name)) SPIRE's server refuses the entry, and the pods "
              + "get no SPIFFE ID at all",
            severity: context.mesh.options.isComplete ? .error : nil))
      }
    }
  }
}
