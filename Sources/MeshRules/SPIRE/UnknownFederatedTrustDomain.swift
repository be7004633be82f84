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
    // What is refused exists in name.
    let federated = context.mesh.written.spire.federatedTrustDomains
    var known = Set(federated.compactMap { $0.trustDomain.flatMap { try? SPIFFEID.trustDomain($0.value) } })
    let hasOthers = !known.isEmpty
    if let own = context.mesh.spireControllers.trustDomain { known.insert(own) }
    let lists =
      spire.clusterSPIFFEIDs.map { ($0.metadata, $0.federatesWith) }
      + spire.staticEntries.map { ($0.metadata, $0.federatesWith) }
    for (metadata, domains) in lists {
      for domain in domains {
        guard let name = try? SPIFFEID.trustDomain(domain.value), !known.contains(name) else { continue }
        guard context.mesh.options.isComplete || hasOthers else {
          findings.skip(needs: "the ClusterFederatedTrustDomains")
          continue
        }
        let suggestion = closest(to: name, of: known.sorted()).map { "did you mean \(quoted($0))? " } ?? ""
        findings.report(
          RuleFinding(
            "\(metadata.title) federates with \(quoted(name)), for which there is no ClusterFederatedTrustDomain",
            on: metadata.reference, at: domain.span,
            help: suggestion + "without the bundle of \(quoted(name)) SPIRE's server refuses the entry, and the pods "
              + "get no SPIFFE ID at all",
            severity: context.mesh.options.isComplete ? .error : nil))
      }
    }
  }
}
