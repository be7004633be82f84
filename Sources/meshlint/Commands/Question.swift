import ArgumentParser
import Diagnostics
import Inspection
import MeshModel
import MeshResolver

/// What a request asks for, for `inspect --from … --to …`.
struct RequestOptions: ParsableArguments {
  @Option(help: "The method of the request.")
  var method = "GET"

  @Option(help: "The path of the request, with its query.")
  var path = "/"

  @Option(help: ArgumentHelp("The host that the request names.", valueName: "name"))
  var host: String?

  @Option(help: ArgumentHelp("A header of the request (repeatable).", valueName: "name: value"))
  var header: [String] = []

  @Flag(help: "A plain connection instead of a request.")
  var tcp = false

  func validate() throws {
    if let wrong = header.first(where: { !$0.contains(":") }) {
      throw ValidationError("--header \(wrong): a header is written as 'name: value'.")
    }
  }

  var isWritten: Bool { method != "GET" || path != "/" || host != nil || !header.isEmpty || tcp }

  func request(to destination: Request.Destination, port: Int, principal: String?) -> Request {
    var request = Request(to: destination, port: port)
    request.principal = principal
    request.wire = tcp ? .tcp : .http
    (request.method, request.path, request.host) = (method, path, host)
    for text in header {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let value = String(parts[1].drop { $0 == " " })
      if parts[0].lowercased() == "host" { request.host = value }
      request.headers.append(Request.Header(String(parts[0]), [value]))
    }
    return request
  }
}

/// One connection or request that `inspect --from … --to …` asks about.
struct Question {
  private enum Client {
    case workload(Int)
    /// `TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT`, the name in a certificate of Linkerd, or a SPIFFE ID.
    case principal(String)
    case plaintext
  }

  private let mesh: EffectiveMesh
  private let client: Client
  private let options: RequestOptions
  private let to: String
  private let port: Int?
  /// What `to` names: a workload, or the proxy of a Gateway; nil for a host.
  private let destination: Request.Destination?

  /// Throws: ``CallFailure`` for names that the mesh does not have.
  init(_ mesh: EffectiveMesh, from: String, to: String, options: RequestOptions) throws {
    self.mesh = mesh
    self.options = options
    if from == "plaintext" {
      client = .plaintext
    } else if from.split(separator: "/").count == 5 && from.contains("/ns/") || from.isIdentityOfLinkerd {
      client = .principal(from)
    } else {
      client = .workload(try mesh.workload(named: from))
    }
    let parts = Self.split(to)
    (self.to, port) = parts
    guard parts.name.contains("/") else {
      destination = nil
      return
    }
    let gateway = mesh.mesh.kubernetesGateways.firstIndex { $0.metadata.key == parts.name }
    let isWorkload = mesh.workloads.contains { $0.metadata.key == parts.name }
    destination =
      try gateway.flatMap { isWorkload ? nil : .gateway($0) } ?? .workload(mesh.workload(named: parts.name))
  }

  func answer(_ explanation: Explanation) throws -> String {
    guard let destination else { return try answer(explanation, services: try services(named: to)) }
    guard case .workload(let server) = destination else {
      guard let port else { throw CallFailure(description: "--to \(to): add the port of a listener, as in \(to):80") }
      return authorization(explanation, to: destination, port: port)
    }
    if let port, mesh.workloadPorts(of: server).contains(port) || !isServicePort(port, of: server) {
      return authorization(explanation, to: destination, port: port)
    }
    let services = mesh.registry.services(of: server)
    guard !services.isEmpty else {
      throw CallFailure(description: "--to \(to): no Service leads to it; add a port to ask whether it is let in")
    }
    return try answer(explanation, services: services)
  }

