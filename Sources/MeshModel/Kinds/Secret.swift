import Diagnostics

/// A Kubernetes Secret.
package final class Secret: Resource {
  package let metadata: Metadata
  package let type: Located<String>?
  /// The entries of `data`, in base64 as they are written.
  package let data: LocatedMap
  /// The entries of `stringData`, which count before those of `data`.
  package let stringData: LocatedMap
  /// Whether SOPS encrypted the values, so that nobody can read them in the file.
  package let isEncrypted: Bool

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    type = root["type"]?.string
    data = root["data"]?.map ?? LocatedMap()
    stringData = root["stringData"]?.map ?? LocatedMap()
    isEncrypted = root["sops"] != nil
  }
}

/// A resource from which a controller makes a Secret: a ``ManagedCertificate``, a SealedSecret or an ExternalSecret.
package final class SecretSource: Resource {
  package let metadata: Metadata
  /// The name of the Secret that is made, in the namespace of this resource.
  package let secretName: String

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    let written = spec?["secretName"] ?? spec?["target"]?["name"] ?? spec?["template"]?["metadata"]?["name"]
    secretName = written?.string?.value ?? metadata.name.value
  }

  init(_ certificate: ManagedCertificate) {
    metadata = certificate.metadata
    secretName = certificate.secretName?.value ?? certificate.name
  }
}
