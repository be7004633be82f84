/// The protocol that Istio reads from a port's name or `appProtocol` (`pkg/config/protocol/instance.go`).
package enum PortProtocol: String, Sendable {
  case http = "HTTP"
  case http2 = "HTTP2"
  case httpProxy = "HTTP_PROXY"
  case grpc = "GRPC"
  case grpcWeb = "GRPC-Web"
  case https = "HTTPS"
  case tcp = "TCP"
  case tls = "TLS"
  case udp = "UDP"
  case mongo = "Mongo"
  case redis = "Redis"
  case mysql = "MySQL"
  /// Nothing says: the proxy looks at the first bytes.
  case auto = "UnsupportedProtocol"

  package init(parsing text: String) {
    self =
      switch text.lowercased() {
      case "tcp": .tcp
      case "udp": .udp
      case "grpc": .grpc
      case "grpc-web": .grpcWeb
      case "http": .http
      case "http_proxy": .httpProxy
      case "http2": .http2
      case "https": .https
      case "tls": .tls
      case "mongo": .mongo
      case "redis": .redis
      case "mysql": .mysql
      default: .auto
      }
  }

  /// The protocol of a Service's port (`pkg/config/kube/conversion.go` ConvertProtocol).
  package init(_ port: ServicePort) {
    if port.transport == "UDP" {
      self = .udp
      return
    }
    switch port.appProtocol?.value {
    case "kubernetes.io/h2c": self = .http2
    case "kubernetes.io/ws": self = .http
    case "kubernetes.io/wss": self = .https
    default:
      let name = (port.appProtocol?.value ?? port.name?.value ?? "").lowercased()
      if name.hasPrefix("grpc-web") {
        self = .grpcWeb
        return
      }
      let end = name.utf8.firstIndex(of: UInt8(ascii: "-")) ?? name.endIndex
      self = PortProtocol(parsing: String(name[..<end]))
      // Ports on which servers speak first, or are known to be something else than HTTP.
      if self == .auto, [25, 53, 3306, 27017].contains(port.number.value) { self = .tcp }
    }
  }

  package var isTLS: Bool { self == .https || self == .tls }

  /// Whether the protocol runs on TCP without being HTTP in plain text.
  package var isTCP: Bool {
    switch self {
    case .tcp, .https, .tls, .mongo, .redis, .mysql: true
    default: false
    }
  }

  package var isHTTP: Bool {
    switch self {
    case .http, .http2, .httpProxy, .grpc, .grpcWeb: true
    default: false
    }
  }
}
