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
    "weak-anchor": .authority("/CN=root.linkerd.cluster.local", key: .rsa(1024)),
    "weak-middle": .authority("/CN=middle.linkerd.cluster.local", issuer: "anchor", key: .rsa(1024), days: -30..<900),
    "weak-middle-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "weak-middle", days: -30..<335),
    "brief-middle": .authority("/CN=middle.linkerd.cluster.local", issuer: "anchor", days: -30..<100),
    "brief-middle-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "brief-middle", days: -30..<335),
    "tap": .server("tap.linkerd-viz.svc", issuer: "stranger"),
    "injector": .server("linkerd-proxy-injector.linkerd.svc", issuer: "stranger"),
    "client-injector": CertificateRecipe(
      "/CN=linkerd-proxy-injector.linkerd.svc", issuer: "stranger",
      extensions: ["extendedKeyUsage=clientAuth", "subjectAltName=DNS:linkerd-proxy-injector.linkerd.svc"]),
    "expiring-issuer": .authority("/CN=identity.linkerd.cluster.local", issuer: "anchor", days: -350..<15),
    // A root that has nothing to do with the others.
    "stranger": .authority("/CN=root.example.com"),
    "server": .server("shop.example.com", issuer: "stranger"),
    "other-server": .server("www.example.org", issuer: "stranger"),
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
    "long-server": .server("shop.example.com", issuer: "brief-ca", days: -30..<365),
    "brief-ca": .authority("/CN=brief.example.com", issuer: "stranger", days: -30..<200),
    // Chains with a CA between, and what does not fit into them.
    "web-ca": .authority("/CN=web.example.com", issuer: "stranger", days: -30..<730),
    "other-web-ca": .authority("/CN=web.example.com", issuer: "stranger", days: -30..<730),
    "web-server": .server("shop.example.com", issuer: "web-ca"),
    "no-web-ca": CertificateRecipe(
      "/CN=web.example.com", issuer: "stranger", days: -30..<730, extensions: ["basicConstraints=critical,CA:FALSE"]),
    "below-no-web-ca": .server("shop.example.com", issuer: "no-web-ca"),
    "no-sign-web-ca": CertificateRecipe(
      "/CN=web.example.com", issuer: "stranger", days: -30..<730,
      extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,cRLSign"]),
    "below-no-sign-web-ca": .server("shop.example.com", issuer: "no-sign-web-ca"),
    "old-web-ca": CertificateRecipe("/CN=web.example.com", issuer: "stranger", days: -30..<730),
    "below-old-web-ca": .server("shop.example.com", issuer: "old-web-ca"),
    "short-web-ca": .authority("/CN=short.example.com", issuer: "stranger", days: -30..<730, pathLength: 0),
    "inner-web-ca": .authority("/CN=inner.example.com", issuer: "short-web-ca", days: -30..<730),
    "inner-web-server": .server("shop.example.com", issuer: "inner-web-ca"),
    "expired-web-ca": .authority("/CN=web.example.com", issuer: "stranger", days: -400 ..< -35),
    "expired-web-server": .server("shop.example.com", issuer: "expired-web-ca"),
    "future-root": .authority("/CN=root.example.com", days: 35..<3650),
    "wildcard-server": .server("*.example.com", issuer: "stranger"),
    "client": CertificateRecipe(
      "/CN=shop.example.com", issuer: "stranger",
      extensions: ["extendedKeyUsage=clientAuth", "subjectAltName=DNS:shop.example.com"]),
    "serving-ca": CertificateRecipe(
      "/CN=shop.example.com", issuer: "stranger",
      extensions: ["basicConstraints=critical,CA:TRUE", "subjectAltName=DNS:shop.example.com"]),
    // Its issuer has its own name, and another key.
    "sha1-namesake": CertificateRecipe(
      "/CN=root.example.com", issuer: "stranger", extensions: ["extendedKeyUsage=serverAuth"], digest: "sha1"),
    "nameless-server": CertificateRecipe("/CN=shop.example.com", issuer: "stranger", extensions: []),
    "workload": CertificateRecipe(
      "/CN=cart", issuer: "stranger",
      extensions: ["basicConstraints=CA:FALSE", "subjectAltName=URI:spiffe://cluster.local/ns/shop/sa/cart"]),
    "capital-workload": CertificateRecipe(
      "/CN=cart", issuer: "stranger",
      extensions: ["basicConstraints=CA:FALSE", "subjectAltName=URI:spiffe://Example.com/ns/shop/sa/cart"]),
    "two-uris-workload": CertificateRecipe(
      "/CN=cart", issuer: "stranger",
      extensions: [
        "basicConstraints=CA:FALSE",
        "subjectAltName=URI:spiffe://example.com/ns/shop/sa/cart,URI:https://shop.example.com",
      ]),
    // What is plugged into istiod: as its documentation makes it, and with each mistake.
    "mesh-root": .authority("/O=Istio/CN=Root CA"),
    "other-mesh-root": .authority("/O=Istio/CN=Root CA"),
    "mesh-middle": .authority("/O=Istio/CN=Middle CA", issuer: "mesh-root", days: -30..<1800),
    "mesh-ca": .authority("/O=Istio/CN=Intermediate CA", issuer: "mesh-root", days: -30..<730, pathLength: 0),
    "mesh-low-ca": .authority("/O=Istio/CN=Low CA", issuer: "mesh-middle", days: -30..<730, pathLength: 0),
    "mesh-lowest-ca": .authority("/O=Istio/CN=Lowest CA", issuer: "mesh-ca", days: -30..<365),
    "mesh-expired-ca": .authority("/O=Istio/CN=Old CA", issuer: "mesh-root", days: -400 ..< -35),
    "mesh-brief-root": .authority("/O=Istio/CN=Brief CA", days: -30..<200),
    "mesh-long-ca": .authority("/O=Istio/CN=Long CA", issuer: "mesh-brief-root", days: -30..<730),
    "mesh-server": .server("istiod.istio-system.svc", issuer: "mesh-root"),
    "mesh-client-ca": CertificateRecipe(
      "/O=Istio/CN=Client CA", issuer: "mesh-root",
      extensions: ["basicConstraints=critical,CA:TRUE", "extendedKeyUsage=clientAuth"]),
    "mesh-signing-nothing": CertificateRecipe(
      "/O=Istio/CN=Intermediate CA", issuer: "mesh-root",
      extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,digitalSignature"]),
  ]
}
