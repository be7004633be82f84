import MeshModel
import MeshResolver
import Reporting

// What `meshlint inspect -o json` adds where the input says something of Linkerd.

/// How the control plane is set up.
struct JSONLinkerd: Encodable {
  var controlPlaneNamespace: String
  var trustDomain: String
  var clusterDomain: String
  var defaultInboundPolicy: String

  init(_ linkerd: LinkerdMesh) {
    controlPlaneNamespace = linkerd.settings.controlPlaneNamespace
    trustDomain = linkerd.settings.trustDomain.value
    clusterDomain = linkerd.settings.clusterDomain.value
    defaultInboundPolicy = linkerd.settings.defaultInboundPolicy.value.rawValue
  }
}

/// A workload with a proxy of Linkerd.
struct JSONLinkerdWorkload: Encodable {
  struct Admission: Encodable {
    enum Key: CodingKey { case clients, identities, anyAddress, by, route }

    var authorization: LinkerdAuthorization
    var by: String
    var route: String?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      var identities: [String] = []
      switch authorization.clients {
      case .anyone: try container.encode("anyone", forKey: .clients)
      case .anyTLS: try container.encode("any-tls", forKey: .clients)
      case .identities(let patterns):
        try container.encode("identities", forKey: .clients)
        identities = patterns.map(\.text)
      }
      try container.encode(identities, forKey: .identities)
      try container.encode(authorization.isOfAnyAddress, forKey: .anyAddress)
      try container.encode(by, forKey: .by)
      try container.encode(route, forKey: .route)
    }
  }

  struct Port: Encodable {
    enum Key: CodingKey { case port, server, `protocol`, skipped, routes, admits }

    var number: Int
    var inbound: LinkerdInbound
    var linkerd: LinkerdMesh

    func encode(to encoder: any Encoder) throws {
      let policies = linkerd.policies
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(number, forKey: .port)
      try container.encode(inbound.server.map { policies.servers[$0].metadata.key }, forKey: .server)
      try container.encode(inbound.proxyProtocol, forKey: .protocol)
      try container.encode(inbound.bypass != nil, forKey: .skipped)
      try container.encode(inbound.routes.map { policies.routes[$0].metadata.key }, forKey: .routes)
      func admission(_ authorization: LinkerdAuthorization, on route: Int? = nil) -> Admission {
        Admission(
          authorization: authorization, by: linkerd.name(of: authorization),
          route: route.map { policies.routes[$0].metadata.key })
      }
      let ofRoutes = inbound.routes.flatMap { route in
        policies.authorizations(ofRoute: route).map { admission($0, on: route) }
      }
      try container.encode(inbound.authorizations.map { admission($0) } + ofRoutes, forKey: .admits)
    }
  }

  var identity: String
  var defaultInboundPolicy: String
  var ports: [Port]

  init(_ index: Int, _ mesh: EffectiveMesh, _ linkerd: LinkerdMesh) {
    identity = linkerd.identity(of: index)
    defaultInboundPolicy = linkerd.pod(index).defaultPolicy.value.rawValue
    ports = mesh.workloadPorts(of: index).map { port in
      Port(number: port, inbound: linkerd.inbound(of: index, port: port), linkerd: linkerd)
    }
  }
}

private struct JSONLinkerdConnection: Encodable {
  struct End: Encodable {
    var workload: String
    var port: Int
    var tls: String
    var outcome: String
  }

  enum Key: CodingKey { case mesh, host, port, subset, destinationRule, requestedTLS, transport, endpoints }

  var connection: LinkerdConnection
  var mesh: EffectiveMesh

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(MeshKind.linkerd.rawValue, forKey: .mesh)
    try container.encode(mesh.services[connection.service].hostname, forKey: .host)
    try container.encode(connection.port.number, forKey: .port)
    for key in [Key.subset, .destinationRule, .requestedTLS] { try container.encodeNil(forKey: key) }
    let transport = connection.client == .meshed ? Transport.autoMTLS : .plaintext
    try container.encode(transport.rawValue, forKey: .transport)
    try container.encode(
      connection.endpoints.map { end in
        End(
          workload: mesh.name(of: end.endpoint.target), port: end.endpoint.port,
          tls: end.sendsMutualTLS.map { $0 ? "LINKERD_MUTUAL" : "plaintext" } ?? "unknown",
          outcome: end.outcome.rawValue)
      }, forKey: .endpoints)
  }
}

/// The connections of workloads with a proxy of Linkerd, each as the text of an object, by client. Connections of
/// clients that Linkerd treats alike are worked out once.
func linkerdEntries(of mesh: EffectiveMesh) throws -> [(client: Int, entry: String)] {
  var entries: [(client: Int, entry: String)] = []
  for summary in mesh.linkerdSummaries() where summary.group.client != .unmeshed {
    let entry = try encodeJSON(JSONLinkerdConnection(connection: summary.connection, mesh: mesh), isCompact: true)
    entries += summary.group.workloads.map { ($0, entry) }
  }
  return entries.enumerated().sorted { ($0.element.client, $0.offset) < ($1.element.client, $1.offset) }.map(\.element)
}
