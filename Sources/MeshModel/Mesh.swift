package import Diagnostics
import StructuralSchema

/// Everything that the input says, typed, with every look-up that later stages need.
///
/// Of a resource that is defined twice only the last definition is kept, as `kubectl apply` and Istio keep it; see
/// ``duplicates``. Building is linear in the number of resources.
package struct Mesh: Sendable {
  /// A resource that is defined again.
  package struct Duplicate: Sendable {
    package enum Relation: Sendable {
      /// Both definitions are applied, and the last one stands.
      case competing
      /// Both say the same.
      case identical
      /// The definitions lie in files that are not meant to be applied together, such as two environments.
      case alternative
    }

    package var overwritten: Metadata
    package var kept: Metadata
    package var relation = Relation.competing
  }

  /// Everything that was decoded, definitions that were replaced left out.
  private var manifests: Manifests
  package let namespaces: [String: Namespace]

  package private(set) var duplicates: [Duplicate] = []
  /// How the files lie that the manifests were read from.
  package let layout: InputLayout
  /// How many objects were read, of any kind, lists unfolded.
  package private(set) var resourceCount = 0

  /// The workloads of each namespace and label, as indexes into ``workloads``.
  private var workloadsByNamespace: [String: [Int]] = [:]
  private var workloadsByLabel: [LabelKey: [Int]] = [:]
  private var servicesByNamespace: [String: [Int]] = [:]
  /// The labels of the pods of definitions that were replaced.
  private var replacedLabels: Set<LabelKey> = []

  private struct LabelKey: Hashable {
    var namespace: String
    var key: String
    var value: String

    init(_ label: LocatedMap.Entry, in namespace: String) {
      self.namespace = namespace
      key = label.key.value
      value = label.value.value
    }
  }

  /// Builds the mesh from decoded stretches of files, in the order of the files.
  package init(_ stretches: [Manifests], files: SourceFiles = SourceFiles()) {
    var all = stretches.first ?? Manifests()
    for stretch in stretches.dropFirst() { all.append(stretch) }
    var table = IdentityTable()
    let workloads = all.workloads
    all.forEachKind(&table)
    var conditions = IdentityTable()
    conditions.visit(&all.statusConditions)
    manifests = all
    resourceCount = table.count
    let layout = InputLayout(files, kustomizations: all.kustomizations, unnamed: all.unnamedKustomizations)
    self.layout = layout
    // What a file lacks that a kustomization makes something of, the kustomization may add.
    manifests.issues.removeAll { issue in
      switch issue.problem {
      case .schema(.missingField): layout.mayComplete(issue.span.file)
      // A patch need not say what it patches, as the kustomization does.
      case .missing: layout.isPatch(issue.span.file)
      default: false
      }
    }
    duplicates = table.duplicates
    namespaces = Dictionary(all.namespaces.map { ($0.name, $0) }) { _, last in last }
    relateDuplicates(files)
    index()
    if workloads.count > all.workloads.count {
      let kept = Set(all.workloads.map(ObjectIdentifier.init))
      replacedLabels = Set(
        workloads.filter { !kept.contains(ObjectIdentifier($0)) }.flatMap { workload in
          workload.podLabels.entries.map { LabelKey($0, in: workload.namespace) }
        })
    }
  }

  private mutating func relateDuplicates(_ files: SourceFiles) {
    var texts = ObjectTexts(files)
    for index in duplicates.indices {
      let (one, other) = (duplicates[index].overwritten.extent, duplicates[index].kept.extent)
      if layout.areAlternatives(one.file, other.file) {
        duplicates[index].relation = .alternative
      } else if texts.areEqual(one, other) {
        duplicates[index].relation = .identical
      }
    }
  }

  private mutating func index() {
    for (position, workload) in workloads.enumerated() {
      workloadsByNamespace[workload.namespace, default: []].append(position)
      for label in workload.podLabels.entries {
        workloadsByLabel[LabelKey(label, in: workload.namespace), default: []].append(position)
      }
    }
    for (position, service) in services.enumerated() {
      servicesByNamespace[service.namespace, default: []].append(position)
    }
  }

  /// This mesh without those of the meshes' resources, and of the policies beside them, that are refused.
  ///
  /// `isRefused`: Whether a resource never reaches the cluster, by its metadata.
  package func leavingOut(_ isRefused: (Metadata) -> Bool) -> Mesh {
    func visit<Kind: Resource>(_ resources: inout [Kind]) {
      if resources.contains(where: { isRefused($0.metadata) }) { resources.removeAll { isRefused($0.metadata) } }
    }
    var mesh = self
    visit(&mesh.manifests.peerAuthentications)
    visit(&mesh.manifests.destinationRules)
    visit(&mesh.manifests.authorizationPolicies)
    visit(&mesh.manifests.requestAuthentications)
    visit(&mesh.manifests.virtualServices)
    visit(&mesh.manifests.gateways)
    visit(&mesh.manifests.serviceEntries)
    visit(&mesh.manifests.sidecars)
    visit(&mesh.manifests.workloadEntries)
    visit(&mesh.manifests.workloadGroups)
    visit(&mesh.manifests.telemetries)
    visit(&mesh.manifests.envoyFilters)
    visit(&mesh.manifests.proxyConfigs)
    visit(&mesh.manifests.wasmPlugins)
    visit(&mesh.manifests.linkerd.servers)
    visit(&mesh.manifests.linkerd.serverAuthorizations)
    visit(&mesh.manifests.linkerd.authorizationPolicies)
    visit(&mesh.manifests.linkerd.meshTLSAuthentications)
    visit(&mesh.manifests.linkerd.networkAuthentications)
    visit(&mesh.manifests.linkerd.httpRoutes)
    visit(&mesh.manifests.linkerd.rateLimitPolicies)
    visit(&mesh.manifests.linkerd.egressNetworks)
    visit(&mesh.manifests.linkerd.externalWorkloads)
    visit(&mesh.manifests.linkerd.links)
    visit(&mesh.manifests.linkerd.serviceProfiles)
    visit(&mesh.manifests.kubernetesRoutes)
    visit(&mesh.manifests.certManager.issuers)
    visit(&mesh.manifests.certManager.certificates)
    visit(&mesh.manifests.certManager.requests)
    visit(&mesh.manifests.certManager.bundles)
    visit(&mesh.manifests.spire.clusterSPIFFEIDs)
    visit(&mesh.manifests.spire.federatedTrustDomains)
    visit(&mesh.manifests.spire.staticEntries)
    visit(&mesh.manifests.networkPolicies)
    return mesh
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

  /// Whether more than ``workloads(in:matching:)`` may carry some labels: workloads that name no namespace and may be
  /// given this one when they are applied, and those whose definition is replaced by another, such as a patch.
  package func mayHaveOtherWorkloads(in namespace: String, matching labels: LocatedMap) -> Bool {
    namespace != "" && !workloads(in: "", matching: labels).isEmpty
      || [namespace, ""].contains { place in
        labels.entries.allSatisfy { replacedLabels.contains(LabelKey($0, in: place)) }
      }
  }

  /// The services of a namespace, as indexes into ``services``.
  package func services(in namespace: String) -> [Int] { servicesByNamespace[namespace] ?? [] }

  /// The namespaces with a workload or a Service in the input.
  package var inhabitedNamespaces: Set<String> { Set(workloadsByNamespace.keys).union(servicesByNamespace.keys) }

  /// Whether the input describes what runs in a namespace: it holds a workload or a Service of it.
  package func describes(_ namespace: String) -> Bool {
    workloadsByNamespace[namespace] != nil || servicesByNamespace[namespace] != nil
  }

  private func rarest(of labels: LocatedMap, in namespace: String) -> [Int]? {
    labels.entries.map { label in
      workloadsByLabel[LabelKey(label, in: namespace)] ?? []
    }.min { $0.count < $1.count }
  }
}

extension Mesh {
  package var workloads: [Workload] { manifests.workloads }
  package var services: [Service] { manifests.services }
  package var serviceAccounts: [ServiceAccount] { manifests.serviceAccounts }
  package var configMaps: [ConfigMap] { manifests.configMaps }
  package var secrets: [Secret] { manifests.secrets }
  /// What controllers make Secrets from, Certificates of cert-manager among it.
  package var secretSources: [SecretSource] {
    manifests.secretSources + manifests.certManager.certificates.map(SecretSource.init)
  }
  package var peerAuthentications: [PeerAuthentication] { manifests.peerAuthentications }
  package var destinationRules: [DestinationRule] { manifests.destinationRules }
  package var authorizationPolicies: [AuthorizationPolicy] { manifests.authorizationPolicies }
  package var requestAuthentications: [RequestAuthentication] { manifests.requestAuthentications }
  package var virtualServices: [VirtualService] { manifests.virtualServices }
  package var gateways: [Gateway] { manifests.gateways }
  package var kubernetesGateways: [KubernetesGateway] { manifests.kubernetesGateways }
  package var gatewayClasses: [GatewayClass] { manifests.gatewayClasses }
  package var serviceEntries: [ServiceEntry] { manifests.serviceEntries }
  package var sidecars: [Sidecar] { manifests.sidecars }
  package var workloadEntries: [WorkloadEntry] { manifests.workloadEntries }
  package var workloadGroups: [WorkloadGroup] { manifests.workloadGroups }
  package var telemetries: [Telemetry] { manifests.telemetries }
  package var envoyFilters: [EnvoyFilter] { manifests.envoyFilters }
  package var proxyConfigs: [ProxyConfig] { manifests.proxyConfigs }
  package var wasmPlugins: [WasmPlugin] { manifests.wasmPlugins }
  package var kubernetesRoutes: [KubernetesRoute] { manifests.kubernetesRoutes }
  package var referenceGrants: [ReferenceGrant] { manifests.referenceGrants }
  package var backendTLSPolicies: [BackendTLSPolicy] { manifests.backendTLSPolicies }
  package var ingresses: [Ingress] { manifests.ingresses }
  package var networkPolicies: [NetworkPolicy] { manifests.networkPolicies }
  package var nodes: [Node] { manifests.nodes }
  package var customResourceDefinitions: [CustomResourceDefinition] { manifests.customResourceDefinitions }
  package var webhookConfigurations: [WebhookConfiguration] { manifests.webhookConfigurations }
  package var statusConditions: [StatusConditions] { manifests.statusConditions }
  /// What changes proxies beside the security policies: Telemetry, EnvoyFilter, ProxyConfig and WasmPlugin.
  package var selecting: [any TargetedPolicy] { telemetries + envoyFilters + proxyConfigs + wasmPlugins }
  package var installations: [MeshInstallation] { manifests.installations }
  package var helmReleases: [HelmRelease] { manifests.helmReleases }
  /// What the releases of HelmReleases and Argo CD Applications say of Linkerd's control plane.
  package var linkerdReleases: [LinkerdRelease] {
    manifests.helmReleases.compactMap(\.linkerd) + manifests.argoApplications.flatMap(\.linkerd)
  }
  /// What the releases of HelmReleases and Argo CD Applications say of trust-manager.
  package var trustManagerReleases: [TrustManagerValues] {
    manifests.helmReleases.compactMap(\.trustManager) + manifests.argoApplications.flatMap(\.trustManagers)
  }
  package var linkerd: LinkerdManifests { manifests.linkerd }
  package var certManager: CertManagerManifests { manifests.certManager }
  /// What HelmReleases and Argo CD Applications say of cert-manager itself.
  package var certManagerReleases: [CertManagerRelease] {
    manifests.helmReleases.compactMap(\.certManager) + manifests.argoApplications.flatMap(\.certManager)
  }
  package var spire: SPIREManifests { manifests.spire }
  /// The objects of kinds without a type in this model.
  package var others: [OtherResource] { manifests.others }
  package var suppressing: [SuppressingObject] { manifests.suppressing }
  package var listed: [Metadata] { manifests.listed }
  package var retired: [RetiredObject] { manifests.retired }
  /// The objects of the mesh that name no namespace, where others in their directory do.
  package var withoutNamespace: [Metadata] {
    let directories = Set(manifests.filesNamingNamespaces.map(layout.directory))
    return manifests.withoutNamespace.filter { directories.contains(layout.directory(of: $0.span.file)) }
  }
  /// What Istio's validation says about the objects, those left out that a later definition replaces. Patches of a
  /// kustomization, which hold no more than what they change, never reach it as they stand.
  package var rejections: [Rejection] { reaching(manifests.rejections) }
  /// What Linkerd's validation says about the objects, of which the same are left out. Routes of the Gateway API are
  /// among them whether there is any Linkerd or not.
  package var linkerdRejections: [Rejection] { reaching(manifests.linkerd.rejections) }
  /// What the webhook of SPIRE's controller manager says about the objects, of which the same are left out.
  package var spireRejections: [Rejection] { reaching(manifests.spire.rejections) }

  /// What the webhooks of cert-manager and trust-manager say about the objects, of which the same are left out.
  package var certManagerRejections: [Rejection] { reaching(manifests.certManager.rejections) }

  private func reaching(_ rejections: [Rejection]) -> [Rejection] {
    guard !rejections.isEmpty else { return [] }
    let replaced = Set(duplicates.map { ObjectIdentifier($0.overwritten) })
    return rejections.filter {
      !layout.isPatch($0.span.file) && !replaced.contains(ObjectIdentifier($0.metadata))
    }
  }
  /// What is malformed about the objects, those included that a later definition replaces. Patches of a kustomization
  /// lack fields by design.
  package var issues: [ResourceIssue] { manifests.issues }
  /// The names of the wrong form. Patches of a kustomization may name what they patch in other ways, and it may put
  /// namespaces in place of those that are written, also in that of the name of a Namespace.
  package var invalidNames: [(issue: ResourceIssue, name: NameProblem)] {
    issues.compactMap { issue in
      guard case .invalidName(let name) = issue.problem, !layout.isPatch(issue.span.file) else { return nil }
      let isNamespace = name.role == "name of a Namespace" || name.role == "namespace"
      return isNamespace && layout.isKustomized(issue.span.file) ? nil : (issue, name)
    }
  }
  /// The values that stand for another one and were left in place. A kustomization may replace variables.
  package var placeholders: [(issue: ResourceIssue, text: String, mayBeReplaced: Bool)] {
    issues.compactMap { issue in
      guard case .placeholder(let text, let isVariable) = issue.problem, !layout.isPatch(issue.span.file) else {
        return nil
      }
      return (issue, text, isVariable && layout.isKustomized(issue.span.file))
    }
  }
  /// The objects with a value that stands for another one and was left in place.
  package var objectsWithPlaceholders: Set<ResourceReference> {
    Set(
      issues.compactMap { issue in
        if case .placeholder = issue.problem { issue.object } else { nil }
      })
  }
  /// ``certificateTexts`` of the objects themselves, those left out that a later definition replaces.
  var foundCertificateTexts: [CertificateText] {
    guard !manifests.certificateTexts.isEmpty, !duplicates.isEmpty else { return manifests.certificateTexts }
    let replaced = Set(duplicates.map { ObjectIdentifier($0.overwritten) })
    return manifests.certificateTexts.filter { !replaced.contains(ObjectIdentifier($0.owner)) }
  }
  /// The places of values that no report may show.
  package var secretPlaces: [SourceSpan] {
    let rulesWithKeys = requestAuthentications.flatMap(\.jwtRules).filter { $0.secretKeyCount > 0 }
    var places = rulesWithKeys.compactMap { $0.jwks?.span }
    places += secrets.flatMap { $0.data.entries + $0.stringData.entries }.map(\.value.span)
    // `kubectl apply` notes the whole Secret in it.
    places += secrets.compactMap {
      $0.metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]?.span
    }
    places += configMaps.flatMap(\.spire).compactMap(\.agent?.joinToken?.span)
    places += linkerdValues.compactMap(\.values.issuerKey?.span)
    places += manifests.certificateTexts.filter { !$0.privateKeyPlaces.isEmpty }.map(\.value.span)
    return places
  }
  package var otherKindCount: Int { manifests.others.count }
  package var otherDocumentCount: Int { manifests.otherDocumentCount }
}

