import MeshModel

extension EffectiveMesh {
  /// The trust domains that something in the input brings the bundle of: a ClusterFederatedTrustDomain, or the
  /// configuration of a server.
  ///
  /// Classes do not count, since controller managers of several classes may write to one server; nor does whether an
  /// object is refused, since what exists in name is not called missing.
  package var federatedTrustDomains: Set<String> {
    let servers = spireInstallation.servers.compactMap(\.configuration.server)
    let written =
      self.written.spire.federatedTrustDomains.compactMap(\.trustDomain) + servers.flatMap(\.federatedTrustDomains)
    return Set(written.compactMap { try? SPIFFEID.trustDomain($0.value) })
  }
}
