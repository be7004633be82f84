import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules that originate `SIMPLE` or `MUTUAL` TLS towards servers with a sidecar.
package struct OneWayTLSToProxy: Rule {
  package static let page = RulePage.oneWayTlsToProxy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for misuse in context.mesh.oneWayTLSToProxies() {
      let rule = context.mesh.destinationRules[misuse.rule]
      let first = misuse.worst
      findings.report(
        RuleFinding(
          "\(rule.title) sends \(first.tls.mode.rawValue) TLS to \(hosts(misuse.hosts)), "
            + "whose server has a sidecar: on port \(first.effect)",
          on: rule.metadata.reference, at: first.tls.span,
          related: misuse.servers(in: context.mesh) + misuse.otherPlaces,
          help: context.mesh.settings.autoMTLS.value
            ? "remove the tls settings to let auto mTLS choose, or set the mode to ISTIO_MUTUAL"
            : "set the mode to ISTIO_MUTUAL; auto mTLS is off in this mesh"))
    }
  }
}

extension TLSMisuse {
  /// The first case that fails, else the first.
  fileprivate var worst: Case { cases.first { $0.port.portProtocol.isHTTP || $0.accepts?.mode == .STRICT } ?? cases[0] }
}

extension TLSMisuse.Case {
  /// What becomes of the connection, by the server's mode and the protocol of the port.
  fileprivate var effect: String {
    if accepts?.mode == .STRICT { return "\(port.number) it fails unless the certificates are the mesh's own" }
    let written = port.portProtocol == .auto ? "" : " (\(port.portProtocol.rawValue))"
    return port.portProtocol.isHTTP
      ? "\(port.number)\(written) it fails, because the sidecar ends no TLS but Istio's"
      : "\(port.number)\(written) it reaches the application as TLS, past the sidecar"
  }
}