  /// What is sent to services, and whether it is let in where it arrives.
  private func answer(_ explanation: Explanation, services: [Int]) throws -> String {
    guard case .workload(let client) = client else {
      throw CallFailure(
        description: "--from is no workload, so --to wants a workload and its port: namespace/name:port")
    }
    var texts: [String] = []
    let ports = Set(services.flatMap { mesh.services[$0].ports.map(\.number) })
    if let port, !ports.isEmpty, !ports.contains(port) {
      let others = ports.sorted().map(String.init).joined(separator: ", ")
      throw CallFailure(description: "--to \(to):\(port): the Service has no such port, but \(others)")
    }
    for service in services {
      texts.append(explanation.connection(from: client, to: service, port: port))
      guard let port else { continue }
      for servicePort in mesh.services[service].ports where servicePort.number == port {
        for endpoint in mesh.registry.endpoints(of: service, port: servicePort) {
          guard case .workload(let server) = endpoint.target else { continue }
          texts.append(authorization(explanation, to: .workload(server), port: endpoint.port))
        }
      }
    }
    return texts.joined(separator: "\n")
  }

  private func authorization(_ explanation: Explanation, to destination: Request.Destination, port: Int) -> String {
    let (name, identity) = shown(to: destination, port: port)
    return explanation.authorization(
      of: options.request(to: destination, port: port, principal: identity.principal), from: name,
      showing: identity)
  }

  private func shown(to destination: Request.Destination, port: Int) -> (name: String, identity: ClientIdentity) {
    switch (client, destination) {
    case (.plaintext, _): ("plain text", ClientIdentity(reason: "as --from says"))
    case (.principal(let principal), .workload(let server))
    where mesh.kind(of: server) == .linkerd
      && options.request(to: destination, port: port, principal: principal).linkerdIdentity == nil:
      (principal, ClientIdentity(reason: "proxies of Linkerd do not see an identity of Istio"))
    case (.principal(let principal), _):
      (principal, ClientIdentity(principal: principal, reason: "as --from says"))
    case (.workload(let client), .workload(let server)):
      (mesh.workloads[client].metadata.key, mesh.identity(of: client, toward: server, port: port))
    case (.workload(let client), .gateway):
      (mesh.workloads[client].metadata.key, ClientIdentity(reason: "what a gateway is sent is not worked out"))
    }
  }

  private func isServicePort(_ port: Int, of server: Int) -> Bool {
    mesh.registry.services(of: server).contains { mesh.services[$0].ports.contains { $0.number == port } }
  }

  private func services(named host: String) throws -> [Int] {
    let found = mesh.services.indices.filter { mesh.services[$0].hostname.hasName(host) }
    guard found.isEmpty else { return found }
    let near = didYouMean(closest(to: host, of: mesh.services.map(\.hostname)))
    throw CallFailure(description: "--to \(host): no service of that name\(near)")
  }

  /// `name:port` in its parts.
  private static func split(_ text: String) -> (name: String, port: Int?) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
      return (text, nil)
    }
    return (String(text[..<colon]), port)
  }
}

extension String {
  /// Whether a name is this host's: all of it, or what clients may write for it, such as `cart.shop` and
  /// `cart.shop.svc`.
  fileprivate func hasName(_ name: String) -> Bool {
    self == name || hasPrefix("\(name).svc.") || name.hasSuffix(".svc") && hasPrefix("\(name).")
  }

  /// Whether this has the form of an identity in Linkerd: a name of several labels, or a SPIFFE ID.
  fileprivate var isIdentityOfLinkerd: Bool { hasPrefix("spiffe://") || contains(".") && !contains("/") }
}

extension EffectiveMesh {
  /// The workload `namespace/name`, as an index into ``workloads``.
  ///
  /// Throws: ``CallFailure`` where there is none.
  func workload(named name: String) throws -> Int {
    if let index = workloads.firstIndex(where: { $0.metadata.key == name }) { return index }
    let near = didYouMean(closest(to: name, of: workloads.map(\.metadata.key)))
    throw CallFailure(description: "there is no workload '\(name)'\(near)")
  }
}
