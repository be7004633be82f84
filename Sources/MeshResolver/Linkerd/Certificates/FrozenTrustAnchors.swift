import Certificates
package import MeshModel

/// The trust anchors in a manifest that was injected before it was written down, where others are in force by now.
package struct FrozenTrustAnchors: Sendable {
  package let workload: Int
  /// The value of `LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS`.
  package let place: Located<String>
  package let current: LinkerdTrust.Anchors
  /// Whether the proxy trusts none of what is signed by now, linkerd-identity's own certificate among it.
  package let trustsNobody: Bool
}

extension EffectiveMesh {
  /// Proxies of manifests that trust other anchors than the injector hands out, which `linkerd check` warns of
  /// (`pkg/healthcheck/healthcheck.go` checkPodsProxiesCertificate). Linear in the containers.
  package var frozenTrustAnchors: [FrozenTrustAnchors] {
    guard let linkerd,
      let trust = linkerdTrusts.first(where: { $0.namespace == linkerd.settings.controlPlaneNamespace }),
      let current = trust.anchors.first, current.source != .issuerSecret, current.isWhole,
      let reader = certificates.reader
    else { return [] }
    let known = Set(current.certificates)
    // Most proxies of a release hold the same text.
    var answers: [String: (differs: Bool, trustsNobody: Bool)] = [:]
    func answer(_ text: String) -> (differs: Bool, trustsNobody: Bool) {
      if let answer = answers[text] { return answer }
      let anchors = PEMText(text).blocks.filter(\.isCertificate).map { reader.certificate(der: $0.bytes) }
      let readable = anchors.compactMap { $0 }
      let isReadable = !anchors.isEmpty && readable.count == anchors.count
      let trustsNobody =
        isReadable
        && (trust.issuers.first.map { $0.chainProblem(readable, reader) != nil }
          ?? known.isDisjoint(with: readable))
      answers[text] = (isReadable && Set(readable) != known, trustsNobody)
      return answers[text] ?? (false, false)
    }
    var found: [FrozenTrustAnchors] = []
    for (index, workload) in linkerd.workloads.enumerated() where workload.namespace != trust.namespace {
      for container in workload.pod.containers + workload.pod.initContainers
      where container.name?.value == "linkerd-proxy" {
        for (name, value) in container.environment where name == "LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS" {
          let answer = answer(value.value)
          guard answer.differs else { continue }
          found.append(
            FrozenTrustAnchors(
              workload: index, place: value, current: current, trustsNobody: answer.trustsNobody))
        }
      }
    }
    return found
  }
}
