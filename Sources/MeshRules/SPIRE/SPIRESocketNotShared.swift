import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds sockets of SPIRE agents that no workload can reach.
struct SPIRESocketNotShared: Rule {
  static let page = RulePage.spireSocketNotShared
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let agents = context.mesh.spireInstallation.agents
    guard !agents.isEmpty else { return }
    let drivers = context.mesh.mesh.workloads.flatMap(SocketDirectory.ofDrivers)
    for agent in agents {
      guard let path = agent.configuration.agent?.socketPath, agent.configuration.problems.isEmpty else { continue }
      for process in agent.processes where process.container.flag("socketPath") == nil {
        let directory = SocketDirectory(process, path.value.directory)
        if let reason = directory.reason(in: process) {
          findings.report(.unshared(agent.configuration, path, reason, directory.volume))
        } else if let host = directory.hostPath, agents.count == 1 {
          for driver in drivers where driver.hostPath != host { findings.report(.elsewhere(driver, host, path)) }
        }
      }
    }
  }
}

/// A directory in a container that others are to reach.
private struct SocketDirectory {
  let owner: Workload
  let volume: PodVolume?
  /// On the node; nil where it is not there.
  let hostPath: String?
  let span: SourceSpan

  init(_ process: SPIREInstallation.Process, _ path: String, at span: SourceSpan? = nil) {
    let place = process.volume(of: path)
    owner = process.workload
    volume = place?.volume
    hostPath = place?.volume?.hostPath.map { host in
      let root = host.value.hasSuffix("/") ? String(host.value.dropLast()) : host.value
      return place.map { $0.path.isEmpty ? root : "\(root)/\($0.path)" } ?? root
    }
    self.span = volume?.hostPath?.span ?? span ?? process.workload.metadata.span
  }

  /// The directories that a SPIFFE CSI driver gives to pods. One with a name of its own may serve another agent, such
  /// as that of the server above.
  static func ofDrivers(_ workload: Workload) -> [SocketDirectory] {
    workload.pod.containers.compactMap { container in
      guard let flag = container.flag("workload-api-socket-dir"),
        container.flag("plugin-name")?.value ?? "csi.spiffe.io" == "csi.spiffe.io"
      else { return nil }
      let process = SPIREInstallation.Process(workload: workload, container: container)
      return SocketDirectory(process, flag.value, at: flag.span)
    }
  }

  /// Why nobody outside of the container sees what is in the directory; nil where somebody may.
  func reason(in process: SPIREInstallation.Process) -> String? {
    guard let volume else {
      // A claim of a StatefulSet, or a directory of the image.
      let isOfficial = process.container.image?.value.contains("spire-agent") ?? false
      return isOfficial && owner.metadata.kind.value == "DaemonSet" ? "is on no volume" : nil
    }
    guard volume.isEmptyDir else { return nil }
    let others = (owner.pod.containers + owner.pod.initContainers).filter { other in
      other.name?.value != process.container.name?.value
        && other.volumeMounts.contains { $0.volume == volume.name }
    }
    return others.isEmpty ? "is on the emptyDir \(quoted(volume.name)), which no other pod can mount" : nil
  }
}

extension RuleFinding {
  fileprivate static func unshared(
    _ agent: SPIREConfiguration, _ path: Located<String>, _ reason: String, _ volume: PodVolume?
  ) -> RuleFinding {
    RuleFinding(
      "The socket \(path.value) of \(agent.title) \(reason): no workload gets an identity",
      on: agent.owner.reference, at: path.span,
      related: volume.map { [Finding.Related("the volume \(quoted($0.name))", at: $0.span)] } ?? [],
      help: "put the socket into a hostPath, and let the SPIFFE CSI driver give that directory to pods")
  }

  fileprivate static func elsewhere(
    _ driver: SocketDirectory, _ host: String, _ socket: Located<String>
  ) -> RuleFinding {
    let place =
      driver.hostPath.map { "the directory \(quoted($0)) of the node" } ?? "a directory that is not on the node"
    return RuleFinding(
      "\(driver.owner.title) gives pods \(place), and the agent's socket is in \(quoted(host))",
      on: driver.owner.metadata.reference, at: driver.span,
      related: [Finding.Related("the agent's socket", at: socket.span)],
      help: "mount the same hostPath in the agent and in the CSI driver")
  }
}
