package import Diagnostics
package import YAMLTree

/// A service outside the proxies that `extensionProviders` names, such as one that decides who is let in.
package struct ExtensionProvider: Sendable {
  package var name: Located<String>
  /// `envoyExtAuthzGrpc`, `zipkin` and so on; nil where there is none.
  package var kind: String?
  package var service: Located<String>?
  package var port: Located<Int>?
  /// What an HTTP authorizer's path starts with.
  package var pathPrefix: String?
  /// The status of requests that could not be decided about.
  package var statusOnError: String?
  /// Patterns of headers that go to or come from an HTTP authorizer.
  package var headers: [String]

  init?(_ node: ManifestNode) {
    guard let name = node["name"]?.string else { return nil }
    self.name = name
    let provider = node.compactMapPairs { key, value in key.string.map { ($0.value, value) } }
      .first { $0.0 != "name" }
    kind = provider?.0
    service = provider?.1["service"]?.string
    port = provider?.1["port"]?.int
    pathPrefix = provider?.1["pathPrefix"]?.string?.value
    statusOnError = provider?.1["statusOnError"]?.string?.value
    let lists: [StaticString] = [
      "includeRequestHeadersInCheck", "includeHeadersInCheck", "headersToUpstreamOnAllow",
      "headersToDownstreamOnAllow", "headersToDownstreamOnDeny",
    ]
    headers = lists.flatMap { provider?.1[$0]?.strings.map(\.value) ?? [] }
  }
}

/// What one place in the input says of the mesh as a whole. A field that is not written is nil.
package struct MeshConfig: Sendable {
  package var rootNamespace: Located<String>?
  package var trustDomain: Located<String>?
  package var trustDomainAliases: [Located<String>]?
  package var enableAutoMtls: Located<Bool>?
  package var defaultServiceExportTo: [Located<String>]?
  package var defaultVirtualServiceExportTo: [Located<String>]?
  package var defaultDestinationRuleExportTo: [Located<String>]?
  /// `outboundTrafficPolicy.mode`.
  package var outboundTrafficPolicy: Located<String>?
  package var extensionProviders: [ExtensionProvider]?
  /// `pathNormalization.normalization`.
  package var pathNormalization: Located<String>?
  /// The trust domains of all `caCertificates`.
  package var caTrustDomains: [Located<String>]?
  /// `defaultConfig.gatewayTopology.numTrustedProxies`: how many proxies stand before the gateways.
  package var trustedProxies: Located<Int>?
  /// Whether `defaultConfig.gatewayTopology` has `proxyProtocol`: load balancers say whose connection it is.
  package var usesProxyProtocol: Located<Bool>?
  /// Whether the default ingress gateway is looked after (`ingressControllerMode`), and its Service.
  package var ingressControllerMode: Located<String>?
  package var ingressService: Located<String>?
  /// `defaultProviders.accessLogging`.
  package var defaultAccessLogging: [Located<String>]?
  /// `defaultConfig.proxyMetadata`.
  package var proxyMetadata: LocatedMap?
  /// `defaultConfig.image.imageType`.
  package var imageType: Located<String>?
  /// Whether the places above are places of the input.
  package var isFromInput = true
  /// What Istio's validation says about a file that holds nothing else.
  package private(set) var rejections: [Rejection] = []

  init(_ node: ManifestNode) {
    rootNamespace = node["rootNamespace"]?.string
    trustDomain = node["trustDomain"]?.string
    trustDomainAliases = node["trustDomainAliases"]?.strings
    enableAutoMtls = node["enableAutoMtls"]?.bool
    defaultServiceExportTo = node["defaultServiceExportTo"]?.strings
    defaultVirtualServiceExportTo = node["defaultVirtualServiceExportTo"]?.strings
    defaultDestinationRuleExportTo = node["defaultDestinationRuleExportTo"]?.strings
    outboundTrafficPolicy = node["outboundTrafficPolicy"]?["mode"]?.string
    extensionProviders = node["extensionProviders"]?.compactMapItems(ExtensionProvider.init)
    pathNormalization = node["pathNormalization"]?["normalization"]?.string
    caTrustDomains = node["caCertificates"]?.compactMapItems { $0["trustDomains"]?.strings }.flatMap { $0 }
    ingressControllerMode = node["ingressControllerMode"]?.string
    ingressService = node["ingressService"]?.string
    defaultAccessLogging = node["defaultProviders"]?["accessLogging"]?.strings
    proxyMetadata = node["defaultConfig"]?["proxyMetadata"]?.map
    imageType = node["defaultConfig"]?["image"]?["imageType"]?.string
    let topology = node["defaultConfig"]?["gatewayTopology"]
    trustedProxies = topology?["numTrustedProxies"]?.int
    usesProxyProtocol = topology.map { Located($0["proxyProtocol"] != nil, at: $0.span) }
  }
}

