package import Diagnostics
import YAMLTree

/// What the Helm values of Linkerd's control plane say, in a HelmRelease or in the ConfigMap `linkerd-config`, where the
/// installation keeps them as text (`charts/linkerd-control-plane/values.yaml`). What is not written is nil.
package struct LinkerdValues: Sendable {
  package var identityTrustDomain: Located<String>?
  package var clusterDomain: Located<String>?
  /// Comma-separated.
  package var clusterNetworks: Located<String>?
  package var linkerdVersion: Located<String>?
  /// `proxy.defaultInboundPolicy`.
  package var defaultInboundPolicy: Located<String>?
  /// `proxy.opaquePorts`.
  package var opaquePorts: Located<String>?
  /// `proxy.image.version`.
  package var proxyVersion: Located<String>?
  /// `proxy.uid`.
  package var proxyUID: Located<Int>?
  /// `proxy.ports`, by their names there.
  package var proxyPorts: [String: Located<Int>]
  /// `proxyInit.runAsRoot`.
  package var proxyInitRunsAsRoot: Located<Bool>?
  /// Whether Linkerd's CNI plugin sets up the redirection, and no init container.
  package var cniEnabled: Located<Bool>?
  /// `proxyInit.ignoreInboundPorts` and `proxyInit.ignoreOutboundPorts`.
  package var ignoreInboundPorts: Located<String>?
  package var ignoreOutboundPorts: Located<String>?
  /// `policyController.probeNetworks`.
  package var probeNetworks: [Located<String>]?
  package var webhookFailurePolicy: Located<String>?
  package var controllerReplicas: Located<Int>?
  /// `highAvailability`, as the command line client writes it, or `enablePodAntiAffinity`, as values files do.
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
  /// The place of all of them.
  package var span: SourceSpan

  /// The values among those of a HelmRelease.
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
    identityTrustDomain = moved(root["identityTrustDomain"]?.string)
    clusterDomain = moved(root["clusterDomain"]?.string)
    clusterNetworks = moved(root["clusterNetworks"]?.string)
    linkerdVersion = moved(root["linkerdVersion"]?.string)
    let proxy = root["proxy"]
    defaultInboundPolicy = moved(proxy?["defaultInboundPolicy"]?.string)
    opaquePorts = moved(proxy?["opaquePorts"]?.string)
    proxyVersion = moved(proxy?["image"]?["version"]?.string)
    proxyUID = moved(proxy?["uid"]?.int)
    let ports = proxy?["ports"]
    proxyPorts = [
      "admin": ports?["admin"]?.int, "control": ports?["control"]?.int, "inbound": ports?["inbound"]?.int,
      "outbound": ports?["outbound"]?.int,
    ].compactMapValues { moved($0) }
    proxyInitRunsAsRoot = moved(root["proxyInit"]?["runAsRoot"]?.bool)
    cniEnabled = moved(root["cniEnabled"]?.bool)
    ignoreInboundPorts = moved(root["proxyInit"]?["ignoreInboundPorts"]?.string)
    ignoreOutboundPorts = moved(root["proxyInit"]?["ignoreOutboundPorts"]?.string)
    probeNetworks = root["policyController"]?["probeNetworks"]?.strings.compactMap { moved($0) }
    webhookFailurePolicy = moved(root["webhookFailurePolicy"]?.string)
    controllerReplicas = moved(root["controllerReplicas"]?.int)
    isHighlyAvailable = moved(root["highAvailability"]?.bool ?? root["enablePodAntiAffinity"]?.bool)
    let identity = root["identity"]
    issuerScheme = moved(identity?["issuer"]?["scheme"]?.string)
    issuerCertificate = moved(identity?["issuer"]?["tls"]?["crtPEM"]?.string)
    issuerKey = moved(identity?["issuer"]?["tls"]?["keyPEM"]?.string)
    issuanceLifetime = moved(identity?["issuer"]?["issuanceLifetime"]?.string)
    clockSkewAllowance = moved(identity?["issuer"]?["clockSkewAllowance"]?.string)
    externalCA = moved(identity?["externalCA"]?.bool)
    identityTrustAnchorsPEM = moved(root["identityTrustAnchorsPEM"]?.string)
    serviceAccountTokenProjection = moved(identity?["serviceAccountTokenProjection"]?.bool)
  }
}
