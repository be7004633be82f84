package import Diagnostics

/// A Certificate of cert-manager: what it makes a Secret of, and renews.
package final class ManagedCertificate: Resource {
  package struct PrivateKey: Sendable {
    package var algorithm: Located<String>?
    package var size: Located<Int>?
    package var encoding: Located<String>?
    package var rotationPolicy: Located<String>?
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      algorithm = node["algorithm"]?.string
      size = node["size"]?.int
      encoding = node["encoding"]?.string
      rotationPolicy = node["rotationPolicy"]?.string
      span = node.span
    }
  }

  package let metadata: Metadata
  package let secretName: Located<String>?
  package let issuerRef: IssuerReference?
  package let isCA: Located<Bool>?
  package let commonName: Located<String>?
  package let dnsNames: [Located<String>]
  package let uris: [Located<String>]
  /// Go durations, as they are written.
  package let duration: Located<String>?
  package let renewBefore: Located<String>?
  package let renewBeforePercentage: Located<Int>?
  package let privateKey: PrivateKey?
  package let usages: [Located<String>]
  /// The place of `spec`; nil where there is none.
  package let specSpan: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    specSpan = spec?.span
    secretName = spec?["secretName"]?.string
    issuerRef = spec?["issuerRef"].map(IssuerReference.init)
    isCA = spec?["isCA"]?.bool
    commonName = spec?["commonName"]?.string
    dnsNames = spec?["dnsNames"]?.strings ?? []
    uris = spec?["uris"]?.strings ?? []
    duration = spec?["duration"]?.string
    renewBefore = spec?["renewBefore"]?.string
    renewBeforePercentage = spec?["renewBeforePercentage"]?.int
    privateKey = spec?["privateKey"].map(PrivateKey.init)
    usages = spec?["usages"]?.strings ?? []
  }
}

/// How a Certificate or CertificateRequest names its issuer.
package struct IssuerReference: Sendable {
  package var name: Located<String>?
  /// `Issuer` where it is not written.
  package var kind: Located<String>?
  /// `cert-manager.io` where it is not written.
  package var group: Located<String>?
  package var span: SourceSpan

  init(name: Located<String>, kind: Located<String>?, group: Located<String>?, span: SourceSpan) {
    (self.name, self.kind, self.group, self.span) = (name, kind, group, span)
  }

  init(_ node: ManifestNode) {
    name = node["name"]?.string
    kind = node["kind"]?.string
    group = node["group"]?.string
    span = node.span
  }
}

/// A CertificateRequest of cert-manager.
package final class CertificateRequest: Resource {
  package let metadata: Metadata
  package let issuerRef: IssuerReference?
  /// A certificate signing request in PEM, in base64.
  package let request: Located<String>?
  package let isCA: Located<Bool>?
  package let duration: Located<String>?
  package let usages: [Located<String>]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    issuerRef = spec?["issuerRef"].map(IssuerReference.init)
    request = spec?["request"]?.string
    isCA = spec?["isCA"]?.bool
    duration = spec?["duration"]?.string
    usages = spec?["usages"]?.strings ?? []
  }
}
