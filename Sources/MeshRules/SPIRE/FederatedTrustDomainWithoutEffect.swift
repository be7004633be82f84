import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds ClusterFederatedTrustDomains that SPIRE makes nothing of.
struct FederatedTrustDomainWithoutEffect: Rule {
  static let page = RulePage.federatedTrustDomainWithoutEffect
  static let scope = RuleScope.kubernetes

  private struct Target: Hashable {
    var trustDomain: String
    var className: String
  }

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for server in context.mesh.spireInstallation.servers.map(\.configuration) { checkServer(server, &findings) }
    let controllers = context.mesh.spireControllers
    let spire = context.mesh.mesh.spire
    checkEntries(spire, controllers, &findings)
    var first: [Target: ClusterFederatedTrustDomain] = [:]
    for federation in spire.federatedTrustDomains.sorted(by: { $0.name < $1.name }) {
      guard let written = federation.trustDomain, let name = try? SPIFFEID.trustDomain(written.value) else { continue }
      if name == controllers.trustDomain(of: federation.className) {
        findings.report(
          RuleFinding(
            "\(federation.title) is about \(quoted(name)), which is the trust domain of SPIRE's server itself",
            on: federation.metadata.reference, at: written.span,
            help: "name the trust domain on the other side; the server refuses a relationship with itself"))
        continue
      }
      let target = Target(trustDomain: name, className: federation.className?.value ?? "")
      guard let other = first[target] else {
        first[target] = federation
        continue
      }
      findings.report(
        RuleFinding(
          "\(federation.title) and \(other.title) are both about \(quoted(name))",
          on: federation.metadata.reference, at: written.span,
          related: [Finding.Related("the other one", at: other.trustDomain?.span ?? other.metadata.span)],
          help: "keep one of them; the controller manager takes the older one and passes over the other"))
    }
  }

  private func checkServer(_ server: SPIREConfiguration, _ findings: inout RuleFindings) {
    guard let own = server.trustDomainName else { return }
    for written in server.server?.federatedTrustDomains ?? []
    where (try? SPIFFEID.trustDomain(written.value)) == own {
      findings.report(
        RuleFinding(
          "\(server.title) federates with \(quoted(own)), which is its own trust domain", on: server.owner.reference,
          at: written.span, help: "name the trust domain on the other side"))
    }
  }

  private func checkEntries(
    _ spire: SPIREManifests, _ controllers: SPIREControllers, _ findings: inout RuleFindings
  ) {
    let lists =
      spire.clusterSPIFFEIDs.map { ($0.metadata, $0.className, $0.federatesWith) }
      + spire.staticEntries.map { ($0.metadata, $0.className, $0.federatesWith) }
    for (metadata, className, domains) in lists {
      let own = controllers.trustDomain(of: className)
      for domain in domains where own != nil && own == (try? SPIFFEID.trustDomain(domain.value)) {
        findings.report(
          RuleFinding(
            "\(metadata.title) federates with \(quoted(domain.value)), which is its own trust domain",
            on: metadata.reference, at: domain.span,
            help: "leave it out: every workload has the bundle of its own trust domain", severity: .info))
      }
    }
  }
}