/// Finds definitions that a later one replaces, kind by kind.
private struct IdentityTable {
  private struct Identity: Hashable {
    let metadata: Metadata

    static func == (lhs: Self, rhs: Self) -> Bool {
      let (one, other) = (lhs.metadata, rhs.metadata)
      return one.name.value == other.name.value && one.namespaceName == other.namespaceName
        && one.kind.value == other.kind.value && one.group == other.group
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(metadata.name.value)
      hasher.combine(metadata.namespaceName)
    }
  }

  private(set) var count = 0
  private(set) var duplicates: [Mesh.Duplicate] = []

  /// Removes replaced definitions from a list of resources.
  mutating func visit<Kind: Resource>(_ resources: inout [Kind]) {
    count += resources.count
    guard resources.count > 1 else { return }
    var last: [Identity: Int] = [:]
    last.reserveCapacity(resources.count)
    var replaced: Set<Int> = []
    for (position, resource) in resources.enumerated() {
      let metadata = resource.metadata
      guard !metadata.name.value.isEmpty else { continue }
      guard let earlier = last.updateValue(position, forKey: Identity(metadata: metadata)) else { continue }
      duplicates.append(Mesh.Duplicate(overwritten: resources[earlier].metadata, kept: metadata))
      replaced.insert(earlier)
    }
    guard !replaced.isEmpty else { return }
    resources = resources.enumerated().filter { !replaced.contains($0.offset) }.map(\.element)
  }
}

