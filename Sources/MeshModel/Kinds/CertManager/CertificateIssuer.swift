import YAMLTree

/// An Issuer or ClusterIssuer of cert-manager.
package final class CertificateIssuer: Resource {
  /// Who signs. The raw value is the field of `spec` that says so.
  package enum Signer: String, Sendable, CaseIterable {
    case acme, ca, selfSigned, vault, venafi
  }

  package let metadata: Metadata
  /// The signers that are written, with the places of their keys; the webhook takes exactly one. A key without a value
  /// is none.
  package let signers: [Located<Signer>]
  /// `ca.secretName`.
  package let caSecretName: Located<String>?
  /// Whether the ACME server is told how long a certificate shall last: by `acme.enableDurationFeature`, or by the name
  /// of a profile that the server has.
  package let ordersDuration: Bool

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    signers =
      spec?.compactMapPairs { key, value in
        key.string.flatMap { key in
          value.node.isNull ? nil : Signer(rawValue: key.value).map { Located($0, at: key.span) }
        }
      } ?? []
    caSecretName = spec?["ca"]?["secretName"]?.string
    let acme = spec?["acme"]
    ordersDuration = acme?["enableDurationFeature"]?.bool?.value ?? false || acme?["profile"] != nil
  }

  /// Who signs; nil where that is not one.
  package var soleSigner: Signer? { signers.count == 1 ? signers[0].value : nil }

  /// Whether every namespace may use it; its Secrets are then in cert-manager's own namespace.
  package var isForCluster: Bool { metadata.kind.value == "ClusterIssuer" }
}
