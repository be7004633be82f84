/// A property of a connection or request that rules of an AuthorizationPolicy compare with values.
package enum RequestAttribute: Hashable, Sendable {
  /// The identity in the peer's certificate, and parts of it.
  case principal, namespace, serviceAccount, trustDomain
  /// The address of the direct peer, of the original client, and of the pod.
  case sourceIP, remoteIP, destinationIP
  /// The port of the workload.
  case port
  /// The server name that the client's TLS asked for.
  case sni
  case host, method, path
  /// A header, by its name in lower case.
  case header(String)
  /// Issuer and subject of a token.
  case requestPrincipal
  /// A claim of a token, by the keys that lead to it.
  case claim([String])
  /// Metadata that other filters of the proxy write.
  case filterMetadata(String)

  /// The attribute of a `when` key; nil for one that Istio does not know.
  init?(conditionKey key: String) {
    switch key {
    case "source.ip": self = .sourceIP
    case "remote.ip": self = .remoteIP
    case "source.namespace": self = .namespace
    case "source.principal": self = .principal
    case "source.serviceAccount": self = .serviceAccount
    case "source.trustDomain": self = .trustDomain
    case "destination.ip": self = .destinationIP
    case "destination.port": self = .port
    case "connection.sni": self = .sni
    case "request.auth.principal": self = .requestPrincipal
    case "request.auth.audiences": self = .claim(["aud"])
    case "request.auth.presenter": self = .claim(["azp"])
    default:
      if key.hasPrefix("experimental.envoy.filters.") {
        self = .filterMetadata(key)
      } else if let names = Self.bracketed(key, after: "request.headers"), let name = names.first, names.count == 1 {
        self = .header(name.lowercased())
      } else if let names = Self.bracketed(key, after: "request.auth.claims") {
        self = .claim(names)
      } else {
        return nil
      }
    }
  }

  /// The names in `prefix[a][b]`; nil where the key has another form.
  private static func bracketed(_ key: String, after prefix: String) -> [String]? {
    guard key.hasPrefix(prefix) else { return nil }
    let rest = key.dropFirst(prefix.count)
    guard rest.hasPrefix("["), rest.hasSuffix("]"), rest.count > 2 else { return nil }
    return rest.dropFirst().dropLast().split(separator: "][", omittingEmptySubsequences: false).map(String.init)
  }
}

/// One comparison in a rule: an attribute has one of some values, or none of them.
package struct Clause: Sendable {
  package var attribute: RequestAttribute
  /// Whether the rule wants none of the values, as `notPaths` and `notValues` do.
  package var isNegated: Bool
  package var values: [Located<String>]
  /// The field or `when` key as it is written, such as `notPaths`.
  package var name: Located<String>

  package init(
    attribute: RequestAttribute, isNegated: Bool, values: [Located<String>], name: Located<String>
  ) {
    self.attribute = attribute
    self.isNegated = isNegated
    self.values = values
    self.name = name
  }
}

/// A rule of an AuthorizationPolicy in one form for all its fields: it matches where every condition holds, and every
/// clause of at least one source, and every clause of at least one operation.
package struct RuleClauses: Sendable {
  /// One alternative each; a single empty one where the rule has no `from`.
  package var sources: [[Clause]]
  /// One alternative each; a single empty one where the rule has no `to`.
  package var operations: [[Clause]]
  package var conditions: [Clause]

  package init(sources: [[Clause]], operations: [[Clause]], conditions: [Clause]) {
    self.sources = sources
    self.operations = operations
    self.conditions = conditions
  }

  /// Nil for a rule with a condition that Istio does not know, which it skips.
  init?(_ rule: AuthorizationPolicy.Rule) {
    sources = rule.from.map { $0.map { Self.clauses($0.source) } } ?? [[]]
    operations = rule.to.map { $0.map { Self.clauses($0.operation) } } ?? [[]]
    conditions = []
    for condition in rule.when ?? [] {
      guard let attribute = RequestAttribute(conditionKey: condition.key.value) else { return nil }
      for (values, isNegated) in [(condition.values, false), (condition.notValues, true)] where !values.isEmpty {
        conditions.append(
          Clause(attribute: attribute, isNegated: isNegated, values: values, name: condition.key))
      }
    }
  }

  /// Every clause, conditions last.
  package var all: [Clause] { sources.flatMap { $0 } + operations.flatMap { $0 } + conditions }

  private static func clauses(_ fields: StringFields?) -> [Clause] {
    (fields?.fields ?? []).compactMap { field in
      guard let (attribute, isNegated) = attribute(of: field.name.value) else { return nil }
      return Clause(attribute: attribute, isNegated: isNegated, values: field.values, name: field.name)
    }
  }

  /// The attribute of a field of `source` or `operation`, and whether the field is a negated one.
  private static func attribute(of field: String) -> (RequestAttribute, isNegated: Bool)? {
    switch field {
    case "principals": (.principal, false)
    case "notPrincipals": (.principal, true)
    case "namespaces": (.namespace, false)
    case "notNamespaces": (.namespace, true)
    case "serviceAccounts": (.serviceAccount, false)
    case "notServiceAccounts": (.serviceAccount, true)
    case "trustDomains": (.trustDomain, false)
    case "notTrustDomains": (.trustDomain, true)
    case "ipBlocks": (.sourceIP, false)
    case "notIpBlocks": (.sourceIP, true)
    case "remoteIpBlocks": (.remoteIP, false)
    case "notRemoteIpBlocks": (.remoteIP, true)
    case "requestPrincipals": (.requestPrincipal, false)
    case "notRequestPrincipals": (.requestPrincipal, true)
    case "hosts": (.host, false)
    case "notHosts": (.host, true)
    case "ports": (.port, false)
    case "notPorts": (.port, true)
    case "methods": (.method, false)
    case "notMethods": (.method, true)
    case "paths": (.path, false)
    case "notPaths": (.path, true)
    default: nil
    }
  }
}

extension AuthorizationPolicy {
  /// The rules of the policy in one form, those left out that Istio skips.
  package var ruleClauses: [RuleClauses] { (rules ?? []).compactMap(\.clauses) }
}
