package import Diagnostics

/// An Istio DestinationRule: what a client sends to a host.
package final class DestinationRule: Resource {
  package struct Subset: Sendable {
    package var name: Located<String>
    package var labels: LocatedMap
    package var trafficPolicy: TrafficPolicy?
  }

  package let metadata: Metadata
  /// Empty where the rule names none.
  package let host: Located<String>
  package let trafficPolicy: TrafficPolicy?
  package let subsets: [Subset]
  package let exportTo: [Located<String>]
  package let workloadSelector: Selector?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    host = spec?["host"]?.string ?? Located("", at: metadata.span)
    trafficPolicy = spec?["trafficPolicy"].map(TrafficPolicy.init)
    subsets =
      spec?["subsets"]?.compactMapItems { node in
        Subset(
          name: node["name"]?.string ?? Located("", at: node.span), labels: node["labels"]?.map ?? LocatedMap(),
          trafficPolicy: node["trafficPolicy"].map(TrafficPolicy.init))
      } ?? []
    exportTo = spec?["exportTo"]?.strings ?? []
    workloadSelector = spec?["workloadSelector"].map { Selector($0, labels: $0["matchLabels"]) }
  }
}

/// What a rule or subset says of connections to its hosts.
///
/// This and the TLS settings are classes for the reason that resources are: merged rules and answers share them.
package final class TrafficPolicy: Sendable {
  package struct Port: Sendable {
    package var number: Located<Int>?
    package var tls: ClientTLS?
    /// `loadBalancer.simple`.
    package var simpleLoadBalancer: Located<String>?
    package var span: SourceSpan
  }

  package let tls: ClientTLS?
  package let simpleLoadBalancer: Located<String>?
  package let ports: [Port]
  package let span: SourceSpan

  init(_ node: ManifestNode) {
    tls = node["tls"].map(ClientTLS.init)
    simpleLoadBalancer = node["loadBalancer"]?["simple"]?.string
    ports =
      node["portLevelSettings"]?.compactMapItems { port in
        Port(
          number: port["port"]?["number"]?.int, tls: port["tls"].map(ClientTLS.init),
          simpleLoadBalancer: port["loadBalancer"]?["simple"]?.string, span: port.span)
      } ?? []
    span = node.span
  }
}

/// `ClientTLSSettings`: how a client secures its connections.
package final class ClientTLS: Sendable {
  package enum Mode: String, Sendable { case DISABLE, SIMPLE, MUTUAL, ISTIO_MUTUAL }

  /// Nil where the settings name none, which Istio takes as `DISABLE`, or one that does not exist.
  package let writtenMode: Located<Mode>?
  package let clientCertificate: Located<String>?
  package let privateKey: Located<String>?
  package let caCertificates: Located<String>?
  package let credentialName: Located<String>?
  package let sni: Located<String>?
  package let subjectAltNames: [Located<String>]
  package let span: SourceSpan

  init(_ node: ManifestNode) {
    let mode = node["mode"]?.string
    writtenMode = mode.flatMap { text in Mode(rawValue: text.value).map { Located($0, at: text.span) } }
    clientCertificate = node["clientCertificate"]?.string
    privateKey = node["privateKey"]?.string
    caCertificates = node["caCertificates"]?.string
    credentialName = node["credentialName"]?.string
    sni = node["sni"]?.string
    subjectAltNames = node["subjectAltNames"]?.strings ?? []
    span = mode?.span ?? node.span
  }
}
