package import Diagnostics
import StructuralSchema
package import YAMLTree

/// The manifests of a stretch of the input by kind, each kind in the order of the text.
package struct Manifests: Sendable {
  package internal(set) var namespaces: [Namespace] = []
  package internal(set) var workloads: [Workload] = []
  package internal(set) var services: [Service] = []
  package internal(set) var serviceAccounts: [ServiceAccount] = []
  package internal(set) var configMaps: [ConfigMap] = []
  package internal(set) var secrets: [Secret] = []
  package internal(set) var secretSources: [SecretSource] = []
  package internal(set) var peerAuthentications: [PeerAuthentication] = []
  package internal(set) var destinationRules: [DestinationRule] = []
  package internal(set) var authorizationPolicies: [AuthorizationPolicy] = []
  package internal(set) var requestAuthentications: [RequestAuthentication] = []
  package internal(set) var virtualServices: [VirtualService] = []
  package internal(set) var gateways: [Gateway] = []
  package internal(set) var kubernetesGateways: [KubernetesGateway] = []
  package internal(set) var gatewayClasses: [GatewayClass] = []
  package internal(set) var serviceEntries: [ServiceEntry] = []
  package internal(set) var sidecars: [Sidecar] = []
  package internal(set) var workloadEntries: [WorkloadEntry] = []
  package internal(set) var workloadGroups: [WorkloadGroup] = []
  package internal(set) var telemetries: [Telemetry] = []
  package internal(set) var envoyFilters: [EnvoyFilter] = []
  package internal(set) var proxyConfigs: [ProxyConfig] = []
  package internal(set) var wasmPlugins: [WasmPlugin] = []
  package internal(set) var kubernetesRoutes: [KubernetesRoute] = []
  package internal(set) var referenceGrants: [ReferenceGrant] = []
  package internal(set) var backendTLSPolicies: [BackendTLSPolicy] = []
  package internal(set) var ingresses: [Ingress] = []
  package internal(set) var networkPolicies: [NetworkPolicy] = []
  package internal(set) var nodes: [Node] = []
  package internal(set) var customResourceDefinitions: [CustomResourceDefinition] = []
  package internal(set) var webhookConfigurations: [WebhookConfiguration] = []
  /// The conditions of the objects among the above that have some.
  package internal(set) var statusConditions: [StatusConditions] = []
  package internal(set) var installations: [MeshInstallation] = []
  package internal(set) var helmReleases: [HelmRelease] = []
  package internal(set) var argoApplications: [ArgoApplication] = []
  package internal(set) var kustomizations: [Kustomization] = []
  /// What would be kustomizations in a file of their name.
  package internal(set) var unnamedKustomizations: [Kustomization] = []
  package internal(set) var linkerd = LinkerdManifests()
  package internal(set) var certManager = CertManagerManifests()
  package internal(set) var spire = SPIREManifests()
  /// The texts that hold, or by their place should hold, certificates or keys.
  package internal(set) var certificateTexts: [CertificateText] = []
  /// The objects, of any kind, that say of themselves which findings to leave out.
  package internal(set) var suppressing: [SuppressingObject] = []
  /// The objects that are items of a List, each of which Istio reads as a document of its own.
  package internal(set) var listed: [Metadata] = []
  /// The objects of versions that there is something newer for.
  package internal(set) var retired: [RetiredObject] = []
  /// The objects of a mesh, as opposed to those of Kubernetes alone, that name no namespace though their kind has one.
  package internal(set) var withoutNamespace: [Metadata] = []
  /// The files with an object that says which namespace it is in.
  package internal(set) var filesNamingNamespaces: Set<FileID> = []
  /// Objects of kinds without a type in this model.
  package internal(set) var others: [OtherResource] = []
  /// How many documents are no Kubernetes objects.
  package internal(set) var otherDocumentCount = 0
  /// What is malformed about the objects.
  package internal(set) var issues: [ResourceIssue] = []
  /// What Istio's webhook says about them.
  package internal(set) var rejections: [Rejection] = []

  private let defaultNamespace: String?
  private var schemas: SchemaAnswers
  /// Whether PEM may stand in the tree that is decoded.
  private var mayHoldPEM = false
  /// What may still go into comparing objects with schemas.
  private var effort = SchemaChecker.effortLimit

  package init() { self.init(schemas: Schemas(), defaultNamespace: nil) }

  /// What is malformed about a file that the call names beside its input.
  package init(issues: [ResourceIssue]) {
    self.init()
    self.issues = issues
  }

  private init(schemas: Schemas, defaultNamespace: String?) {
    self.schemas = SchemaAnswers(schemas)
    self.defaultNamespace = defaultNamespace
  }

  /// Adds the manifests of a stretch that comes later.
  package mutating func append(_ later: Manifests) {
    namespaces += later.namespaces
    workloads += later.workloads
    services += later.services
    serviceAccounts += later.serviceAccounts
    configMaps += later.configMaps
    secrets += later.secrets
    secretSources += later.secretSources
    peerAuthentications += later.peerAuthentications
    destinationRules += later.destinationRules
    authorizationPolicies += later.authorizationPolicies
    requestAuthentications += later.requestAuthentications
    virtualServices += later.virtualServices
    gateways += later.gateways
    kubernetesGateways += later.kubernetesGateways
    gatewayClasses += later.gatewayClasses
    serviceEntries += later.serviceEntries
    sidecars += later.sidecars
    workloadEntries += later.workloadEntries
    workloadGroups += later.workloadGroups
    telemetries += later.telemetries
    envoyFilters += later.envoyFilters
    proxyConfigs += later.proxyConfigs
    wasmPlugins += later.wasmPlugins
    kubernetesRoutes += later.kubernetesRoutes
    referenceGrants += later.referenceGrants
    backendTLSPolicies += later.backendTLSPolicies
    ingresses += later.ingresses
    networkPolicies += later.networkPolicies
    nodes += later.nodes
    customResourceDefinitions += later.customResourceDefinitions
    webhookConfigurations += later.webhookConfigurations
    statusConditions += later.statusConditions
    installations += later.installations
    helmReleases += later.helmReleases
    argoApplications += later.argoApplications
    kustomizations += later.kustomizations
    unnamedKustomizations += later.unnamedKustomizations
    linkerd.append(later.linkerd)
    certManager.append(later.certManager)
    spire.append(later.spire)
    certificateTexts += later.certificateTexts
    suppressing += later.suppressing
    listed += later.listed
    retired += later.retired
    withoutNamespace += later.withoutNamespace
    filesNamingNamespaces.formUnion(later.filesNamingNamespaces)
    others += later.others
    otherDocumentCount += later.otherDocumentCount
    issues += later.issues
    rejections += later.rejections
    schemas.merge(later.schemas)
  }

  /// Whether there are objects of some of these kinds.
  package func hasObjects(of kinds: DefinedKinds) -> Bool { schemas.kinds.contains(where: kinds.defines) }
}

