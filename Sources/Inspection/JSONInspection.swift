import Diagnostics
import MeshModel
package import MeshResolver
import Reporting

/// `meshlint inspect -o json`, handed to `write` piece by piece: the table of connections has an entry for every client
/// and is never held as a whole.
///
/// `verdicts`: Those on requests that were asked about, in the order of the requests; nil where nobody asked.
package func jsonInspection(
  of mesh: EffectiveMesh, verdicts: [Verdict]? = nil, write: (String) -> Void
) throws {
  let head = try encodeJSON(JSONHead(mesh))
  // The head is an object; the connections go in before its closing brace.
  write(String(head.dropLast(3)) + ",\n  \"connections\": [")
  var isFirst = true
  func list(_ entries: [String], of client: Int) throws {
    let name = try encodeJSON(mesh.workloads[client].metadata.key, isCompact: true)
    for entry in entries {
      write("\(isFirst ? "\n" : ",\n")    {\"client\":\(name),\(entry.dropFirst())")
      isFirst = false
    }
  }
  var known: [Int: [(rules: [Int], entries: [String])]] = [:]
  for view in mesh.clientViews() {
    for service in mesh.visibleServices(from: view) {
      let rule = mesh.rule(for: service, from: view)
      let rules = rule?.rules ?? []
      // Annotations and Sidecars make connections that no other view has.
      let isExcluding = view.scope != nil || view.clients.first.map { mesh.captures[$0] != nil } ?? false
      var entries = isExcluding ? nil : known[service]?.first { $0.rules == rules }?.entries
      if entries == nil {
        let connections = mesh.connections(from: view, to: service)
        entries = try connections.map { try encodeJSON(JSONConnection($0, mesh), isCompact: true) }
        if !isExcluding { known[service, default: []].append((rules, entries ?? [])) }
      }
      for client in view.clients { try list(entries ?? [], of: client) }
    }
  }
  for (client, entry) in try linkerdEntries(of: mesh) { try list([entry], of: client) }
  write(isFirst ? "]" : "\n  ]")
  if let verdicts {
    let entries = try verdicts.map { try "    " + encodeJSON(JSONVerdict($0, mesh), isCompact: true) }
    write(entries.isEmpty ? ",\n  \"verdicts\": []" : ",\n  \"verdicts\": [\n\(entries.joined(separator: ",\n"))\n  ]")
  }
  write("\n}\n")
}

private struct JSONHead: Encodable {
  struct Rejected: Encodable {
    enum Key: CodingKey { case kind, namespace, name, reason }

    var rejection: Rejection

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(rejection.object.kind, forKey: .kind)
      try container.encode(rejection.object.namespace, forKey: .namespace)
      try container.encode(rejection.object.name, forKey: .name)
      try container.encode(rejection.reason, forKey: .reason)
    }
  }

  var rootNamespace: String
  var trustDomain: String
  var autoMTLS: Bool
  /// Only where the input says something of Linkerd.
  var linkerd: JSONLinkerd?
  var workloads: [JSONWorkload]
  var rejected: [Rejected]

  init(_ mesh: EffectiveMesh) {
    rootNamespace = mesh.settings.rootNamespace.value
    trustDomain = mesh.settings.trustDomain.value
    autoMTLS = mesh.settings.autoMTLS.value
    linkerd = mesh.linkerd.map(JSONLinkerd.init)
    workloads = mesh.workloads.indices.map { JSONWorkload($0, mesh) }
    // One entry a resource, with the first reason.
    var seen: Set<ResourceReference> = []
    rejected = mesh.refusals.filter { seen.insert($0.object).inserted }.map(Rejected.init)
  }
}

private struct JSONWorkload: Encodable {
  struct Port: Encodable {
    var port: Int
    var mode: String
  }

  struct Modes: Encodable {
    var mode: String
    var ports: [Port]
  }

