package import Diagnostics
package import MeshModel
import StructuralSchema

/// How long the certificates of workloads live: what proxies ask istiod for, and the most that it gives.
package struct WorkloadLifetimes: Sendable {
  /// A span of time, as Go writes it.
  package struct Lifetime: Sendable {
    package var text: String
    /// Whether somebody says so, and it is no default of Istio.
    package var isWritten = false
    /// Where the input says it.
    package var span: SourceSpan?
    var nanoseconds: Double

    init(_ written: Located<String>?, default fallback: String) {
      text = fallback
      nanoseconds = GoDuration.nanoseconds(fallback) ?? 0
      guard let written, let length = GoDuration.nanoseconds(written.value) else { return }
      (text, isWritten, span, nanoseconds) = (written.value, true, written.span, length)
    }
  }

  /// What says so of istiod.
  package var environment: IstiodEnvironment
  /// `SECRET_TTL` of the proxies (`pilot/cmd/pilot-agent/options/options.go`).
  package var asked: Lifetime
  /// `MAX_WORKLOAD_CERT_TTL` of istiod (`pilot/pkg/bootstrap/istio_ca.go`).
  package var maximum: Lifetime
  /// `DEFAULT_WORKLOAD_CERT_TTL` of istiod, where it is written: what those get who ask for no lifetime.
  package var fallback: Located<String>?
  /// The variables that are no spans of time, for which Istio's default stands.
  package var unread: [LocatedMap.Entry]

  /// Whether istiod refuses what proxies ask for (`security/pkg/pki/ca/ca.go` sign).
  package var isRefused: Bool { asked.nanoseconds > maximum.nanoseconds }
}

extension EffectiveMesh {
  /// One for each place that says something of istiod's environment. What single pods ask for is left out.
  package func workloadLifetimes() -> [WorkloadLifetimes] {
    guard istiodSigns else { return [] }
    let names = ["DEFAULT_WORKLOAD_CERT_TTL", "MAX_WORKLOAD_CERT_TTL"]
    var asked = WorkloadLifetimes.Lifetime(settings.proxyMetadata["SECRET_TTL"], default: "24h")
    if !settings.areProvidersFromInput { asked.span = nil }
    return istiodEnvironments.compactMap { environment in
      let written = names.compactMap { environment.variables.entry($0) }
      guard !written.isEmpty || asked.isWritten else { return nil }
      return WorkloadLifetimes(
        environment: environment, asked: asked,
        maximum: .init(environment.variables["MAX_WORKLOAD_CERT_TTL"], default: "2160h"),
        fallback: environment.variables["DEFAULT_WORKLOAD_CERT_TTL"],
        unread: written.filter { !GoDuration.isDuration($0.value.value) })
    }
  }
}
