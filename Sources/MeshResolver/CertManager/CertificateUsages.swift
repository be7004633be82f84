package import MeshModel

extension ManagedCertificate {
  /// Usages of the key, beside which there are those of the certificate (`pkg/apis/certmanager/v1/types.go` KeyUsage).
  private static let usagesOfKey: Set = [
    "signing", "digital signature", "content commitment", "key encipherment", "key agreement", "data encipherment",
    "cert sign", "crl sign", "encipher only", "decipher only",
  ]

  /// The first usage of the certificate, where there are some and none of them lets it be a server's, or above those of
  /// servers: Go's verification asks for that where it is not told otherwise, and takes a certificate without any.
  package var usageOfOthers: Located<String>? {
    let extended = usages.filter { !Self.usagesOfKey.contains($0.value) }
    return extended.contains { ["server auth", "any"].contains($0.value) } ? nil : extended.first
  }
}
