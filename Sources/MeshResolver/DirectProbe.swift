package import Diagnostics
package import MeshModel

/// A probe that the kubelet makes at a port of the application, although that port takes nothing but mutual TLS.
package struct DirectProbe: Sendable {
  package var probe: Probe
  package var port: Int
  package var accepts: ServerMode.Decision
}

extension EffectiveMesh {
  /// Whether the probes of a pod are left as they are instead of being led to the agent, and where that is written.
  /// The pod's annotation counts before the setting of the mesh (`pkg/kube/inject/app_probe.go`
  /// ShouldRewriteAppHTTPProbers).
  package func leavesProbes(of workload: Int) -> (isSo: Bool, place: SourceSpan?) {
    let key = "sidecar.istio.io/rewriteAppHTTPProbers"
    if let written = workloads[workload].podAnnotations[key], let rewrites = goBool(written.value) {
      return (!rewrites, written.span)
    }
    return (!settings.rewriteAppHTTPProbe.value, settings.rewriteAppHTTPProbe.origin)
  }

  /// The probes of a workload with a sidecar that fail because they come without mutual TLS. Probes by `tcpSocket` are
  /// not among them: the proxy accepts every connection.
  package func refusedProbes(of workload: Int) -> [DirectProbe] {
    guard hasApplicationSidecar(workload), leavesProbes(of: workload).isSo else { return [] }
    let capture = inboundCapture(of: workload)
    return workloads[workload].pod.servingContainers.filter { $0.name?.value != "istio-proxy" }.flatMap { container in
      container.probes.compactMap { probe -> DirectProbe? in
        guard probe.action != .tcpSocket, let name = probe.port?.value else { return nil }
        let named = container.ports.first { $0.name?.value == name }?.number.value
        guard let port = Int(name) ?? named, capture.captures(port) else { return nil }
        let accepts = serverModes[workload].decision(for: port)
        return accepts.mode == .STRICT ? DirectProbe(probe: probe, port: port, accepts: accepts) : nil
      }
    }
  }
}

/// What Go's `strconv.ParseBool` reads; nil for anything else.
private func goBool(_ text: String) -> Bool? {
  switch text {
  case "1", "t", "T", "true", "TRUE", "True": true
  case "0", "f", "F", "false", "FALSE", "False": false
  default: nil
  }
}
