package import Diagnostics

/// An Istio Gateway: what a gateway's proxy listens to.
package final class Gateway: Resource {
  /// `ServerTLSSettings`: how a gateway ends, or passes on, the TLS of its clients.
  package struct TLS: Sendable {
    package var httpsRedirect: Located<Bool>?
    /// Nil where none is written, which passes TLS through.
    package var mode: Located<String>?
    package var serverCertificate: Located<String>?
    package var privateKey: Located<String>?
    package var caCertificates: Located<String>?
    package var credentialName: Located<String>?
    package var credentialNames: [Located<String>]
    package var caCrl: Located<String>?
    package var tlsCertificates: [Certificate]
    package var subjectAltNames: [Located<String>]
    package var minProtocolVersion: Located<String>?
    package var maxProtocolVersion: Located<String>?
    package var cipherSuites: [Located<String>]
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      httpsRedirect = node["httpsRedirect"]?.bool
      mode = node["mode"]?.string
      serverCertificate = node["serverCertificate"]?.string
      privateKey = node["privateKey"]?.string
      caCertificates = node["caCertificates"]?.string
      credentialName = node["credentialName"]?.string
      credentialNames = node["credentialNames"]?.strings ?? []
      caCrl = node["caCrl"]?.string
      tlsCertificates = node["tlsCertificates"]?.compactMapItems(Certificate.init) ?? []
      subjectAltNames = node["subjectAltNames"]?.strings ?? []
      minProtocolVersion = node["minProtocolVersion"]?.string
      maxProtocolVersion = node["maxProtocolVersion"]?.string
      cipherSuites = node["cipherSuites"]?.strings ?? []
      span = node.span
    }
  }

  /// An item of `tlsCertificates`: the files of a certificate and its key.
  package struct Certificate: Sendable {
    package var serverCertificate: Located<String>?
    package var privateKey: Located<String>?
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      serverCertificate = node["serverCertificate"]?.string
      privateKey = node["privateKey"]?.string
      span = node.span
    }
  }

  package struct Server: Sendable {
    package var port: Located<Int>?
    /// The place of `port` as a whole; nil where there is none.
    package var portSpan: SourceSpan?
    package var portName: Located<String>?
    package var protocolName: Located<String>?
    package var targetPort: Located<Int>?
    /// The address to listen on; nil stands for all.
    package var bind: Located<String>?
    package var hosts: [Located<String>]
    package var tls: TLS?
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      port = node["port"]?["number"]?.int
      portSpan = node["port"]?.span
      portName = node["port"]?["name"]?.string
      protocolName = node["port"]?["protocol"]?.string
      targetPort = node["port"]?["targetPort"]?.int
      bind = node["bind"]?.string
      hosts = node["hosts"]?.strings ?? []
      tls = node["tls"].map(TLS.init)
      span = node.span
    }
  }

  package let metadata: Metadata
  package let selector: LocatedMap
  package let servers: [Server]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    selector = root["spec"]?["selector"]?.map ?? LocatedMap()
    servers = root["spec"]?["servers"]?.compactMapItems(Server.init) ?? []
  }
}
