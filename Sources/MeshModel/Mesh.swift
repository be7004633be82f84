import Diagnostics

/// Everything that the input says, typed, with every look-up that later stages need.
///
/// Of a resource that is defined twice only the last definition is kept, as `kubectl apply` and Istio keep it; see
/// ``duplicates``. Building is linear in the number of resources.
package struct Mesh: Sendable {
  /// A resource that is defined again.
  package struct Duplicate: Sendable {
    package var overwritten: Metadata
    package var kept: Metadata
  }

  package private(set) var namespaces: [String: Namespace] = [:]
  package private(set) var workloads: [Workload] = []
  package private(set) var services: [Service] = []
  package private(set) var serviceAccounts: [ServiceAccount] = []
  package private(set) var configMaps: [ConfigMap] = []
  package private(set) var secrets: [Secret] = []
  package private(set) var peerAuthentications: [PeerAuthentication] = []
  package private(set) var destinationRules: [DestinationRule] = []
  package private(set) var authorizationPolicies: [AuthorizationPolicy] = []
  package private(set) var requestAuthentications: [RequestAuthentication] = []
  package private(set) var virtualServices: [VirtualService] = []
  package private(set) var gateways: [Gateway] = []
  package private(set) var serviceEntries: [ServiceEntry] = []
  package private(set) var sidecars: [Sidecar] = []
  package private(set) var workloadEntries: [WorkloadEntry] = []
  package private(set) var workloadGroups: [WorkloadGroup] = []
  /// Resources of which only the selection is known: Telemetry, EnvoyFilter, ProxyConfig and WasmPlugin.
  package private(set) var selecting: [any SelectingResource] = []
  package private(set) var installations: [MeshInstallation] = []
  package private(set) var helmReleases: [HelmRelease] = []

  package private(set) var duplicates: [Duplicate] = []
  package private(set) var issues: [ResourceIssue] = []
  /// Objects of any kind, lists unfolded.
  package private(set) var resourceCount = 0
  package private(set) var otherKindCount = 0
  package private(set) var otherDocumentCount = 0

  /// The workloads of each namespace and label, as indexes into ``workloads``.
  private var workloadsByNamespace: [String: [Int]] = [:]
  private var workloadsByLabel: [LabelKey: [Int]] = [:]
  private var servicesByNamespace: [String: [Int]] = [:]

  private struct LabelKey: Hashable {
    var namespace: String
    var key: String
    var value: String
  }

  private struct Identity: Hashable {
    var group: String
    var kind: String
    var namespace: String
    var name: String

    init(_ metadata: Metadata) {
      group = metadata.group
      kind = metadata.kind.value
      namespace = metadata.namespaceName
      name = metadata.name.value
    }
  }

  /// Builds the mesh from decoded stretches of files, in the order of the files.
  ///
  /// - Parameter defaultNamespace: The namespace of objects that name none; nil leaves them in one of their own.
  package init(_ decoded: [DecodedManifests], defaultNamespace: String? = nil) {
    var all: [Manifest] = []
    all.reserveCapacity(decoded.reduce(0) { $0 + $1.manifests.count })
    for stretch in decoded {
      all += stretch.manifests
      issues += stretch.issues
    }
    add(all, defaultNamespace: defaultNamespace)
    index()
  }

  private mutating func add(_ manifests: [Manifest], defaultNamespace: String?) {
    var last: [Identity: Int] = [:]
    last.reserveCapacity(manifests.count)
    var metadata: [Metadata?] = []
    metadata.reserveCapacity(manifests.count)
    for (position, manifest) in manifests.enumerated() {
      var found = manifest.metadata
      if let defaultNamespace, let kind = found?.kind, found?.namespace == nil, found?.isClusterScoped == false {
        found?.namespace = Located(defaultNamespace, at: kind.span)
      }
      metadata.append(found)
      guard let found, !found.name.value.isEmpty else { continue }
      if let earlier = last.updateValue(position, forKey: Identity(found)), let overwritten = metadata[earlier] {
        duplicates.append(Duplicate(overwritten: overwritten, kept: found))
        metadata[earlier] = nil
      }
    }
    for (manifest, metadata) in zip(manifests, metadata) {
      switch manifest {
      case .notKubernetes: otherDocumentCount += 1
      case .other:
        resourceCount += 1
        otherKindCount += 1
      case .resource(let resource):
        resourceCount += 1
        if let metadata { add(resource, metadata) }
      }
    }
  }

  private mutating func add(_ resource: any Resource, _ metadata: Metadata) {
    func with<Kind: Resource>(_ resource: Kind, _ path: WritableKeyPath<Kind, Metadata>) -> Kind {
      var resource = resource
      resource[keyPath: path] = metadata
      return resource
    }
    switch resource {
    case let workload as Workload: workloads.append(with(workload, \.metadata))
    case let service as Service: services.append(with(service, \.metadata))
    case let rule as DestinationRule: destinationRules.append(with(rule, \.metadata))
    case let policy as AuthorizationPolicy: authorizationPolicies.append(with(policy, \.metadata))
    case let account as ServiceAccount: serviceAccounts.append(with(account, \.metadata))
    case let route as VirtualService: virtualServices.append(with(route, \.metadata))
    case let map as ConfigMap: configMaps.append(with(map, \.metadata))
    case let secret as Secret: secrets.append(with(secret, \.metadata))
    case let policy as PeerAuthentication: peerAuthentications.append(with(policy, \.metadata))
    case let policy as RequestAuthentication: requestAuthentications.append(with(policy, \.metadata))
    case let gateway as Gateway: gateways.append(with(gateway, \.metadata))
    case let entry as ServiceEntry: serviceEntries.append(with(entry, \.metadata))
    case let sidecar as Sidecar: sidecars.append(with(sidecar, \.metadata))
    case let entry as WorkloadEntry: workloadEntries.append(with(entry, \.metadata))
    case let group as WorkloadGroup: workloadGroups.append(with(group, \.metadata))
    case let namespace as Namespace: namespaces[metadata.name.value] = with(namespace, \.metadata)
    case let installation as MeshInstallation: installations.append(with(installation, \.metadata))
    case let release as HelmRelease: helmReleases.append(with(release, \.metadata))
    case let telemetry as Telemetry: selecting.append(with(telemetry, \.metadata))
    case let filter as EnvoyFilter: selecting.append(with(filter, \.metadata))
    case let config as ProxyConfig: selecting.append(with(config, \.metadata))
    case let plugin as WasmPlugin: selecting.append(with(plugin, \.metadata))
    default: assertionFailure("a resource of \(type(of: resource)) has no room in the mesh")
    }
  }

  private mutating func index() {
    for (position, workload) in workloads.enumerated() {
      workloadsByNamespace[workload.namespace, default: []].append(position)
      for label in workload.podLabels.entries {
        let key = LabelKey(namespace: workload.namespace, key: label.key.value, value: label.value.value)
        workloadsByLabel[key, default: []].append(position)
      }
    }
    for (position, service) in services.enumerated() {
      servicesByNamespace[service.namespace, default: []].append(position)
    }
  }

  // MARK: Look-ups

  /// The workloads of a namespace, as indexes into ``workloads``.
  package func workloads(in namespace: String) -> [Int] { workloadsByNamespace[namespace] ?? [] }

  /// The workloads of a namespace whose pods carry every label of `labels`, as indexes into ``workloads``. Linear in
  /// the number of workloads that carry the rarest of the labels. No labels choose every workload.
  package func workloads(in namespace: String, matching labels: LocatedMap) -> [Int] {
    guard let candidates = rarest(of: labels, in: namespace) else { return workloads(in: namespace) }
    guard labels.entries.count > 1 else { return candidates }
    return candidates.filter { workloads[$0].podLabels.satisfies(labels) }
  }

  /// The services of a namespace, as indexes into ``services``.
  package func services(in namespace: String) -> [Int] { servicesByNamespace[namespace] ?? [] }

  /// Whether the input describes what runs in a namespace: it holds a workload or a Service of it.
  package func describes(_ namespace: String) -> Bool {
    workloadsByNamespace[namespace] != nil || servicesByNamespace[namespace] != nil
  }

  private func rarest(of labels: LocatedMap, in namespace: String) -> [Int]? {
    labels.entries.map { label in
      workloadsByLabel[LabelKey(namespace: namespace, key: label.key.value, value: label.value.value)] ?? []
    }.min { $0.count < $1.count }
  }
}

extension Manifest {
  fileprivate var metadata: Metadata? {
    switch self {
    case .resource(let resource): resource.metadata
    case .other(let metadata): metadata
    case .notKubernetes: nil
    }
  }
}

extension Metadata {
  /// Whether the kind has no namespace. Of kinds that this model does not know, the common ones are named.
  fileprivate var isClusterScoped: Bool {
    ["Namespace", "Node", "PersistentVolume", "StorageClass", "PriorityClass", "IngressClass", "GatewayClass"]
      .contains(kind.value) || kind.value.hasPrefix("Cluster") || kind.value == "CustomResourceDefinition"
      || kind.value.hasSuffix("WebhookConfiguration") || kind.value == "APIService"
  }
}