/// A Kubernetes object of a kind without a type in this model.
package struct OtherResource: Resource {
  package let metadata: Metadata
}

// MARK: Decoding

extension Manifests {
  /// Decodes every document of a tree. Linear in its size.
  ///
  /// `schemas`: What the objects are compared with. `defaultNamespace`: The namespace of objects that name none; nil
  /// leaves them in one of their own.
  package init(_ tree: YAMLTree, file: FileID, schemas: Schemas = Schemas(), defaultNamespace: String? = nil) {
    self.init(schemas: schemas, defaultNamespace: defaultNamespace)
    mayHoldPEM = PEMSearch.mayFind(in: tree.texts)
    for document in tree.documents { add(ManifestNode(document, in: file)) }
  }

  private mutating func add(_ root: ManifestNode, isListed: Bool = false) {
    guard root.node.isMapping else {
      otherDocumentCount += 1
      return
    }
    guard let apiVersion = root["apiVersion"]?.string, let kind = root["kind"]?.string else {
      otherDocumentCount += 1
      if let kustomization = Kustomization(withoutKind: root) {
        unnamedKustomizations.append(kustomization)
      } else {
        addIncomplete(root)
      }
      return
    }
    // `kubectl get -o yaml` writes a List; some controllers write ServiceList and the like.
    if kind.value.hasSuffix("List"), let items = root["items"], items.node.isSequence {
      items.forEachItem { add($0, isListed: true) }
      return
    }
    let metadata = Metadata(root, apiVersion: apiVersion, kind: kind, defaultNamespace: defaultNamespace)
    if metadata.name.value.isEmpty, root.needsName(kind: kind.value, group: metadata.group) {
      issues.append(
        ResourceIssue(
          problem: .missing("metadata.name"), span: kind.span, object: metadata.reference, metadata: metadata))
    }
    if isListed { listed.append(metadata) }
    if let api = RetiredAPI(apiVersion: apiVersion.value, kind: kind.value) {
      retired.append(RetiredObject(metadata: metadata, api: api))
    }
    if metadata.namespace != nil { filesNamingNamespaces.insert(root.file) }
    if metadata.lacksNamespace { withoutNamespace.append(metadata) }
    let firstIssue = issues.count
    let known = KnownKind(kind: kind.value, group: metadata.group)
    let isDecodable = checkSchema(root, metadata, as: known)
    add(root, metadata, as: known)
    var certificates = CertificateTextSearch(metadata)
    certificates.search(root, as: known, mayHoldPEM: mayHoldPEM)
    certificateTexts += certificates.texts
    let template = known == .workload && metadata.kind.value != "Pod" ? workloads.last?.podAnnotations : nil
    if let object = SuppressingObject(metadata, template: template ?? LocatedMap()) { suppressing.append(object) }
    if checkNames(root, metadata, as: known, since: firstIssue), isDecodable, let known {
      let found = review(root, metadata, as: known)
      rejections += found
      let foundByLinkerd = linkerdReview(root, metadata, as: known)
      linkerd.rejections += foundByLinkerd
      let foundByCertManager = certManagerReview(root, metadata, as: known)
      certManager.rejections += foundByCertManager
      let foundBySPIRE = spireReview(root, metadata, as: known)
      spire.rejections += foundBySPIRE
      let refusals = (known == .kubernetesRoute ? found : found + foundByLinkerd) + foundByCertManager + foundBySPIRE
      if !refusals.isEmpty { dropIssues(from: firstIssue, thatRepeat: refusals) }
    }
    if known != nil, let conditions = StatusConditions(root, metadata) { statusConditions.append(conditions) }
  }