  enum Key: CodingKey {
    case kind, namespace, name, serviceAccount, proxy, proxyReason, mtls, peerAuthentications, authorizationPolicies,
      services, mesh, linkerd
  }

  var index: Int
  var mesh: EffectiveMesh

  init(_ index: Int, _ mesh: EffectiveMesh) {
    self.index = index
    self.mesh = mesh
  }

  func encode(to encoder: any Encoder) throws {
    let workload = mesh.workloads[index]
    let mode = mesh.serverModes[index]
    let metadata = workload.metadata
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(metadata.kind.value, forKey: .kind)
    try container.encode(metadata.namespace?.value, forKey: .namespace)
    try container.encode(metadata.name.value, forKey: .name)
    try container.encode(workload.serviceAccountName, forKey: .serviceAccount)
    let proxy = mesh.proxy(of: index)
    try container.encode(proxy.presence.rawValue, forKey: .proxy)
    try container.encode(proxy.reason, forKey: .proxyReason)
    if let linkerd = mesh.linkerd {
      if proxy.presence != .none { try container.encode(mesh.kind(of: index).rawValue, forKey: .mesh) }
      if linkerd.isMeshed(index), mesh.kind(of: index) == .linkerd {
        try container.encode(JSONLinkerdWorkload(index, mesh, linkerd), forKey: .linkerd)
      }
    }
    let ports = mesh.workloadPorts(of: index).map { Port(port: $0, mode: mode.mode(of: $0).rawValue) }
    let modes = Modes(mode: mode.base.mode.rawValue, ports: ports)
    try container.encode(mesh.kind(of: index) == .istio ? modes : nil, forKey: .mtls)
    try container.encode(mode.policies.map { mesh.peerAuthentications[$0].metadata.key }, forKey: .peerAuthentications)
    try container.encode(mesh.policiesByAction(of: index), forKey: .authorizationPolicies)
    try container.encode(
      Set(mesh.registry.services(of: index).map { mesh.services[$0].hostname }).sorted(), forKey: .services)
  }
}

private struct JSONConnection: Encodable {
  struct End: Encodable {
    var workload: String
    var port: Int
    var tls: String
    var outcome: String
  }

  enum Key: CodingKey { case host, port, subset, destinationRule, requestedTLS, transport, endpoints }

  var connection: Connection
  var mesh: EffectiveMesh

  init(_ connection: Connection, _ mesh: EffectiveMesh) {
    self.connection = connection
    self.mesh = mesh
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(mesh.services[connection.service].hostname, forKey: .host)
    try container.encode(connection.port.number, forKey: .port)
    try container.encode(connection.subset, forKey: .subset)
    try container.encode(
      connection.rule?.rules.first.map { mesh.destinationRules[$0].metadata.key }, forKey: .destinationRule)
    let written = connection.choice.cluster ?? connection.choice.endpoints
    try container.encode(written?.tls.mode.rawValue, forKey: .requestedTLS)
    try container.encode(connection.transport.rawValue, forKey: .transport)
    try container.encode(
      connection.endpoints.map { end in
        End(
          workload: mesh.name(of: end.endpoint.target), port: end.endpoint.port, tls: end.sent?.rawValue ?? "unknown",
          outcome: end.outcome.rawValue)
      }, forKey: .endpoints)
  }
}

private struct JSONVerdict: Encodable {
  enum Key: CodingKey { case verdict, reason, policy, rule }

  var verdict: Verdict
  var mesh: EffectiveMesh

  init(_ verdict: Verdict, _ mesh: EffectiveMesh) {
    self.verdict = verdict
    self.mesh = mesh
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(verdict.decision.rawValue, forKey: .verdict)
    try container.encode(verdict.reason, forKey: .reason)
    try container.encode(
      (verdict.policy.map { mesh.authorizationPolicyIndex.policies[$0].metadata } ?? verdict.resource)?.key,
      forKey: .policy)
    try container.encode(verdict.rule, forKey: .rule)
  }
}
