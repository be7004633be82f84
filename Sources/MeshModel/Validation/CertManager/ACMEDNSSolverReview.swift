import Diagnostics

// Solvers of challenges with DNS records (`issuer.go` ValidateACMEChallengeSolverDNS01).
extension CertManagerReview {
  private static let providers: [StaticString] = [
    "akamai", "azureDNS", "cloudDNS", "cloudflare", "route53", "acmeDNS", "digitalocean", "rfc2136", "webhook",
  ]
  /// The webhook goes through the providers one by one, and of `acmeDNS` does not ask whether there was one before.
  private static let providersBeforeACMEDNS: Set = ["akamai", "azureDNS", "cloudDNS", "cloudflare", "route53"]

  mutating func validate(dns01: ManifestNode, _ path: String) {
    for (index, server) in (dns01["nameservers"]?.strings ?? []).enumerated() {
      guard let problem = Self.problem(withNameserver: server.value) else { continue }
      refuseValue(server, of: "\(path).nameservers[\(index)]", problem)
    }
    let written = dns01.present(Self.providers)
    guard let first = written.first else {
      if !dns01.hasKey(otherThan: Self.providers + ["cnameStrategy", "nameservers"]) {
        require(path, "no DNS01 provider configured", at: dns01.span)
      }
      return
    }
    if written.count > 1 {
      let isLate = written.contains { Self.providersBeforeACMEDNS.contains($0.name) }
      let counted = written.filter { $0.name != "acmeDNS" || !isLate }
      return forbidSecond(of: counted, "may not specify more than one provider type") { "\(path).\($0)" }
    }
    let (solver, own) = (first.value, "\(path).\(first.name)")
    switch first.name {
    case "akamai": validate(akamai: solver, own)
    case "azureDNS": validate(azureDNS: solver, own)
    case "cloudDNS":
      validate(secretKey: solver["serviceAccountSecretRef"], "\(own).serviceAccountSecretRef")
      requireText(solver["project"], "\(own).project")
    case "cloudflare": validate(cloudflare: solver, own)
    case "route53": validate(route53: solver, own)
    case "acmeDNS":
      validate(secretKey: solver["accountSecretRef"], "\(own).accountSecretRef")
      requireText(solver["host"], "\(own).host")
    case "digitalocean": validate(secretKey: solver["tokenSecretRef"], "\(own).tokenSecretRef")
    case "rfc2136": validate(rfc2136: solver, own)
    default: requireText(solver["solverName"], "\(own).solverName", "solver name must be specified")
    }
  }

  /// `util/nameserver.go` ValidDNS01Nameserver.
  private static func problem(withNameserver text: String) -> String? {
    if text.hasPrefix("https://") {
      let host = text.dropFirst("https://".count).prefix { !"/?#".contains($0) }
      return host.isEmpty ? "must be in the format https://<DoH RFC 8484 server address>" : nil
    }
    return hostAndPort(text) == nil ? "must be in the format <ip address>:<port>" : nil
  }

  /// Go's `net.SplitHostPort`; nil where there is no port, or too many colons.
  private static func hostAndPort(_ text: String) -> (host: Substring, port: Substring)? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("[") {
      guard host.hasSuffix("]") else { return nil }
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    let port = text[text.index(after: colon)...]
    return host.contains { "[]".contains($0) } || port.contains { "[]".contains($0) } ? nil : (host, port)
  }

  private mutating func validate(akamai: ManifestNode, _ path: String) {
    let names: [(field: StaticString, shown: String)] = [
      ("accessTokenSecretRef", "accessToken"), ("clientSecretSecretRef", "clientSecret"),
      ("clientTokenSecretRef", "clientToken"),
    ]
    for name in names { validate(secretKey: akamai[name.field], "\(path).\(name.shown)") }
    requireText(akamai["serviceConsumerDomain"], "\(path).serviceConsumerDomain")
  }

  private mutating func validate(azureDNS azure: ManifestNode, _ path: String) {
    let identity = azure["managedIdentity"]
    let secret = azure["clientSecretSecretRef"]
    if azure.hasText("clientID") || azure.hasText("tenantID") || secret != nil {
      for (field, isThere) in [("clientID", azure.hasText("clientID")), ("tenantID", azure.hasText("tenantID"))]
      where !isThere { require("\(path).\(field)", at: azure.span) }
      if secret == nil { require("\(path).clientSecretSecretRef", at: azure.span) }
      validate(secretKey: secret, "\(path).clientSecretSecretRef")
      if let identity {
        forbid(
          "\(path).managedIdentity",
          "managed identity cannot be used at the same time as clientID, clientSecretSecretRef or tenantID",
          at: identity.span)
      }
    } else if let identity {
      validate(managedIdentity: identity, "\(path).managedIdentity")
    }
    requireText(azure["subscriptionID"], "\(path).subscriptionID")
    requireText(azure["resourceGroupName"], "\(path).resourceGroupName")
  }

