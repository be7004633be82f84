extension TestCertificates {
  /// The certificates that fixtures and the examples of rule pages name.
  package static let recipes: [String: CertificateRecipe] = [
    // Linkerd's trust anchor and issuer, as its documentation makes them.
    "anchor": .authority("/CN=root.linkerd.cluster.local"),
    "issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -30..<335, pathLength: 0),
    "expired-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -400 ..< -35),
    "future-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: 35..<400),
    // Issuers and anchors that Linkerd does not take, or not together with others.
    "namesake-issuer": .authority("/CN=root.linkerd.cluster.local", issuer: "anchor", days: -30..<335),
    "no-ca-issuer": CertificateRecipe(
      "/CN=identity.linkerd.cluster.local", issuer: "anchor", extensions: ["basicConstraints=critical,CA:FALSE"]),
    "no-sign-issuer": CertificateRecipe(
      "/CN=identity.linkerd.cluster.local", issuer: "anchor",
      extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,digitalSignature"]),
    "client-issuer": CertificateRecipe(
      "/CN=identity.linkerd.cluster.local", issuer: "anchor",
      extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign", "extendedKeyUsage=clientAuth"]),
    "p384-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", key: .p384, days: -30..<335),
    "p384-anchor": .authority("/CN=root.linkerd.cluster.local", key: .p384),
    "rsa-anchor": .authority("/CN=root.linkerd.cluster.local", key: .rsa(2048)),
    "sha384-anchor": CertificateRecipe(
      "/CN=root.linkerd.cluster.local", extensions: ["basicConstraints=critical,CA:TRUE"], digest: "sha384"),
    "ed-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", key: .ed25519, days: -30..<335),
    "day-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: 0..<90),
    "old-anchor": .authority("/CN=root.linkerd.cluster.local", days: -300..<200),
    "old-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "old-anchor", days: -30..<190),
    "long-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "old-anchor", days: -30..<335),
    "middle": .authority("/CN=middle.linkerd.cluster.local", issuer: "anchor", days: -30..<900),
    "middle-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "middle", days: -30..<335),
    "short-middle": .authority("/CN=middle.linkerd.cluster.local", issuer: "anchor", days: -30..<900, pathLength: 0),
    "short-middle-issuer": .authority(
      "/CN=identity.linkerd.cluster.local", issuer: "short-middle", days: -30..<335),
    "injector": .server("linkerd-proxy-injector.linkerd.svc", issuer: "stranger"),
    "client-injector": CertificateRecipe(
      "/CN=linkerd-proxy-injector.linkerd.svc", issuer: "stranger",
      extensions: ["extendedKeyUsage=clientAuth", "subjectAltName=DNS:linkerd-proxy-injector.linkerd.svc"]),
    "expiring-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -350..<15),
    // A root that has nothing to do with the others.
    "stranger": .authority("/CN=root.example.com"),
    "server": .server("shop.example.com", issuer: "stranger"),
    "weak-server": .server("shop.example.com", issuer: "stranger", key: .rsa(1024)),
    "expired-server": .server("shop.example.com", issuer: "stranger", days: -400 ..< -35),
  ]
}
