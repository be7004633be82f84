/// Where a certificate authority asks, in plain HTTP, for proof that a name is ours (RFC 8555, section 8.3).
enum ChallengePath {
  static func contains(_ path: String?) -> Bool { path?.hasPrefix("/.well-known/acme-challenge") ?? false }
}
