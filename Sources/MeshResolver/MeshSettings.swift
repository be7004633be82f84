package import Diagnostics
package import MeshModel

/// A value that decides something for the whole mesh, and where it was written.
package struct Setting<Value: Sendable>: Sendable {
  package var value: Value
  /// Nil where Istio's default holds, or where the command line says so.
  package var origin: SourceSpan?

  init(_ value: Value, origin: SourceSpan? = nil) {
    self.value = value
    self.origin = origin
  }

  init(_ written: Located<Value>?, default fallback: Value) {
    value = written?.value ?? fallback
    origin = written?.span
  }
}

/// What the caller knows of the mesh beside its manifests.
package struct ResolverOptions: Sendable {
  package var rootNamespace: String?
  package var trustDomain: String?
  /// The content of a mesh configuration file; it replaces what the input says.
  package var meshConfig: MeshConfig?
  /// The content of a file with the networks of the mesh; it replaces what the input says.
  package var meshNetworks: MeshNetworks?
  /// Revisions and revision tags of Istio that are installed, beside those that the input shows.
  package var revisions: Set<String> = []
  /// Whether the input is the whole mesh, so that what it does not mention does not exist.
  package var isComplete = false
  /// Hosts of which it is known only that they exist.
  package var hostsWithUnknownPorts: Set<String> = []
  /// The time at which certificates must be valid, in seconds since 1970 in UTC; nil leaves that out.
  package var now: Int?
  /// How many seconds before its end a certificate is about to expire; nil for the default of each rule.
  package var expiryWindow: Int?

  package init() {}
}