extension Manifests {
  fileprivate mutating func forEachKind(_ table: inout IdentityTable) {
    table.visit(&namespaces)
    table.visit(&workloads)
    table.visit(&services)
    table.visit(&serviceAccounts)
    table.visit(&configMaps)
    table.visit(&secrets)
    table.visit(&secretSources)
    table.visit(&peerAuthentications)
    table.visit(&destinationRules)
    table.visit(&authorizationPolicies)
    table.visit(&requestAuthentications)
    table.visit(&virtualServices)
    table.visit(&gateways)
    table.visit(&kubernetesGateways)
    table.visit(&gatewayClasses)
    table.visit(&serviceEntries)
    table.visit(&sidecars)
    table.visit(&workloadEntries)
    table.visit(&workloadGroups)
    table.visit(&telemetries)
    table.visit(&envoyFilters)
    table.visit(&proxyConfigs)
    table.visit(&wasmPlugins)
    table.visit(&kubernetesRoutes)
    table.visit(&referenceGrants)
    table.visit(&backendTLSPolicies)
    table.visit(&ingresses)
    table.visit(&networkPolicies)
    table.visit(&nodes)
    table.visit(&customResourceDefinitions)
    table.visit(&webhookConfigurations)
    table.visit(&installations)
    table.visit(&helmReleases)
    table.visit(&argoApplications)
    table.visit(&kustomizations)
    if !linkerd.isEmpty { visitLinkerd(&table) }
    table.visit(&certManager.issuers)
    table.visit(&certManager.certificates)
    table.visit(&certManager.requests)
    table.visit(&certManager.bundles)
    table.visit(&spire.clusterSPIFFEIDs)
    table.visit(&spire.federatedTrustDomains)
    table.visit(&spire.staticEntries)
    table.visit(&others)
  }

  private mutating func visitLinkerd(_ table: inout IdentityTable) {
    table.visit(&linkerd.servers)
    table.visit(&linkerd.serverAuthorizations)
    table.visit(&linkerd.authorizationPolicies)
    table.visit(&linkerd.meshTLSAuthentications)
    table.visit(&linkerd.networkAuthentications)
    table.visit(&linkerd.httpRoutes)
    table.visit(&linkerd.rateLimitPolicies)
    table.visit(&linkerd.egressNetworks)
    table.visit(&linkerd.externalWorkloads)
    table.visit(&linkerd.links)
    table.visit(&linkerd.serviceProfiles)
  }
}
