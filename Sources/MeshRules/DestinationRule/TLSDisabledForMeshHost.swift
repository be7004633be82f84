import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds settings that switch TLS off towards servers that would take mutual TLS.
package struct TLSDisabledForMeshHost: Rule {
  package static let page = RulePage.tlsDisabledForMeshHost

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let misuses = mesh.needlessPlaintext()
    guard !misuses.isEmpty else { return }
    // Where the rule overrides another one, that says more.
    let overriding = Set(mesh.tlsDisagreements().filter { !$0.isRefused }.map(\.rule))
    for misuse in misuses where !overriding.contains(misuse.rule) {
      let rule = mesh.destinationRules[misuse.rule]
      let first = misuse.cases[0]
      let how =
        first.tls.writtenMode == nil ? "has tls without mode, which means DISABLE, for" : "switches TLS off for"
      findings.report(
        RuleFinding(
          "\(rule.title) \(how) \(hosts(misuse.hosts)): clients send plain text to "
            + "sidecars that take mutual TLS",
          on: rule.metadata.reference, at: first.tls.span, related: misuse.servers(in: mesh) + misuse.otherPlaces,
          help: mesh.settings.autoMTLS.value
            ? "remove the tls settings: auto mTLS then encrypts wherever the server has a sidecar"
            : "set the mode to ISTIO_MUTUAL; auto mTLS is off in this mesh"))
    }
  }
}

extension TLSMisuse {
  /// The first server and where its mode stands.
  func servers(in mesh: EffectiveMesh) -> [Finding.Related] {
    guard let first = cases.first, let workload = first.workload, let accepts = first.accepts else { return [] }
    let server = mesh.workloads[workload].metadata
    guard let place = accepts.place else {
      return [.init("\(server.reference.friendlyName) has a sidecar and is PERMISSIVE by default", at: server.span)]
    }
    return [.init("\(server.reference.friendlyName) has a sidecar and is \(accepts.mode.rawValue)", at: place)]
  }
}