  private mutating func add(_ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind?) {
    switch kind {
    case .namespace: namespaces.append(Namespace(root, metadata))
    case .workload:
      let workload = Workload(root, metadata)
      issues += workload.unknownProxySettings(schemas.schemas)
      workloads.append(workload)
    case .service: services.append(Service(root, metadata))
    case .serviceAccount: serviceAccounts.append(ServiceAccount(root, metadata))
    case .configMap:
      let map = ConfigMap(root, metadata, schemas: schemas.schemas)
      issues += map.issues
      configMaps.append(map)
    case .secret: secrets.append(Secret(root, metadata))
    case .secretSource: secretSources.append(SecretSource(root, metadata))
    case .peerAuthentication: peerAuthentications.append(PeerAuthentication(root, metadata))
    case .destinationRule: destinationRules.append(DestinationRule(root, metadata))
    case .authorizationPolicy: authorizationPolicies.append(AuthorizationPolicy(root, metadata))
    case .requestAuthentication: requestAuthentications.append(RequestAuthentication(root, metadata))
    case .virtualService: virtualServices.append(VirtualService(root, metadata))
    case .gateway: gateways.append(Gateway(root, metadata))
    case .kubernetesGateway: kubernetesGateways.append(KubernetesGateway(root, metadata))
    case .gatewayClass: gatewayClasses.append(GatewayClass(root, metadata))
    case .serviceEntry: serviceEntries.append(ServiceEntry(root, metadata))
    case .sidecar: sidecars.append(Sidecar(root, metadata))
    case .workloadEntry: workloadEntries.append(WorkloadEntry(root, metadata))
    case .workloadGroup: workloadGroups.append(WorkloadGroup(root, metadata))
    case .telemetry: telemetries.append(Telemetry(root, metadata))
    case .envoyFilter: envoyFilters.append(EnvoyFilter(root, metadata))
    case .proxyConfig: proxyConfigs.append(ProxyConfig(root, metadata))
    case .wasmPlugin: wasmPlugins.append(WasmPlugin(root, metadata))
    case .kubernetesRoute: kubernetesRoutes.append(KubernetesRoute(root, metadata))
    case .referenceGrant: referenceGrants.append(ReferenceGrant(root, metadata))
    case .backendTLSPolicy: backendTLSPolicies.append(BackendTLSPolicy(root, metadata))
    case .ingress: ingresses.append(Ingress(root, metadata))
    case .networkPolicy: networkPolicies.append(NetworkPolicy(root, metadata))
    case .node: nodes.append(Node(root, metadata))
    case .customResourceDefinition: customResourceDefinitions.append(CustomResourceDefinition(root, metadata))
    case .webhookConfiguration: webhookConfigurations.append(WebhookConfiguration(root, metadata))
    case .meshInstallation:
      let installation = MeshInstallation(root, metadata, schemas: schemas.schemas)
      issues += installation.issues
      installations.append(installation)
    case .helmRelease:
      let release = HelmRelease(root, metadata, schemas: schemas.schemas)
      issues += release.issues
      helmReleases.append(release)
    case .argoApplication: argoApplications.append(ArgoApplication(root, metadata))
    case .kustomization: kustomizations.append(Kustomization(root, metadata))
    case .linkerd(let kind): linkerd.add(root, metadata, as: kind)
    case .certManager(let kind): certManager.add(root, metadata, as: kind)
    case .spire(let kind): spire.add(root, metadata, as: kind)
    case .trafficExtension, nil: others.append(OtherResource(metadata: metadata))
    }
  }

