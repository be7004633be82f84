import Diagnostics
import MeshModel

/// The hosts of the mesh by the namespaces that see them, as Istio's analyzers look them up
/// (`pkg/config/analysis/analyzers/util/service_lookup.go` GetDestinationHost).
///
/// Other than there, `meshConfig.defaultServiceExportTo` and the cluster domain count, a host that several
/// ServiceEntries name is always that of the oldest, and of several wildcards the most specific one covers a host.
struct VisibleHosts: Sendable {
  enum Host: Sendable {
    /// An index into ``EffectiveMesh/services``.
    case service(Int)
    /// The Service of ``EffectiveMesh/defaultIngressGateway``.
    case ingressGateway
    /// The host of a ServiceEntry that is refused: Istio's analyzers know it, and what is wrong is said elsewhere.
    case refused
    /// The API server's Service, which every cluster has.
    case apiServer
  }

  private let registry: ServiceRegistry
  private let settings: MeshSettings
  /// Whether what the input does not mention does not exist.
  private let isComplete: Bool
  private let hostsWithUnknownPorts: Set<String>
  /// By the namespace that sees the hosts; `*` stands for every namespace.
  private var byScope: [String: HostIndex<Host>] = [:]

  init(_ mesh: EffectiveMesh) {
    registry = mesh.registry
    settings = mesh.settings
    isComplete = mesh.options.isComplete
    hostsWithUnknownPorts = mesh.options.hostsWithUnknownPorts
    let services = mesh.services
    let entries = services.indices.filter { services[$0].isOfEntry }
    for index in services.indices where !services[index].isOfEntry { insert(index) }
    for index in entries.sorted(by: { Metadata.isOlder(services[$0].metadata, services[$1].metadata) }) {
      insert(index)
    }
    if let gateway = mesh.defaultIngressGateway { insert(.ingressGateway, gateway.name, gateway.namespace, ["*"]) }
    for entry in mesh.refusedServiceEntries {
      let scopes = entry.exportTo.map { $0.value == "." ? entry.namespace : $0.value }
      for host in entry.hosts { insert(.refused, host.value, entry.namespace, scopes) }
    }
    insert(.apiServer, "kubernetes", "default", ["*"])
  }

  private mutating func insert(_ index: Int) {
    let service = registry.services[index]
    insert(
      .service(index), service.hostname, service.namespace,
      service.exportTo.map { $0 == "." ? service.namespace : $0 })
  }

  private mutating func insert(_ host: Host, _ name: String, _ namespace: String, _ exportTo: [String]) {
    let name = settings.fullName(name, in: namespace)
    for scope in exportTo.isEmpty || exportTo.contains("*") ? ["*"] : exportTo where byScope[scope]?[name] == nil {
      byScope[scope, default: HostIndex()][name] = host
    }
  }

  /// What a resource of `namespace` means by `name`; nil where nothing that it sees has the name. As in Istio's
  /// analyzers no wildcard covers a short name, except `*`: there is no cluster for a name below a wildcard.
  ///
  /// `exportTo`: The namespaces that the resource counts in, one of which has to see the host; none for its own.
  func host(_ name: String, in namespace: String, exportTo: [Located<String>]) -> Host? {
    let fullName = settings.fullName(name, in: namespace)
    let own = exportTo.isEmpty ? [namespace] : exportTo.map { $0.value == "." ? namespace : $0.value }
    for scope in ["*"] + own {
      if let found = byScope[scope]?[fullName] { return found }
    }
    for scope in [namespace, "*"] {
      if let found = byScope[scope]?.wildcard(for: name) { return found }
    }
    return nil
  }

  /// The numbers of the ports of a host, those of the target where it is an alias; nil where they are not known, since
  /// the target may be declared elsewhere.
  func ports(of host: Host) -> [Int]? {
    switch host {
    case .service(let index) where hostsWithUnknownPorts.contains(registry.services[index].hostname): nil
    case .service(let index):
      (registry.target(ofAlias: index) ?? (isComplete ? index : nil))
        .map { registry.services[$0].ports.map(\.number) }
    case .ingressGateway: DefaultIngressGateway.ports
    case .apiServer: [443]
    case .refused: nil
    }
  }

  /// Whether a host has a port. The ServiceEntries of a namespace put the ports of a host together
  /// (`pilot/pkg/model/sidecar.go` canMergeServices), which escapes Istio's analyzer.
  func mayHave(port: Int, of host: Host) -> Bool {
    guard let ports = ports(of: host), !ports.contains(port) else { return true }
    guard case .service(let index) = host, registry.services[index].isOfEntry else { return false }
    return registry.named(registry.services[index].hostname).map { registry.services[$0] }.contains {
      $0.isOfEntry && $0.namespace == registry.services[index].namespace && $0.ports.contains { $0.number == port }
    }
  }
}

extension EffectiveMesh {
  var visibleHosts: VisibleHosts { shared.visibleHosts { VisibleHosts(self) } }
}

extension MeshService {
  /// Whether it is a host of a ServiceEntry.
  var isOfEntry: Bool {
    if case .serviceEntry = origin { true } else { false }
  }
}
