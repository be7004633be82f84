import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds settings that switch TLS off towards servers that would take mutual TLS.
package struct TLSDisabledForMeshHost: Rule {
  package static let page = RulePage.tlsDisabledForMeshHost
  package static var judgesPlaceholders: Bool { true }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    checkTemplates(mesh, &findings)
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

extension TLSDisabledForMeshHost {
  /// Rules in which the name of a Service of the mesh is yet to be filled in.
  private func checkTemplates(_ mesh: EffectiveMesh, _ findings: inout RuleFindings) {
    let unfilled = mesh.mesh.objectsWithPlaceholders
    guard !unfilled.isEmpty else { return }
    for rule in mesh.written.destinationRules where unfilled.contains(rule.metadata.reference) {
      guard let tls = rule.trafficPolicy?.tls, tls.mode == .DISABLE,
        rule.host.value.hasSuffix(".svc.\(mesh.settings.clusterDomain.value)")
      else { continue }
      findings.report(
        RuleFinding(
          "\(rule.title) switches TLS off for a Service of the mesh: clients with a sidecar send plain text to it",
          on: rule.metadata.reference, at: tls.writtenMode?.span ?? tls.span,
          help: "clients without a sidecar read no DestinationRule; let the server take their plain text instead"))
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