  /// Compares an object with the schema of its kind, where there is one. Returns false where Istio's readers cannot
  /// make an object of it.
  private mutating func checkSchema(_ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind?) -> Bool {
    switch schemas.answer(apiVersion: metadata.apiVersion.value, kind: metadata.kind.value) {
    case .schema(let schema):
      var checker = SchemaChecker(schema, effort: effort)
      checker.check(root.node)
      effort = checker.effort
      // What SOPS encrypted is another text, and has other fields, when it is applied.
      guard !checker.issues.isEmpty, root["sops"] == nil else { return true }
      let isPartial = root.isPartial(kind, named: metadata.kind.value)
      let reference = KindReference(apiVersion: metadata.apiVersion.value, kind: metadata.kind.value)
      let found = schemas.schemas.namingVersions(in: checker.issues, of: root.node, reference)
      for issue in found where !(isPartial && issue.problem.isMissingField) {
        issues.append(
          ResourceIssue(
            problem: .schema(issue.problem), span: ManifestNode(issue.node, in: root.file).span,
            object: metadata.reference, metadata: metadata))
      }
      return !checker.issues.contains { $0.problem.isUndecodable }
    case .unknownVersion(let expected):
      // What the version holds is not known, so nothing more is said about the object.
      note(.unknownAPIVersion(expected: expected), at: metadata.apiVersion.span, of: metadata)
      return false
    case .unknownKind(let kind):
      note(.unknownKind(kind), at: (kind.group == nil ? metadata.kind : metadata.apiVersion).span, of: metadata)
      return true
    case .notCovered: return true
    }
  }

  /// Drops the issues that a definition in the input raises at what the webhook refuses too: one error is one finding.
  private mutating func dropIssues(from first: Int, thatRepeat rejections: [Rejection]) {
    let lines = Set(rejections.lazy.filter(\.isRefused).map(\.span.start.line))
    let kept = issues[first...].filter { issue in
      switch issue.problem {
      case .schema(.missingField), .schema(.invalidValue): !lines.contains(issue.span.start.line)
      default: true
      }
    }
    issues.replaceSubrange(first..., with: kept)
  }

  /// Notes that an API version and kind are not known, unless they are known to have been retired.
  private mutating func note(_ problem: ResourceIssue.Problem, at span: SourceSpan, of metadata: Metadata) {
    guard RetiredAPI(apiVersion: metadata.apiVersion.value, kind: metadata.kind.value) == nil else { return }
    issues.append(ResourceIssue(problem: problem, span: span, object: metadata.reference, metadata: metadata))
  }

