package import MeshModel

/// A name under which a socket of SPIRE's agent is looked for, and that no agent of the input gives its socket.
package struct MisnamedSocket: Sendable {
  package enum Cause: Sendable {
    /// The proxies take their certificates from istiod in its place.
    case proxies
    /// The proxies do not start, since they are told the name.
    case toldProxies
    case container(String)
  }

  package let cause: Cause
  package let name: String
  /// Where it is written; nil for Istio's default.
  package let written: Located<String>?
  /// As indexes into ``Mesh/workloads``.
  package internal(set) var workloads: [Int]
}

extension EffectiveMesh {
  /// The sockets of the agents; nil where not all of them are known.
  package var agentSockets: [Located<String>]? {
    var sockets: [Located<String>] = []
    for agent in spireInstallation.agents {
      let flags = agent.processes.compactMap { $0.container.flag("socketPath") }
      guard let path = flags.first ?? agent.configuration.agent?.socketPath else { return nil }
      sockets.append(path)
    }
    return sockets.isEmpty ? nil : sockets
  }

  /// Who looks for a socket that no agent of the input makes: Istio's proxies (`pkg/istio-agent/agent.go` Run), and
  /// containers with a volume of the SPIFFE CSI driver.
  package func misnamedSockets() -> [MisnamedSocket] {
    guard let agentSockets else { return [] }
    let names = Set(agentSockets.map(\.value.lastComponent))
    return misnamedByProxies(names) + misnamedByContainers(names)
  }

  private func misnamedByProxies(_ names: Set<String>) -> [MisnamedSocket] {
    var found: [MisnamedSocket] = []
    var places: [String: Int] = [:]
    for proxy in spireProxies {
      let templates = proxy.names.compactMap { injectionTemplates[$0] }
      let workload = mesh.workloads[proxy.workload]
      guard workload.podAnnotations["proxy.istio.io/config"] == nil,
        !templates.contains(where: { $0.mayMean("WORKLOAD_IDENTITY_SOCKET_FILE") })
      else { continue }
      let written =
        workload.proxyVariable("WORKLOAD_IDENTITY_SOCKET_FILE") ?? templates.compactMap(\.identitySocketFile).last
        ?? settings.proxyMetadata["WORKLOAD_IDENTITY_SOCKET_FILE"]
      let name = written?.value ?? "socket"
      guard !names.contains(name) else { continue }
      let place = "\(name) \(String(describing: written?.span))"
      if let position = places[place] {
        found[position].workloads.append(proxy.workload)
      } else {
        places[place] = found.count
        found.append(
          MisnamedSocket(
            cause: name == "socket" ? .proxies : .toldProxies, name: name, written: written,
            workloads: [proxy.workload]))
      }
    }
    return found
  }

  private func misnamedByContainers(_ names: Set<String>) -> [MisnamedSocket] {
    mesh.workloads.enumerated().flatMap { index, workload -> [MisnamedSocket] in
      let volumes = workload.pod.volumes.filter { $0.csi?.driver.value == "csi.spiffe.io" }.map(\.name)
      guard !volumes.isEmpty else { return [] }
      return (workload.pod.containers + workload.pod.initContainers).compactMap { container in
        let variable = container.environment.first { $0.name == "SPIFFE_ENDPOINT_SOCKET" }
        guard let written = variable?.value, written.value.hasPrefix("unix:") else { return nil }
        let path = "/" + written.value.dropFirst("unix:".count).drop { $0 == "/" }
        guard let mount = container.mount(of: path), volumes.contains(mount.volume),
          !names.contains(path.lastComponent), !path.contains("$")
        else { return nil }
        return MisnamedSocket(
          cause: .container(container.name?.value ?? ""), name: path.lastComponent, written: written,
          workloads: [index])
      }
    }
  }
}

extension Workload {
  /// A variable that the pods set for the proxy that is injected.
  fileprivate func proxyVariable(_ name: String) -> Located<String>? {
    proxyContainers.lazy.flatMap(\.environment).first { $0.name == name }?.value
  }
}

extension String {
  /// What stands behind the last slash.
  fileprivate var lastComponent: String { split(separator: "/").last.map(String.init) ?? "" }
}