extension MeshConfig {
  /// Reads mesh configuration that stands as text inside a ConfigMap.
  init(_ text: EmbeddedYAML) {
    guard let root = text.root else {
      self.init()
      return
    }
    self.init(root)
    mapPlaces(text.place(of:))
  }

  /// Reads a file that holds mesh configuration and nothing else, as `--mesh-config` names it. Its places count for
  /// ``rejections`` alone, since they are not places of the input.
  package init?(_ document: YAMLNode, in file: FileID = FileID(0)) {
    let root = ManifestNode(document, in: file)
    guard root.node.isMapping, root["kind"] == nil, root["networks"] == nil else { return nil }
    self.init(root)
    isFromInput = false
    var review = AdmissionReview(Metadata(file: root, of: "MeshConfig"))
    review.validate(meshConfig: root)
    rejections = review.rejections
  }

  package init() {}

  private mutating func mapPlaces(_ moved: (SourceSpan) -> SourceSpan) {
    rootNamespace = rootNamespace.map { Located($0.value, at: moved($0.span)) }
    trustDomain = trustDomain.map { Located($0.value, at: moved($0.span)) }
    enableAutoMtls = enableAutoMtls.map { Located($0.value, at: moved($0.span)) }
    outboundTrafficPolicy = outboundTrafficPolicy.map { Located($0.value, at: moved($0.span)) }
    pathNormalization = pathNormalization.map { Located($0.value, at: moved($0.span)) }
    trustedProxies = trustedProxies.map { Located($0.value, at: moved($0.span)) }
    usesProxyProtocol = usesProxyProtocol.map { Located($0.value, at: moved($0.span)) }
    ingressControllerMode = ingressControllerMode.map { Located($0.value, at: moved($0.span)) }
    ingressService = ingressService.map { Located($0.value, at: moved($0.span)) }
    imageType = imageType.map { Located($0.value, at: moved($0.span)) }
    proxyMetadata = proxyMetadata.map { map in
      LocatedMap(
        map.entries.map { entry in
          LocatedMap.Entry(
            key: Located(entry.key.value, at: moved(entry.key.span)),
            value: Located(entry.value.value, at: moved(entry.value.span)))
        }, span: map.span.map(moved))
    }
    extensionProviders = extensionProviders?.map { provider in
      var provider = provider
      provider.name.span = moved(provider.name.span)
      provider.service = provider.service.map { Located($0.value, at: moved($0.span)) }
      provider.port = provider.port.map { Located($0.value, at: moved($0.span)) }
      return provider
    }
    for list in [
      \MeshConfig.trustDomainAliases, \.defaultServiceExportTo, \.defaultVirtualServiceExportTo,
      \.defaultDestinationRuleExportTo, \.caTrustDomains, \.defaultAccessLogging,
    ] {
      self[keyPath: list] = self[keyPath: list]?.map { Located($0.value, at: moved($0.span)) }
    }
  }