  /// What the definitions and Istio's webhook say about the object that was added last.
  private func review(_ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind) -> [Rejection] {
    guard kind.isValidated else { return [] }
    var definition = AdmissionReview(metadata)
    definition.applyDefinition(to: root, as: kind)
    return definition.rejections + webhookReview(root, metadata, as: kind)
  }

  /// What Linkerd's webhooks say about an object, if there is a Linkerd.
  private func linkerdReview(_ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind) -> [Rejection] {
    switch kind {
    case .linkerd, .kubernetesRoute:
      var review = LinkerdReview(metadata)
      review.validate(root, as: kind)
      return review.rejections
    default: return []
    }
  }

  /// What the webhooks of cert-manager and trust-manager say about an object.
  private func certManagerReview(_ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind) -> [Rejection] {
    guard case .certManager(let kind) = kind else { return [] }
    var review = CertManagerReview(metadata)
    review.validate(root, as: kind)
    return review.rejections
  }

  /// What the webhook of SPIRE's controller manager says about an object.
  private func spireReview(_ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind) -> [Rejection] {
    guard case .spire(let kind) = kind else { return [] }
    var review = SPIREReview(metadata)
    review.validate(root, as: kind)
    return review.rejections
  }

  private func webhookReview(_ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind) -> [Rejection] {
    var review = AdmissionReview(metadata)
    review.validateAnnotations(root, as: kind)
    if !review.rejections.isEmpty { return review.rejections }
    switch kind {
    case .peerAuthentication: return peerAuthentications.last?.rejections ?? []
    case .authorizationPolicy: return authorizationPolicies.last?.rejections(root["spec"]) ?? []
    case .gateway: return gateways.last?.rejections ?? []
    default:
      review.validate(root, as: kind)
      return review.rejections
    }
  }

  /// Looks for placeholders, and for names of a wrong form where there are none. Returns false where placeholders leave
  /// nothing of the object to judge.
  ///
  /// `first`: Where the issues of the object start.
  private mutating func checkNames(
    _ root: ManifestNode, _ metadata: Metadata, as kind: KnownKind?, since first: Int
  ) -> Bool {
    var search = PlaceholderSearch(metadata, as: kind)
    search.search(root)
    guard search.issues.isEmpty else {
      issues += search.issues
      return false
    }
    var names = NameCheck(metadata)
    names.check(root, as: kind)
    switch kind {
    case .workload: workloads.last.map { names.check($0) }
    case .service: services.last.map { names.check($0) }
    case .certManager: names.checkTemplates(of: root)
    default: break
    }
    // What a cluster has reported about has a name that an API server took.
    if !names.issues.isEmpty, root["status"]?["conditions"] == nil {
      let reported = Set(issues[first...].map(\.span))
      issues += names.issues.filter { !reported.contains($0.span) }
    }
    return true
  }

  /// A mapping without `apiVersion` or `kind` that looks as if it was meant to be an object.
  private mutating func addIncomplete(_ root: ManifestNode) {
    guard let metadata = root["metadata"], metadata.node.isMapping else { return }
    if let kind = root["kind"]?.string {
      let object = ResourceReference(
        apiVersion: "", kind: kind.value, namespace: metadata["namespace"]?.string?.value,
        name: metadata["name"]?.string?.value ?? "")
      issues.append(ResourceIssue(problem: .missing("apiVersion"), span: kind.span, object: object))
    } else if let apiVersion = root["apiVersion"]?.string {
      issues.append(ResourceIssue(problem: .missing("kind"), span: apiVersion.span, object: nil))
    }
  }
}

extension ManifestNode {
  /// Files for a client-side tool, such as an IstioOperator or a kustomization, need no name, nor do questions to the
  /// API server, such as an AdmissionReview. What has no metadata at all is the configuration of some program, unless
  /// it is of a kind that clusters have.
  fileprivate func needsName(kind: String, group: String) -> Bool {
    if self["metadata"] == nil {
      guard let known = KnownKind(kind: kind, group: group), known != .meshInstallation else { return false }
    }
    return self["metadata"]?["generateName"] == nil && !group.hasSuffix("config.k8s.io")
      && !["install.istio.io", "admission.k8s.io", "audit.k8s.io", "authentication.k8s.io", "authorization.k8s.io"]
        .contains(group)
      && !["Kustomization", "Component", "Chart"].contains(kind)
  }
}