/// The mesh-wide settings in force: what the command line says, else the input, else Istio's defaults
/// (`pkg/config/mesh/mesh.go` DefaultMeshConfig).
package struct MeshSettings: Sendable {
  package var rootNamespace: Setting<String>
  /// Where the control plane runs, which need not be the root namespace.
  package var controlPlaneNamespace: String
  package var trustDomain: Setting<String>
  /// Whether ``trustDomain`` is what somebody says, or the default of a mesh configuration that is known.
  package var isTrustDomainKnown: Bool
  package var trustDomainAliases: Setting<[String]>
  package var autoMTLS: Setting<Bool>
  /// The DNS suffix of Services; independent of the trust domain.
  package var clusterDomain: Setting<String>
  package var defaultServiceExportTo: Setting<[String]>
  package var defaultVirtualServiceExportTo: Setting<[String]>
  package var defaultDestinationRuleExportTo: Setting<[String]>
  package var outboundTrafficPolicy: Setting<String>
  /// Nil where the input holds no mesh configuration, so that the providers are not known.
  package var extensionProviders: [ExtensionProvider]?
  /// Whether the places of ``extensionProviders`` are places of the input.
  package var areProvidersFromInput: Bool
  package var pathNormalization: Setting<PathNormalization>
  /// Trust domains beside the mesh's own whose clients pass the handshake: those of `caCertificates`.
  package var caTrustDomains: [String]
  /// How many trusted proxies stand before the gateways.
  package var trustedProxies: Setting<Int>
  /// Whether load balancers before the gateways say whose connections they pass on.
  package var usesProxyProtocol: Bool
  /// Whether Istio looks after a default ingress gateway (`ingressControllerMode`), and the name of its Service.
  package var hasDefaultIngress: Bool
  package var ingressService: String
  /// `defaultProviders.accessLogging`.
  package var defaultAccessLogging: [String]
  /// `defaultConfig.proxyMetadata`.
  package var proxyMetadata: LocatedMap
  /// `defaultConfig.image.imageType`; empty for the usual one.
  package var imageType: String
  /// Whether the settings are those of the mesh, and not Istio's defaults for want of others.
  package var isConfigurationKnown: Bool
  package var enableNamespacesByDefault: Setting<Bool>
  package var rewriteAppHTTPProbe: Setting<Bool>
  /// Whether pods that a webhook sends are injected when nothing about them says otherwise.
  package var autoInject: Setting<Bool>
  /// Installed revisions and tags, `default` among them.
  package var revisions: Set<String>
  /// Whether ``revisions`` is all there is, so that any other name is not installed.
  package var areRevisionsKnown: Bool

  init(_ mesh: Mesh, options: ResolverOptions) {
    var config = MeshConfig()
    for release in mesh.helmReleases { config = config.overridden(by: release.meshConfig ?? MeshConfig()) }
    for installation in mesh.installations { config = config.overridden(by: installation.meshConfig) }
    // The map of the default revision comes last, so that it holds where there are several.
    let maps = mesh.configMaps.filter { $0.meshConfig != nil }
    for map in maps.filter({ $0.name != "istio" }) + maps.filter({ $0.name == "istio" }) {
      config = config.overridden(by: map.meshConfig ?? MeshConfig())
    }
    if let written = options.meshConfig { config = written }

    let values = mesh.helmReleases.filter(\.configuresIstio).map(\.values) + mesh.installations.map(\.values)
    let istioNamespace = values.lazy.compactMap(\.istioNamespace).first
    controlPlaneNamespace = istioNamespace?.value ?? "istio-system"
    rootNamespace =
      options.rootNamespace.map { Setting($0) }
      ?? Setting(config.rootNamespace ?? istioNamespace, default: "istio-system")
    trustDomain =
      options.trustDomain.map { Setting($0) } ?? Setting(config.trustDomain, default: "cluster.local")
    trustDomainAliases = Setting(
      config.trustDomainAliases?.map(\.value) ?? [], origin: config.trustDomainAliases?.first?.span)
    autoMTLS = Setting(config.enableAutoMtls, default: true)
    clusterDomain = Setting(values.lazy.compactMap(\.clusterDomain).first, default: "cluster.local")
    defaultServiceExportTo = Self.list(config.defaultServiceExportTo)
    defaultVirtualServiceExportTo = Self.list(config.defaultVirtualServiceExportTo)
    defaultDestinationRuleExportTo = Self.list(config.defaultDestinationRuleExportTo)
    outboundTrafficPolicy = Setting(config.outboundTrafficPolicy, default: "ALLOW_ANY")
    let isConfigured = !maps.isEmpty || !mesh.installations.isEmpty || options.meshConfig != nil || options.isComplete
    isConfigurationKnown = isConfigured
    isTrustDomainKnown = isConfigured || options.trustDomain != nil || config.trustDomain != nil
    extensionProviders = config.extensionProviders ?? (isConfigured ? [] : nil)
    areProvidersFromInput = config.isFromInput
    pathNormalization = Setting(config.pathNormalization?.map(PathNormalization.init), default: .base)
    caTrustDomains = config.caTrustDomains?.map(\.value) ?? []
    trustedProxies = Setting(config.trustedProxies, default: 0)
    usesProxyProtocol = config.usesProxyProtocol?.value ?? false
    hasDefaultIngress = config.ingressControllerMode?.value != "OFF"
    ingressService = config.ingressService?.value ?? "istio-ingressgateway"
    defaultAccessLogging = config.defaultAccessLogging?.map(\.value) ?? []
    proxyMetadata = config.proxyMetadata ?? LocatedMap()
    imageType = config.imageType?.value ?? ""
    // The webhook for unlabelled namespaces is that of the default revision.
    let standard = values.filter { ["", "default"].contains($0.revision?.value ?? "") }
    let injectors = mesh.configMaps.filter { $0.name == "istio-sidecar-injector" }.compactMap(\.injectorValues)
    let flags =
      standard.compactMap(\.enableNamespacesByDefault)
      + injectors.compactMap { values in values.enableNamespacesByDefault.map { Located($0, at: values.span) } }
    enableNamespacesByDefault = Setting(flags.first { $0.value }, default: false)
    rewriteAppHTTPProbe = Setting(values.lazy.compactMap(\.rewriteAppHTTPProbe).first, default: true)
    autoInject = Setting(
      values.lazy.compactMap(\.autoInject).first?.map { $0 != "disabled" }, default: true)
    revisions = options.revisions.union(
      values.flatMap { ($0.revision.map { [$0.value] } ?? []) + $0.revisionTags.map(\.value) } + ["default"])
    revisions.formUnion(Self.revisions(shownBy: mesh))
    areRevisionsKnown = options.isComplete || !options.revisions.isEmpty || !values.isEmpty
    if !config.isFromInput { dropOrigins() }
  }

  /// Forgets the places of settings that were read from a file beside the input.
  private mutating func dropOrigins() {
    rootNamespace.origin = nil
    trustDomain.origin = nil
    trustDomainAliases.origin = nil
    autoMTLS.origin = nil
    defaultServiceExportTo.origin = nil
    defaultVirtualServiceExportTo.origin = nil
    defaultDestinationRuleExportTo.origin = nil
    outboundTrafficPolicy.origin = nil
    pathNormalization.origin = nil
    trustedProxies.origin = nil
  }

  /// The mesh's trust domain and its aliases, which name the same identities.
  package var trustDomains: [String] { [trustDomain.value] + trustDomainAliases.value }

  /// A host as Istio reads it in a resource of a namespace: a name without a dot is short for one of the namespace
  /// (`pilot/pkg/model/config.go` ResolveShortnameToFQDN).
  func fullName(_ host: String, in namespace: String) -> String {
    host.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") } || host == "*" || host.isEmpty
      ? host : "\(host).\(namespace).svc.\(clusterDomain.value)"
  }

  /// The revisions and tags whose ConfigMaps and webhooks for injection are in the input
  /// (`manifests/charts/istio-control/istio-discovery/templates/` istiod-injector-configmap.yaml,
  /// mutatingwebhook.yaml).
  private static func revisions(shownBy mesh: Mesh) -> [String] {
    let prefix = "istio-sidecar-injector-"
    let maps = mesh.configMaps.filter { $0.injectorValues != nil && $0.name.hasPrefix(prefix) }
    let webhooks = mesh.webhookConfigurations.filter { $0.isMutating && $0.webhooks.contains(where: \.isIstio) }
    let labels = webhooks.flatMap { webhook in
      ["istio.io/rev", "istio.io/tag"].compactMap { webhook.metadata.labels[$0]?.value }
    }
    return maps.map { String($0.name.dropFirst(prefix.count)) } + labels
  }

  private static func list(_ written: [Located<String>]?) -> Setting<[String]> {
    Setting(written?.map(\.value) ?? ["*"], origin: written?.first?.span)
  }
}

extension HelmRelease {
  /// Whether the release is one of Istio's control plane, so that its values decide about injection.
  fileprivate var configuresIstio: Bool {
    meshConfig != nil || chart.map { ["istiod", "istio", "istio-discovery"].contains($0.value) } ?? false
  }
}
