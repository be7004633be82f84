package import Diagnostics

/// A Certificate of cert-manager: what it makes a Secret of, and renews.
package final class ManagedCertificate: Resource {
  /// `privateKey`: what key each certificate gets.
  package struct PrivateKey: Sendable {
    /// `RSA` where it is not written.
    package var algorithm: Located<String>?
    /// In bits.
    package var size: Located<Int>?
    /// `PKCS1` or `PKCS8`.
    package var encoding: Located<String>?
    /// `Always` or `Never`: whether each certificate gets a new key.
    package var rotationPolicy: Located<String>?
    /// The place of all of it.
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
  /// The Secret that is made, in the namespace of the Certificate.
  package let secretName: Located<String>?
  /// Who signs.
  package let issuerRef: IssuerReference?
  /// Whether what is made may sign others.
  package let isCA: Located<Bool>?
  /// The common name of the subject, which is none of the alternative names.
  package let commonName: Located<String>?
  /// The alternative names that are hosts.
  package let dnsNames: [Located<String>]
  /// The alternative names that are URIs.
  package let uris: [Located<String>]
  /// The alternative names that are addresses.
  package let ipAddresses: [Located<String>]
  /// How long it is asked for, as a duration of Go.
  package let duration: Located<String>?
  /// How long before its end it is renewed, as a duration of Go.
  package let renewBefore: Located<String>?
  /// The same as a part of how long it lasts.
  package let renewBeforePercentage: Located<Int>?
  /// `renewal.policy`: `RenewBefore`, or `Disabled` for a certificate that is never renewed.
  package let renewalPolicy: Located<String>?
  /// Nil where nothing is said of the key.
  package let privateKey: PrivateKey?
  /// What it is for, in cert-manager's words.
  package let usages: [Located<String>]
  /// `secretTemplate.annotations`: what the Secret is annotated with.
  package let secretAnnotations: LocatedMap
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
    ipAddresses = spec?["ipAddresses"]?.strings ?? []
    duration = spec?["duration"]?.string
    renewBefore = spec?["renewBefore"]?.string
    renewBeforePercentage = spec?["renewBeforePercentage"]?.int
    renewalPolicy = spec?["renewal"]?["policy"]?.string
    privateKey = spec?["privateKey"].map(PrivateKey.init)
    usages = spec?["usages"]?.strings ?? []
    secretAnnotations = spec?["secretTemplate"]?["annotations"]?.map ?? LocatedMap()
  }

  /// Where it says when it is renewed, else how long it lasts, else the place of its name.
  package var renewalPlace: SourceSpan {
    renewBefore?.span ?? renewBeforePercentage?.span ?? duration?.span ?? metadata.span
  }
}

/// How a Certificate or CertificateRequest names its issuer.
package struct IssuerReference: Sendable {
  /// The name of the issuer.
  package var name: Located<String>?
  /// `Issuer` where it is not written.
  package var kind: Located<String>?
  /// `cert-manager.io` where it is not written.
  package var group: Located<String>?
  /// The place of all of it.
  package var span: SourceSpan
}

extension IssuerReference {
  init(_ node: ManifestNode) {
    self.init(
      name: node["name"]?.string, kind: node["kind"]?.string, group: node["group"]?.string, span: node.span)
  }
}

/// A CertificateRequest of cert-manager.
package final class CertificateRequest: Resource {
  package let metadata: Metadata
  /// Who signs.
  package let issuerRef: IssuerReference?
  /// A certificate signing request in PEM, in base64.
  package let request: Located<String>?
  /// Whether what is made may sign others.
  package let isCA: Located<Bool>?
  /// How long it is asked for, as a duration of Go.
  package let duration: Located<String>?
  /// What it is for, in cert-manager's words.
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
