package import Diagnostics
import YAMLTree

/// What the Helm values of Linkerd's control plane say, in a ``LinkerdRelease`` or in the ConfigMap `linkerd-config`,
/// where the installation keeps them as text (`charts/linkerd-control-plane/values.yaml`). What is not written is nil.
package struct LinkerdValues: Sendable {
  package var identityTrustDomain: Located<String>?
  package var clusterDomain: Located<String>?
  /// Comma-separated.
  package var clusterNetworks: Located<String>?
  package var linkerdVersion: Located<String>?
  /// `proxy.defaultInboundPolicy`.
  package var defaultInboundPolicy: Located<String>?
  /// `proxy.outboundTransportMode`.
  package var outboundTransportMode: Located<String>?
  /// `proxy.opaquePorts`.
  package var opaquePorts: Located<String>?
  /// `proxy.image.version`.
  package var proxyVersion: Located<String>?
  /// `proxy.uid`.
  package var proxyUID: Located<Int>?
  /// `proxy.ports`, by their names there.
  package var proxyPorts: [String: Located<Int>] = [:]
  /// `proxyInit.runAsRoot`.
  package var proxyInitRunsAsRoot: Located<Bool>?
  /// Whether Linkerd's CNI plugin sets up the redirection, and no init container.
  package var cniEnabled: Located<Bool>?
  /// `proxyInit.ignoreInboundPorts` and `proxyInit.ignoreOutboundPorts`.
  package var ignoreInboundPorts: Located<String>?
  package var ignoreOutboundPorts: Located<String>?
  /// `policyController.probeNetworks`.
  package var probeNetworks: [Located<String>]?
  package var controllerImageVersion: Located<String>?
  package var webhookFailurePolicy: Located<String>?
  package var controllerReplicas: Located<Int>?
  /// `highAvailability`, from the chart's `values-ha.yaml`.
  package var isHighlyAvailable: Located<Bool>?
  /// `identity.issuer.scheme`.
  package var issuerScheme: Located<String>?
  /// `identity.issuer.tls.crtPEM` and `identity.issuer.tls.keyPEM`.
  package var issuerCertificate: Located<String>?
  package var issuerKey: Located<String>?
  package var issuanceLifetime: Located<String>?
  package var clockSkewAllowance: Located<String>?
  /// `identity.externalCA`.
  package var externalCA: Located<Bool>?
  package var identityTrustAnchorsPEM: Located<String>?
  /// `identity.serviceAccountTokenProjection`.
  package var serviceAccountTokenProjection: Located<Bool>?
  /// What is written about the certificates of the webhooks.
  package var webhooks: [LinkerdWebhookValues] = []
  /// The place of all of them.
  package var span: SourceSpan

  /// The trust domain that the charts make of these values; nil where they leave it to the default.
  package var trustDomain: Located<String>? {
    [identityTrustDomain, clusterDomain].lazy.compactMap { $0 }.first { !$0.value.isEmpty }
  }

  /// No values.
  init(at span: SourceSpan) { self.span = span }

  /// The values of a release.
  init(_ values: ManifestNode) { self.init(values, at: values.span) { $0 } }

  /// The text under the key `values` of `linkerd-config`; nil for an empty one.
  ///
  /// Throws: What is wrong with the text, at its place in the file.
  init?(_ entry: LocatedMap.Entry) throws(YAMLError) {
    let text = try EmbeddedYAML(entry)
    guard let root = text.root, root.node.isMapping else { return nil }
    self.init(root, at: entry.value.span, place: text.place)
  }

  private init(_ root: ManifestNode, at span: SourceSpan, place: (SourceSpan) -> SourceSpan) {
    func moved<Value>(_ value: Located<Value>?) -> Located<Value>? {
      value.map { Located($0.value, at: place($0.span)) }
    }
    self.span = span
    // Before 2.10 most values were below `global` (`pkg/config/config.go` RemoveGlobalFieldIfPresent).
    let global = root["global"]
    func top(_ key: StaticString) -> ManifestNode? { root[key] ?? global?[key] }
    identityTrustDomain = moved(top("identityTrustDomain")?.string)
    clusterDomain = moved(top("clusterDomain")?.string)
    clusterNetworks = moved(top("clusterNetworks")?.string)
    linkerdVersion = moved(top("linkerdVersion")?.string)
    let proxy = top("proxy")
    defaultInboundPolicy = moved(proxy?["defaultInboundPolicy"]?.string)
    outboundTransportMode = moved(proxy?["outboundTransportMode"]?.string)
    opaquePorts = moved(proxy?["opaquePorts"]?.string)
    proxyVersion = moved(proxy?["image"]?["version"]?.string)
    proxyUID = moved(proxy?["uid"]?.int)
    let ports = proxy?["ports"]
    proxyPorts = [
      "admin": ports?["admin"]?.int, "control": ports?["control"]?.int, "inbound": ports?["inbound"]?.int,
      "outbound": ports?["outbound"]?.int,
    ].compactMapValues { moved($0) }
    proxyInitRunsAsRoot = moved(top("proxyInit")?["runAsRoot"]?.bool)
    cniEnabled = moved(top("cniEnabled")?.bool)
    ignoreInboundPorts = moved(top("proxyInit")?["ignoreInboundPorts"]?.string)
    ignoreOutboundPorts = moved(top("proxyInit")?["ignoreOutboundPorts"]?.string)
    probeNetworks = top("policyController")?["probeNetworks"]?.strings.compactMap { moved($0) }
    controllerImageVersion = moved(top("controllerImageVersion")?.string)
    webhookFailurePolicy = moved(top("webhookFailurePolicy")?.string)
    controllerReplicas = moved(top("controllerReplicas")?.int)
    isHighlyAvailable = moved(top("highAvailability")?.bool)
    let identity = top("identity")
    issuerScheme = moved(identity?["issuer"]?["scheme"]?.string)
    issuerCertificate = moved(identity?["issuer"]?["tls"]?["crtPEM"]?.string)
    issuerKey = moved(identity?["issuer"]?["tls"]?["keyPEM"]?.string)
    issuanceLifetime = moved(identity?["issuer"]?["issuanceLifetime"]?.string)
    clockSkewAllowance = moved(identity?["issuer"]?["clockSkewAllowance"]?.string)
    externalCA = moved(identity?["externalCA"]?.bool)
    identityTrustAnchorsPEM = moved(top("identityTrustAnchorsPEM")?.string)
    serviceAccountTokenProjection = moved(identity?["serviceAccountTokenProjection"]?.bool)
    let components: [(String, ManifestNode?)] = [
      ("proxyInjector", top("proxyInjector")), ("profileValidator", top("profileValidator")),
      ("policyValidator", top("policyValidator")),
    ]
    webhooks = components.compactMap { name, node in node.map { LinkerdWebhookValues($0, name, place: place) } }
  }
}
