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
    if isAboutClients { return effect(isNegated: isNegated).onNobody }
    return isNegated ? "excepts nothing" : "matches nothing"
  }
}

extension NamingEffect {
  /// What naming clients that do not exist comes to.
  var onNobody: String {
    switch self {
    case .letIn: "lets nobody in"
    case .keptOut: "keeps nobody out"
    case .excepted: "excepts nobody"
    case .matched: "matches nobody"
    }
  }
}

extension NamedIdentities.Account {
  /// `"shop/cart"`.
  var title: String { quotedPath(namespace, name) }
}

extension Sequence<NamedIdentities.Value> {
  /// The first of the places, each once.
  func eachPlace(_ message: String) -> [Finding.Related] {
    lazy.map { Finding.Related(message, at: $0.value.span) }.eachPlaceOnce()
  }
}