  /// This configuration, with what `other` writes put over it.
  package func overridden(by other: MeshConfig) -> MeshConfig {
    var result = self
    result.rootNamespace = other.rootNamespace ?? rootNamespace
    result.trustDomain = other.trustDomain ?? trustDomain
    result.trustDomainAliases = other.trustDomainAliases ?? trustDomainAliases
    result.enableAutoMtls = other.enableAutoMtls ?? enableAutoMtls
    result.defaultServiceExportTo = other.defaultServiceExportTo ?? defaultServiceExportTo
    result.defaultVirtualServiceExportTo = other.defaultVirtualServiceExportTo ?? defaultVirtualServiceExportTo
    result.defaultDestinationRuleExportTo = other.defaultDestinationRuleExportTo ?? defaultDestinationRuleExportTo
    result.outboundTrafficPolicy = other.outboundTrafficPolicy ?? outboundTrafficPolicy
    result.extensionProviders = other.extensionProviders ?? extensionProviders
    result.pathNormalization = other.pathNormalization ?? pathNormalization
    result.caTrustDomains = other.caTrustDomains ?? caTrustDomains
    result.trustedProxies = other.trustedProxies ?? trustedProxies
    result.ingressControllerMode = other.ingressControllerMode ?? ingressControllerMode
    result.ingressService = other.ingressService ?? ingressService
    result.defaultAccessLogging = other.defaultAccessLogging ?? defaultAccessLogging
    result.proxyMetadata = other.proxyMetadata ?? proxyMetadata
    result.imageType = other.imageType ?? imageType
    result.usesProxyProtocol = other.usesProxyProtocol ?? usesProxyProtocol
    return result
  }
}

/// What the annotation `proxy.istio.io/config` of a pod says of its proxy alone.
package struct ProxySettings: Sendable {
  /// `gatewayTopology.numTrustedProxies`.
  package var trustedProxies: Int?
  /// `image.imageType`.
  package var imageType: String?

  /// Nil for pods without that annotation, and for a text that cannot be read.
  package init?(annotations: LocatedMap) {
    guard let text = annotations["proxy.istio.io/config"]?.value, let tree = try? YAMLTree.parse(text),
      let root = tree.documents.first
    else { return nil }
    trustedProxies = root["gatewayTopology"]?["numTrustedProxies"]?.int
    imageType = root["image"]?["imageType"]?.string
  }
}

/// The Helm values of an Istio installation that change who gets a proxy.
package struct InstallationValues: Sendable {
  package var istioNamespace: Located<String>?
  package var clusterDomain: Located<String>?
  package var revision: Located<String>?
  package var revisionTags: [Located<String>]
  package var enableNamespacesByDefault: Located<Bool>?
  package var rewriteAppHTTPProbe: Located<Bool>?
  /// `sidecarInjectorWebhook.templates`: templates of pods beside those that Istio has.
  package var injectionTemplates: [InjectionTemplate]
  /// `sidecarInjectorWebhook.defaultTemplates`: the names of those for pods that ask for none.
  package var defaultTemplates: [Located<String>]
  /// `global.meshNetworks`.
  package var meshNetworks: MeshNetworks?
  /// `global.proxy.autoInject`.
  package var autoInject: Located<String>?
  /// The environment of istiod that is written in the installation.
  package var environment: LocatedMap
  /// `global.caAddress`: who signs the certificates of workloads, where that is not istiod.
  package var caAddress: Located<String>?
  /// `global.multiCluster.clusterName`.
  package var clusterName: Located<String>?

  init(_ values: ManifestNode?) {
    let global = values?["global"]
    istioNamespace = global?["istioNamespace"]?.string
    clusterDomain = global?["proxy"]?["clusterDomain"]?.string
    meshNetworks = global?["meshNetworks"].flatMap(MeshNetworks.init(networks:))
    autoInject = global?["proxy"]?["autoInject"]?.string
    caAddress = global?["caAddress"]?.string
    clusterName = global?["multiCluster"]?["clusterName"]?.string
    environment = values?["pilot"]?["env"]?.map ?? values?["env"]?.map ?? LocatedMap()
    revision = values?["revision"]?.string
    revisionTags = values?["revisionTags"]?.strings ?? []
    enableNamespacesByDefault = values?["sidecarInjectorWebhook"]?["enableNamespacesByDefault"]?.bool
    rewriteAppHTTPProbe = values?["sidecarInjectorWebhook"]?["rewriteAppHTTPProbe"]?.bool
    let templates = values?["sidecarInjectorWebhook"]?["templates"]?.map
    injectionTemplates = templates?.entries.map(InjectionTemplate.init) ?? []
    defaultTemplates = values?["sidecarInjectorWebhook"]?["defaultTemplates"]?.strings ?? []
  }
}

