extension Syntax {
  /// What a host of the form `namespace/name` stands in.
  enum HostUser { case gateway, sidecar }

  /// What is wrong with a host of a Gateway or Sidecar (`pkg/config/validation/agent/validation.go`
  /// ValidateNamespaceSlashWildcardHostname).
  static func problems(withHost host: String, of user: HostUser) -> [String] {
    guard let slash = host.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      return user == .gateway ? problems(withName: host, of: user) : ["host must be of form namespace/dnsName"]
    }
    let (namespace, name) = (host[..<slash], String(host[host.utf8.index(after: slash)...]))
    var found: [String] = []
    if namespace.isEmpty || name.isEmpty {
      found.append("config namespace and dnsName in host entry cannot be empty")
    }
    // What a Sidecar excludes, as later versions than 1.30 have it; its empty namespace was mentioned above.
    let owner = user == .sidecar && namespace.hasPrefix("~") ? namespace.dropFirst() : namespace
    if owner != "*", owner != ".", !isDNSLabel(owner), user == .gateway || !owner.isEmpty {
      found.append("invalid namespace value \(goQuoted(String(namespace))) in \(user)")
    }
    return found + problems(withName: name, of: user)
  }

  /// validateSidecarOrGatewayHostnamePart, which says some errors twice of a Sidecar. Addresses are hosts for Gateways
  /// alone.
  private static func problems(withName name: String, of user: HostUser) -> [String] {
    if name == "*" { return [] }
    var found: [String] = []
    if !name.utf8.contains(UInt8(ascii: ".")) { found.append("short names (non FQDN) are not allowed") }
    if let problem = problem(withWildcardDomain: name), user == .sidecar || address(name) == nil {
      found.append(problem)
    }
    if let problem = problem(withPartialWildcard: name) { found.append(problem) }
    return found
  }

  /// ValidatePartialWildCard.
  static func problem(withPartialWildcard host: String) -> String? {
    guard host.utf8.contains(UInt8(ascii: "*")), host != "*", !host.hasPrefix("*.") else { return nil }
    return "partial wildcard \(goQuoted(host)) not allowed"
  }
}
