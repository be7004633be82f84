import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds objects that give Istio's proxies another SPIFFE ID than Istio expects.
struct SPIFFEIDNotIstios: Rule {
  static let page = RulePage.spiffeIdNotIstios

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for proxy in mesh.possibleSPIREProxies { findings.skip(needs: mesh.workloads[proxy.workload].injectionNeeds) }
    for found in mesh.foreignSPIFFEIDs() {
      let names = list(found.workloads) { mesh.workloads[$0].metadata.reference.friendlyName }
      var related = found.workloads.lazy.map { index in
        Finding.Related("its proxy asks SPIRE", at: mesh.workloads[index].metadata.span)
      }.eachPlaceOnce()
      let words: String
      switch found.cause {
      case .path: words = "another form than spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT"
      case .trustDomain(let domain):
        words = "the trust domain \(quoted(domain)), while the mesh's is \(quoted(mesh.settings.trustDomain.value))"
        if let origin = mesh.settings.trustDomain.origin {
          related.append(Finding.Related("the trust domain of the mesh", at: origin))
        }
      }
      findings.report(
        RuleFinding(
          "\(found.metadata.title) gives the proxy of \(names) a SPIFFE ID with \(words)",
          on: found.metadata.reference, at: found.written.span, related: related,
          help: "write spiffe://{{ .TrustDomain }}/ns/{{ .PodMeta.Namespace }}/sa/{{ .PodSpec.ServiceAccountName }}; "
            + "clients compare the ID with that of the ServiceAccount and refuse the connection"))
    }
  }
}
