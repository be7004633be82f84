package import MeshModel

/// TLS settings of a DestinationRule that name no certificates to check the server's against.
package struct UnverifiedServer: Sendable {
  package var rule: DestinationRule
  package var tls: ClientTLS
  package var mode: ClientTLS.Mode
  /// Nil for the settings of the whole host.
  package var port: TrafficPolicy.Port?
}

extension EffectiveMesh {
  /// The settings of DestinationRules with mode SIMPLE or MUTUAL and without `caCertificates`
  /// (`pkg/config/analysis/analyzers/destinationrule/ca-certificates.go`). As for Istio's analyzer, those of subsets
  /// are left out, and a `credentialName` counts only in a rule that selects workloads; unlike for it, so does a
  /// ConfigMap, which holds nothing but CA certificates and needs no selector.
  package func unverifiedServers() -> [UnverifiedServer] {
    analyzed(written.destinationRules).flatMap { rule -> [UnverifiedServer] in
      guard let policy = rule.trafficPolicy else { return [] }
      let settings = [(policy.tls, nil)] + policy.ports.map { ($0.tls, Optional($0)) }
      return settings.compactMap { tls, port in
        guard let tls, let mode = tls.writtenMode?.value, mode == .SIMPLE || mode == .MUTUAL,
          (tls.caCertificates?.value ?? "").isEmpty,
          !tls.loadsCertificates(hasSelector: rule.workloadSelector != nil)
        else { return nil }
        return UnverifiedServer(rule: rule, tls: tls, mode: mode, port: port)
      }
    }
  }
}

extension ClientTLS {
  /// Whether `credentialName` gives sidecars certificates.
  fileprivate func loadsCertificates(hasSelector: Bool) -> Bool {
    guard let name = credentialName?.value, !name.isEmpty else { return false }
    return hasSelector || name.hasPrefix("configmap://")
  }
}
