package import Diagnostics
package import MeshModel

/// What the proxy of a server asks of connections to one of its ports, whichever mesh it is in.
package struct ServerRequirement: Sendable {
  package enum Acceptance: Sendable {
    /// Mutual TLS of the server's own mesh, and nothing else.
    case mutualTLS
    /// Mutual TLS and plain text.
    case either
    /// Plain text only, because somebody turned mutual TLS off.
    case plaintext
    /// Nothing at all.
    case nothing
    /// Plain text from some addresses, or for some requests, or as a Server says of which it is not known whether it
    /// counts.
    case depends

    /// What becomes of a connection in plain text.
    var outcomeOfPlaintext: Outcome {
      switch self {
      case .mutualTLS, .nothing: .refused
      case .either, .plaintext: .plaintext
      case .depends: .unknown
      }
    }
  }

  package var mesh: MeshKind
  package var acceptance: Acceptance
  /// What the server is, in a word or a few: `STRICT`, `all-authenticated`.
  package var state: String
  /// The resource that decides; nil for defaults and annotations.
  package var resource: Metadata?
  /// Where it is written; nil for what no manifest says.
  package var place: SourceSpan?
}

extension EffectiveMesh {
  /// What the proxy of a workload asks of connections to a port; nil where no proxy takes them, where it is not known
  /// whether there is one, and for gateways, which have listeners of their own.
  package func requirement(of workload: Int, port: Int) -> ServerRequirement? {
    if let linkerd, kind(of: workload) == .linkerd { return linkerd.requirement(of: workload, port: port) }
    guard hasApplicationSidecar(workload), captures[workload]?.inboundExclusion(of: port) == nil,
      !InboundCapture.proxyPorts.contains(port)
    else { return nil }
    let decision = serverModes[workload].decision(for: port)
    let acceptance: ServerRequirement.Acceptance =
      switch decision.mode {
      case .STRICT: .mutualTLS
      case .DISABLE: .plaintext
      case .PERMISSIVE, .UNSET: .either
      }
    return ServerRequirement(
      mesh: .istio, acceptance: acceptance, state: decision.mode.rawValue,
      resource: decision.policy.map { peerAuthentications[$0].metadata }, place: decision.place)
  }

  /// What becomes of plain text, and of TLS of another mesh, that clients send to a workload's port.
  func outcomeWithoutIdentity(at workload: Int, port: Int) -> Outcome {
    requirement(of: workload, port: port)?.acceptance.outcomeOfPlaintext
      ?? (proxy(of: workload).presence == .sidecar ? .plaintext : .unknown)
  }
}
