import MeshModel
import MeshResolver
import Reporting

// How Linkerd's answers are worded.

extension LinkerdMesh {
  /// Whom a port lets in, with the resources that say so, a text each; empty for nobody.
  func admissions(_ inbound: LinkerdInbound) -> [String] {
    let ofRoutes = inbound.routes.flatMap { route in
      policies.authorizations(ofRoute: route).map { words(for: $0) + words(forRoute: route) }
    }
    return inbound.authorizations.map(words) + ofRoutes
  }

  /// The end of what is said of an authorization that is for a route.
  func words(forRoute route: Int) -> String {
    let metadata = policies.routes[route].metadata
    return ", on \(metadata.kind.value) \(metadata.key.printable)"
  }

  /// Whom an authorization lets in, and what says so.
  func words(for authorization: LinkerdAuthorization) -> String {
    let who = authorization.clients.words + (authorization.isOfAnyAddress ? "" : " from some addresses")
    return "\(who) by \(name(of: authorization))"
  }

  /// `AuthorizationPolicy shop/web`, or the policy where none is a resource of its own.
  func name(of authorization: LinkerdAuthorization) -> String {
    if let resource = resource(of: authorization) { return "\(resource.kind.value) \(resource.key)" }
    return switch authorization.source {
    case .accessPolicy(let policy): "accessPolicy \(policy.rawValue)"
    case .defaultPolicy(let policy): "default policy \(policy.rawValue)"
    case .probe, .serverAuthorization, .authorizationPolicy: "probe"
    }
  }
}

extension LinkerdAuthorization {
  var isOfAnyAddress: Bool { networks?.isEveryAddress ?? true }
}

extension LinkerdAuthorization.Clients {
  var words: String {
    switch self {
    case .anyone: "anyone"
    case .anyTLS: "any meshed client"
    case .identities(let patterns) where patterns.contains(.suffix([])): "any meshed client"
    case .identities(let patterns):
      patterns.prefix(3).map(\.text).joined(separator: ", ") + (patterns.count > 3 ? " …" : "")
    }
  }
}

extension LinkerdIdentityPattern {
  /// As it is written.
  var text: String {
    switch self {
    case .exact(let name): name
    case .suffix(let labels): (["*"] + labels).joined(separator: ".")
    }
  }
}
