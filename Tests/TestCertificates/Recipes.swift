extension TestCertificates {
  /// The certificates that fixtures and the examples of rule pages name.
  package static let recipes: [String: CertificateRecipe] = [
    // Linkerd's trust anchor and issuer, as its documentation makes them.
    "anchor": .authority("/CN=root.linkerd.cluster.local"),
    "issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -30..<335, pathLength: 0),
    "expired-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -400 ..< -35),
    "future-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: 35..<400),
    "expiring-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -350..<15),
    // A root that has nothing to do with the others.
    "stranger": .authority("/CN=root.example.com"),
    "server": .server("shop.example.com", issuer: "stranger"),
    "weak-server": .server("shop.example.com", issuer: "stranger", key: .rsa(1024)),
    // Soon over for `linkerd check`, and not yet for others.
    "ageing-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -320..<45, pathLength: 0),
    "ageing-server": .server("shop.example.com", issuer: "stranger", days: -320..<45),
    "short-lived-server": .server("shop.example.com", issuer: "stranger", days: -1..<1),
    "curve-server": .server("shop.example.com", issuer: "stranger", key: .secp256k1),
    "long-lived-root": .authority("/CN=root.example.com", days: -30..<7300),
    "sha1-root": CertificateRecipe(
      "/CN=old.example.com", extensions: ["basicConstraints=critical,CA:TRUE"], digest: "sha1"),
    "expiring-server": .server("shop.example.com", issuer: "stranger", days: -350..<15),
    "long-lived-server": .server("shop.example.com", issuer: "stranger", days: -30..<1000),
    "sha1-server": CertificateRecipe("/CN=shop.example.com", issuer: "stranger", digest: "sha1"),
    "expired-server": .server("shop.example.com", issuer: "stranger", days: -400 ..< -35),
  ]
}
