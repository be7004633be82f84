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
    "expired-server": .server("shop.example.com", issuer: "stranger", days: -400 ..< -35),
  ]
}
