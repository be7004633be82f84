/// A connection or request to a workload, of which it is asked whether it is let in.
package struct Request: Sendable {
  package enum Wire: String, Sendable { case http, http2, tcp }

  package struct Header: Sendable {
    /// In any case.
    package var name: String
    package var values: [String]

    package init(_ name: String, _ values: [String]) {
      self.name = name
      self.values = values
    }
  }

  package enum Destination: Hashable, Sendable {
    /// An index into ``EffectiveMesh/workloads``.
    case workload(Int)
    /// The proxy that Istio runs for a Gateway of the Gateway API, as an index into ``Mesh/kubernetesGateways``.
    case gateway(Int)
  }

  package var destination: Destination
  /// The port of the workload, or of a listener of the Gateway.
  package var port: Int
  /// `TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT` of the client's certificate, or in Linkerd's mesh the name in it, such as
  /// `web.shop.serviceaccount.identity.linkerd.cluster.local`; nil for plain text.
  package var principal: String?
  /// The address of the peer; nil lies in no block.
  package var sourceIP: [UInt8]?
  /// The address of the original client; nil where the headers say it, or else the peer is it.
  package var remoteIP: [UInt8]?
  /// The address of the pod.
  package var destinationIP: [UInt8]?
  package var wire = Wire.http
  package var method = "GET"
  /// With its query.
  package var path = "/"
  package var host: String?
  package var headers: [Header] = []
  /// The server name that the client's TLS asks for.
  package var sni: String?
  package var token: Token?

  package init(to destination: Destination, port: Int) {
    self.destination = destination
    self.port = port
  }

  /// The ``principal`` where a proxy of Linkerd can see it: a name or a SPIFFE ID. Of the mutual TLS of Istio, whose
  /// principals have the form `TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT`, it sees nothing.
  package var linkerdIdentity: String? {
    principal.flatMap { $0.contains("/") && !$0.hasPrefix("spiffe://") ? nil : $0 }
  }

  /// That of ``principal``.
  var trustDomain: String? { principal?.split(separator: "/", maxSplits: 1).first.map(String.init) }
}

/// A JSON Web Token in a request.
package struct Token: Sendable {
  package enum Location: Hashable, Sendable {
    /// `Authorization: Bearer`.
    case authorization
    /// A header, by its name in lower case.
    case header(String)
    case param(String)
    case cookie(String)
  }

  /// A value inside a token.
  package indirect enum Value: Sendable {
    case text(String)
    case list([Value])
    case object([String: Value])
    /// As it is written. No matcher of texts takes a number, `true`, `false` or `null`.
    case number(String)
    case boolean(Bool)
    case null
  }

  package var claims: [String: Value]
  /// Nil for where the rule of the token's issuer looks.
  package var location: Location?
  /// Whether signature or dates are wrong.
  package var isInvalid: Bool

  package init(claims: [String: Value], location: Location? = nil, isInvalid: Bool = false) {
    self.claims = claims
    self.location = location
    self.isInvalid = isInvalid
  }

  var issuer: String? { claims["iss"]?.text }
}

extension Token.Value {
  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The value under a chain of keys; nil where there is none.
  subscript(path: ArraySlice<String>) -> Token.Value? {
    guard let key = path.first else { return self }
    guard case .object(let fields) = self else { return nil }
    return fields[key]?[path.dropFirst()]
  }

  /// The text, or the texts of the list.
  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .list(let items): items.compactMap(\.text)
    case .object, .number, .boolean, .null: []
    }
  }
}