  private mutating func validate(managedIdentity identity: ManifestNode, _ path: String) {
    let (client, resource) = (identity.hasText("clientID"), identity.hasText("resourceID"))
    let tenant = identity.hasText("tenantID")
    if client, resource {
      forbid(path, "managedIdentityClientID and managedIdentityResourceID cannot both be specified", at: identity.span)
    }
    if tenant, resource {
      forbid(path, "managedIdentityTenantID and managedIdentityResourceID cannot both be specified", at: identity.span)
    } else if tenant, !client {
      require(path, "managedIdentityClientID is required when using managedIdentityTenantID", at: identity.span)
    }
  }

  private mutating func validate(cloudflare: ManifestNode, _ path: String) {
    let (key, token) = (cloudflare["apiKeySecretRef"], cloudflare["apiTokenSecretRef"])
    validate(secretKey: key, "\(path).apiKeySecretRef")
    validate(secretKey: token, "\(path).apiTokenSecretRef")
    if let key, let token {
      forbid(
        path, "apiKeySecretRef and apiTokenSecretRef cannot both be specified", at: token.span,
        related: Finding.Related("the key", at: key.span))
    } else if key == nil, token == nil {
      require(path, "apiKeySecretRef or apiTokenSecretRef is required", at: cloudflare.span)
    }
    if let key, !cloudflare.hasText("email") {
      require(
        "\(path).email", at: cloudflare["email"]?.span ?? key.span,
        remedy: "an API key belongs to an account, named by its `email`; an API token needs none")
    }
  }

  private mutating func validate(route53: ManifestNode, _ path: String) {
    guard let reference = route53["accessKeyIDSecretRef"] else { return }
    if let key = route53["accessKeyID"]?.string, !key.value.isEmpty {
      require(path, "accessKeyID and accessKeyIDSecretRef cannot both be specified", at: reference.span)
    }
    validate(secretKey: reference, "\(path).accessKeyIDSecretRef")
  }

  /// The algorithms of `pkg/issuer/acme/dns/rfc2136/rfc2136.go`.
  private static let algorithms = ["HMACMD5", "HMACSHA1", "HMACSHA256", "HMACSHA512"]

  private mutating func validate(rfc2136: ManifestNode, _ path: String) {
    if let server = rfc2136["nameserver"]?.string {
      if server.value.isEmpty {
        require("\(path).nameserver", at: server.span)
      } else if !Self.isServer(server.value) {
        refuseValue(
          server, of: "\(path).nameserver",
          "nameserver must be set in the form host:port where host is an IPv4 address, an enclosed IPv6 address or a "
            + "hostname and port is an optional port number")
      }
    }
    if let algorithm = rfc2136["tsigAlgorithm"]?.string, !algorithm.value.isEmpty,
      !Self.algorithms.contains(algorithm.value.uppercased())
    {
      let known = Self.algorithms.map(goQuoted).joined(separator: ", ")
      refuse(
        "\(path).tsigAlgorithm: Unsupported value: \(goQuoted(algorithm.value)): supported values: \(known)",
        at: algorithm.span)
    }
    let secret = rfc2136["tsigSecretSecretRef"]
    if let name = rfc2136["tsigKeyName"]?.string, !name.value.isEmpty {
      if secret == nil { require("\(path).tsigSecretSecretRef.name", "secret name is required", at: name.span) }
      validate(secretKey: secret, "\(path).tsigSecretSecretRef")
    } else if let secret, secret.hasText("name"), secret.hasText("key") {
      require("\(path).tsigKeyName", at: rfc2136["tsigKeyName"]?.span ?? secret.span)
    }
  }

  /// `util/nameserver.go` ValidNameserver: a host, with a port or without.
  private static func isServer(_ text: String) -> Bool {
    if let parts = hostAndPort(text) { return !parts.host.isEmpty }
    let host = text.drop { "[]".contains($0) }
    let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
    return !host.isEmpty && (colons == 0 || text.hasPrefix("[") && text.hasSuffix("]"))
  }
}