/// An installation of Istio as a resource: an `IstioOperator`, or the Sail operator's `Istio`.
package final class MeshInstallation: Resource {
  package let metadata: Metadata
  package let meshConfig: MeshConfig
  package let values: InstallationValues

  /// What does not fit the schema of the mesh configuration and networks in it.
  let issues: [ResourceIssue]

  init(_ root: ManifestNode, _ metadata: Metadata, schemas: Schemas) {
    self.metadata = metadata
    let spec = root["spec"]
    let values = spec?["values"]
    issues =
      schemas.issues(in: spec?["meshConfig"], as: .meshConfig, of: metadata)
      + schemas.issues(inValues: values, of: metadata)
    var config = values?["meshConfig"].map(MeshConfig.init) ?? MeshConfig()
    if let own = spec?["meshConfig"].map(MeshConfig.init) { config = config.overridden(by: own) }
    meshConfig = config
    var installed = InstallationValues(values)
    installed.revision = spec?["revision"]?.string ?? installed.revision
    installed.istioNamespace = spec?["namespace"]?.string ?? installed.istioNamespace
    spec?["components"]?["pilot"]?["k8s"]?["env"]?.forEachItem { item in
      guard let name = item["name"]?.string else { return }
      // What comes from elsewhere is set, whatever it is.
      let value = item["value"]?.string ?? Located(item["valueFrom"] == nil ? "" : "set", at: item.span)
      installed.environment.entries.append(LocatedMap.Entry(key: name, value: value))
    }
    self.values = installed
  }
}

/// A Flux HelmRelease; of use where its values configure a mesh.
package final class HelmRelease: Resource {
  package let metadata: Metadata
  /// Nil where the values hold no `meshConfig`.
  package let meshConfig: MeshConfig?
  package let values: InstallationValues
  /// `spec.chart.spec.chart`.
  package let chart: Located<String>?
  /// Whether more values come from elsewhere, so that what is missing here may well be given.
  package let hasOtherValues: Bool
  /// What it installs of cert-manager; nil for a release of another chart.
  package let certManager: CertManagerRelease?
  /// What it installs of Linkerd's control plane; nil for a release of another chart.
  package let linkerd: LinkerdRelease?
  /// What it says of istio-csr; nil for a release of another chart.
  package let istioCSR: IstioCSRValues?
  /// What it says of trust-manager; nil for a release of another chart.
  package let trustManager: TrustManagerValues?
  /// What does not fit the schema of the mesh configuration and networks in the values.
  let issues: [ResourceIssue]

  init(_ root: ManifestNode, _ metadata: Metadata, schemas: Schemas) {
    self.metadata = metadata
    let values = root["spec"]?["values"]
    issues = schemas.issues(inValues: values, of: metadata)
    meshConfig = values?["meshConfig"].map(MeshConfig.init)
    self.values = InstallationValues(values)
    chart = root["spec"]?["chart"]?["spec"]?["chart"]?.string
    hasOtherValues = root["spec"]?["valuesFrom"] != nil
    certManager = CertManagerRelease(fluxRelease: root, metadata)
    linkerd = LinkerdRelease(fluxRelease: root, metadata)
    istioCSR = chart?.value == "cert-manager-istio-csr" ? IstioCSRValues(values) : nil
    trustManager = chart?.value == "trust-manager" ? TrustManagerValues(values, areComplete: !hasOtherValues) : nil
  }
}

extension Schemas {
  /// What does not fit the mesh configuration and the networks among Helm values.
  fileprivate func issues(inValues values: ManifestNode?, of metadata: Metadata) -> [ResourceIssue] {
    let networks = values?["global"]?["meshNetworks"]?.compactMapPairs { _, network in network } ?? []
    return issues(in: values?["meshConfig"], as: .meshConfig, of: metadata)
      + networks.flatMap { issues(in: $0, as: .network, of: metadata) }
  }

  fileprivate func issues(in node: ManifestNode?, as message: Message, of metadata: Metadata) -> [ResourceIssue] {
    node.map { node in
      var found = issues(in: node.node, file: node.file, as: message)
      for index in found.indices { found[index].object = metadata.reference }
      return found
    } ?? []
  }
}
