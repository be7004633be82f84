package import MeshModel

extension RequestAttribute {
  /// Whether only an HTTP filter can check it (`pilot/pkg/security/authz/model/generator.go`).
  package var isHTTPOnly: Bool {
    switch self {
    case .host, .method, .path, .header, .requestPrincipal, .claim: true
    default: false
    }
  }

  /// Whether it is read from the peer's certificate, so that it is missing on plain text.
  package var needsMutualTLS: Bool {
    switch self {
    case .principal, .namespace, .serviceAccount, .trustDomain: true
    default: false
    }
  }
}
