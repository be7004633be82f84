import Diagnostics
import MeshModel

extension EffectiveMesh {
  /// Whether a request is let in by the proxies between it and the application: as the filter chains decide that Istio
  /// builds, or Linkerd's proxy. Linear in the values of the policies in force at the destination.
  package func verdict(on request: Request) -> Verdict {
    switch request.destination {
    case .gateway(let gateway): return gatewayVerdict(on: request, of: mesh.kubernetesGateways[gateway])
    case .workload(let workload):
      if let linkerd, kind(of: workload) == .linkerd { return linkerd.verdict(on: request, of: workload) }
      let proxy = proxies[workload]
      let subject = policySubject(of: workload)
      if proxy.isGateway || (subject.gatewayName != nil && proxy.presence != .none) {
        return gatewayVerdict(on: request, of: workload, subject)
      }
      switch proxy.presence {
      case .sidecar: return sidecarVerdict(on: request, of: workload, subject)
      case .ambient: return ambientVerdict(on: request, of: workload)
      case .none: return Verdict(.noProxy, "there is no proxy, because \(proxy.reason)", at: proxy.place)
      case .unknown:
        return Verdict(.unknown, "it is not known whether there is a proxy: \(proxy.reason)", at: proxy.place)
      }
    }
  }

  /// What the policies for a workload's own proxy are chosen by.
  package func policySubject(of workload: Int) -> PolicySubject {
    var subject = PolicySubject(namespace: workloads[workload].namespace, labels: workloads[workload].podLabels)
    subject.isWaypoint = subject.gatewayName.map { isWaypoint($0, in: subject.namespace, subject.labels) } ?? false
    return subject
  }

  private func sidecarVerdict(on request: Request, of workload: Int, _ subject: PolicySubject) -> Verdict {
    if let exclusion = captures[workload]?.inboundExclusion(of: request.port) {
      return Verdict(
        .noProxy, "the port goes past the proxy, because of \(exclusion.annotation)", at: exclusion.place)
    }
    let mode = serverModes[workload].decision(for: request.port)
    let isTerminated = request.principal != nil && mode.mode != .DISABLE
    if !isTerminated, mode.mode == .STRICT { return Verdict(.rejectTLS, "the port is STRICT", at: mode.place) }
    if isTerminated, let refusal = handshakeRefusal(of: request) { return refusal }
    // Mutual TLS that nobody ends looks like no HTTP.
    let isHTTP = request.wire != .tcp && (request.principal == nil || isTerminated)
    let inbound = inboundPort(request.port, of: workload)
    if case .requests = inbound.reading, !isHTTP {
      return Verdict(.rejectProtocol, "the port takes HTTP only", at: inbound.port?.span)
    }
    let readsRequests = if case .connection = inbound.reading { false } else { isHTTP }
    return ProxyEvaluation(self, subject).verdict(
      on: request, identity: isTerminated ? request.principal : nil, readsRequests: readsRequests)
  }

  /// Why the handshake with a client fails, whose trust domain every inbound proxy of the mesh checks
  /// (`pilot/pkg/networking/plugin/authn/util.go` TrustDomainsForValidation); nil where it does not.
  func handshakeRefusal(of request: Request) -> Verdict? {
    guard let domain = request.trustDomain,
      !settings.trustDomains.contains(domain), !settings.caTrustDomains.contains(domain)
    else { return nil }
    let words =
      domain == request.principal
      ? "\(domain) is no identity of Istio" : "the trust domain \(goQuoted(domain)) is not one of the mesh"
    return Verdict(.rejectTLS, words, at: settings.trustDomain.origin)
  }
}
