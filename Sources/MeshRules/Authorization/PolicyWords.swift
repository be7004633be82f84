import Diagnostics
import MeshModel
import MeshResolver

extension RequestAttribute {
  /// What a value of it is called, at the start of a message.
  var noun: String {
    switch self {
    case .principal: "Principal"
    case .namespace: "Namespace"
    case .serviceAccount: "Service account"
    case .trustDomain: "Trust domain"
    case .sourceIP, .remoteIP, .destinationIP: "Address"
    case .port: "Port"
    case .sni: "Server name"
    case .host: "Host"
    case .method: "Method"
    case .path: "Path"
    case .header: "Value"
    case .requestPrincipal: "Request principal"
    case .claim, .filterMetadata: "Value"
    }
  }

  /// Whether it says who a client is, not what it asks for.
  var isAboutClients: Bool {
    switch self {
    case .principal, .namespace, .serviceAccount, .trustDomain, .requestPrincipal: true
    default: false
    }
  }
}

extension AuthorizationPolicy {
  /// What a value that never matches does to clients: `lets nobody in`, `keeps nobody out`.
  func effectOfNoMatch(isNegated: Bool, isAboutClients: Bool = true) -> String {
    if isNegated { return isAboutClients ? "excepts nobody" : "excepts nothing" }
    guard isAboutClients else { return "matches nothing" }
    return switch action {
    case .ALLOW: "lets nobody in"
    case .DENY: "keeps nobody out"
    case .AUDIT, .CUSTOM: "matches nobody"
    }
  }
}

extension Sequence<NamedIdentities.Value> {
  /// The first of the places, each once.
  func eachPlace(_ message: String) -> [Finding.Related] {
    lazy.map { Finding.Related(message, at: $0.value.span) }.eachPlaceOnce()
  }
}
