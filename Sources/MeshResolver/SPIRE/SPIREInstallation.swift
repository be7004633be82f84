import Diagnostics
package import MeshModel

/// SPIRE's servers, agents and controller managers in the input, and how they belong together.
package struct SPIREInstallation: Sendable {
  /// A container that reads a configuration.
  package struct Process: Sendable {
    package var workload: Workload
    package var container: Container

    package init(workload: Workload, container: Container) {
      self.workload = workload
      self.container = container
    }

    /// The volume that holds a path in the container, and the path in the volume; nil for a path of the image. A volume
    /// that the pod does not define is a StatefulSet's claim.
    package func volume(of path: String) -> (volume: PodVolume?, path: String)? {
      guard let mount = container.mount(of: path), let rest = mount.remainder(of: path) else { return nil }
      let inside = [mount.subPath, rest].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "/")
      return (workload.pod.volumes.first { $0.name == mount.volume }, inside)
    }
  }

  /// A server or an agent.
  package struct Member: Sendable {
    package var configuration: SPIREConfiguration
    package var processes: [Process]
    /// The server of an agent, as an index into ``servers``.
    var server: Int?
  }

  package struct ControllerManager: Sendable {
    package var configuration: ControllerManagerConfig
    package var processes: [Process]
    /// An index into ``servers``.
    var server: Int?
  }

  /// The Service in the cluster that an agent asks for its server.
  package struct ServerName: Hashable, Sendable {
    package var name: String
    package var namespace: String
  }

  /// The names of the clusters with nodes whose agents a server lets in, as far as the input shows them.
  package struct Clusters: Sendable {
    /// Each once.
    package fileprivate(set) var names: [Located<String>] = []
    private var texts: Set<String> = []
    private var isOpen = false

    fileprivate mutating func insert(_ name: Located<String>) {
      if texts.insert(name.value).inserted { names.append(name) }
      isOpen = isOpen || name.value.isOpen
    }

    /// Whether a cluster is one of these; nil where that depends on a name that is put in later, or none is known.
    package func contain(_ name: String) -> Bool? {
      if texts.contains(name) { return true }
      return isOpen || names.isEmpty ? nil : false
    }
  }

  package private(set) var servers: [Member] = []
  package private(set) var agents: [Member] = []
  package private(set) var controllerManagers: [ControllerManager] = []
  private var clustersByServer: [Int: Clusters] = [:]
  private var services: [ServerName: Service] = [:]
  private var runningContainers: [ObjectIdentifier: Set<String?>] = [:]
  private let mesh: Mesh

  /// Linear in the ConfigMaps, and in the volumes and Services where there is any configuration of SPIRE.
  init(_ mesh: Mesh) {
    self.mesh = mesh
    let maps = mesh.configMaps.filter { !$0.spire.isEmpty || !$0.controllerManagers.isEmpty }
    guard !maps.isEmpty else { return }
    var readers: [String: [(workload: Workload, volume: PodVolume, files: PodVolume.Files)]] = [:]
    for workload in mesh.workloads {
      for volume in workload.pod.volumes {
        for files in volume.files {
          readers["\(workload.namespace)/\(files.configMap.value)", default: []].append((workload, volume, files))
        }
      }
    }
    for map in maps {
      let found = readers["\(map.namespace)/\(map.name)"] ?? []
      func processes(_ key: String) -> [Process] {
        found.flatMap { Self.processes(in: $0.workload, $0.volume, file: $0.files.path(ofKey: key)) }
      }
      for configuration in map.spire {
        let member = Member(configuration: configuration, processes: processes(configuration.key.value))
        if configuration.role == .server { servers.append(member) } else { agents.append(member) }
      }
      controllerManagers += map.controllerManagers.map {
        ControllerManager(configuration: $0, processes: processes($0.key.value))
      }
    }
    if !agents.isEmpty {
      services = Dictionary(
        mesh.services.map { (ServerName(name: $0.name, namespace: $0.namespace), $0) }
      ) { first, _ in first }
    }
    for process in (servers + agents).flatMap(\.processes) + controllerManagers.flatMap(\.processes) {
      runningContainers[ObjectIdentifier(process.workload), default: []].insert(process.container.name?.value)
    }
    relate()
  }

  /// The containers that are told to read a file of a volume, else those that mount it and are told nothing.
  private static func processes(in workload: Workload, _ volume: PodVolume, file: String?) -> [Process] {
    guard let file else { return [] }
    var (told, untold): ([Process], [Process]) = ([], [])
    for container in workload.pod.containers {
      let paths = container.volumeMounts.filter { $0.volume == volume.name }.compactMap { mount -> String? in
        if let subPath = mount.subPath { return subPath == file ? mount.path.value : nil }
        return mount.path.value + (mount.path.value.hasSuffix("/") ? "" : "/") + file
      }
      guard !paths.isEmpty else { continue }
      let process = Process(workload: workload, container: container)
      let names = Set(container.words.map { word in word.value.split(separator: "=").last.map(String.init) ?? "" })
      if paths.contains(where: names.contains) {
        told.append(process)
      } else if container.flag("config") == nil {
        untold.append(process)
      }
    }
    return told.isEmpty ? untold : told
  }

  // MARK: Who belongs to whom

  /// Where an agent looks for its server; nil for a name outside of the cluster, or an address.
  package func serverName(of agent: SPIREConfiguration) -> ServerName? {
    guard let address = agent.agent?.serverAddress?.value else { return nil }
    let labels = address.split(separator: ".").map(String.init)
    guard let name = labels.first, Int(labels.last ?? "") == nil, !address.contains(":") else { return nil }
    if labels.count == 1 { return ServerName(name: name, namespace: agent.owner.namespaceName) }
    guard labels.count == 2 || labels[2] == "svc" else { return nil }
    return ServerName(name: name, namespace: labels[1])
  }

  /// The Service of a name; nil where the input has none.
  package func service(_ name: ServerName) -> Service? { services[name] }

  /// Whether a container is a process of SPIRE.
  package func isProcess(_ container: Container, of workload: Workload) -> Bool {
    runningContainers[ObjectIdentifier(workload)]?.contains(container.name?.value) ?? false
  }

  /// The server that an agent talks to; nil where the input does not show it.
  package func server(of agent: Member) -> Member? { agent.server.map { servers[$0] } }

  /// The server that a controller manager writes to; nil where the input does not show it.
  package func server(of controller: ControllerManager) -> Member? { controller.server.map { servers[$0] } }

  private mutating func relate() {
    var byWorkload: [ObjectIdentifier: [Int]] = [:]
    var byNamespace: [String: [Int]] = [:]
    for (index, server) in servers.enumerated() {
      for process in server.processes { byWorkload[ObjectIdentifier(process.workload), default: []].append(index) }
      byNamespace[server.configuration.owner.namespaceName, default: []].append(index)
    }
    /// The only server that runs in some workloads, else the only one in a namespace.
    func only(in workloads: [Workload], near namespace: String) -> Int? {
      let found = Set(workloads.flatMap { byWorkload[ObjectIdentifier($0)] ?? [] })
      if found.count == 1 { return found.first }
      return byNamespace[namespace]?.count == 1 ? byNamespace[namespace]?.first : nil
    }
    for index in agents.indices {
      guard let name = serverName(of: agents[index].configuration) else { continue }
      let selector = service(name)?.selector ?? LocatedMap()
      let behind = selector.isEmpty ? [] : mesh.workloads(in: name.namespace, matching: selector)
      agents[index].server = only(in: behind.map { mesh.workloads[$0] }, near: name.namespace)
    }
    for index in controllerManagers.indices {
      let controller = controllerManagers[index]
      controllerManagers[index].server = only(
        in: controller.processes.map(\.workload), near: controller.configuration.owner.namespaceName)
    }
    findClusters()
  }

  private mutating func findClusters() {
    for agent in agents {
      guard let server = agent.server, let cluster = agent.configuration.agent?.cluster,
        servers[server].configuration.server?.knows(cluster: cluster.value) != false
      else { continue }
      clustersByServer[server, default: Clusters()].insert(cluster)
    }
    for (index, server) in servers.enumerated() {
      // The agents of another cluster are seldom in the same input. Without any, the server says which clusters there
      // may be.
      let hasAgents = clustersByServer[index] != nil
      for cluster in server.configuration.server?.clusters ?? [] where cluster.isRemote || !hasAgents {
        clustersByServer[index, default: Clusters()].insert(cluster.name)
      }
    }
  }

  /// The clusters of the server that a controller manager writes to; none where the input does not show it.
  package func clusters(of controller: ControllerManager) -> Clusters {
    controller.server.flatMap { clustersByServer[$0] } ?? Clusters()
  }
}

extension Container {
  /// The value of a flag of the program; nil where it is not given.
  package func flag(_ name: String) -> Located<String>? { words.flag(name) }
}

extension [Located<String>] {
  /// The value of a flag as Go's programs read flags, with one hyphen or two; nil where it is not given.
  package func flag(_ name: String) -> Located<String>? {
    for (index, word) in enumerated() where word.value.hasPrefix("-") {
      let text = word.value.drop { $0 == "-" }
      if text == name { return index + 1 < count ? self[index + 1] : word }
      if text.hasPrefix(name + "=") { return Located(String(text.dropFirst(name.count + 1)), at: word.span) }
    }
    return nil
  }
}

extension EffectiveMesh {
  /// SPIRE's processes as the input configures them.
  package var spireInstallation: SPIREInstallation {
    shared.spireInstallation { SPIREInstallation(mesh) }
  }
}
