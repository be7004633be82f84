import MeshModel

/// The Servers that ServerAuthorizations choose. Those that choose in the same words share one answer, since thousands
/// may choose thousands.
struct ServerSelections: Sendable {
  /// The ServerAuthorizations that make each selection, in ascending order.
  private(set) var authorizations: [[Int]] = []
  private var servers: [[Int]] = []
  private var selectionsByServer: [Int: [Int]] = [:]
  private var selectionByAuthorization: [Int] = []

  private enum Words: Hashable {
    case name(String)
    case labels([String: String])
    /// Those of one ServerAuthorization, which are not compared.
    case own(Int)
  }

  private struct Key: Hashable {
    var namespace: String
    var words: Words
  }

  init(of written: [ServerAuthorization], among servers: [LinkerdServer]) {
    guard !written.isEmpty else { return }
    let directory = ServerDirectory(servers)
    var known: [Key: Int] = [:]
    for (index, authorization) in written.enumerated() {
      let key = Key(namespace: authorization.namespace, words: Self.words(of: authorization, index))
      let selection = known[key] ?? self.servers.count
      if selection == self.servers.count {
        known[key] = selection
        let chosen = directory.servers(of: authorization)
        self.servers.append(chosen)
        authorizations.append([])
        for server in chosen { selectionsByServer[server, default: []].append(selection) }
      }
      authorizations[selection].append(index)
      selectionByAuthorization.append(selection)
    }
  }

  private static func words(of authorization: ServerAuthorization, _ index: Int) -> Words {
    if let name = authorization.serverName { return .name(name.value) }
    guard let selector = authorization.serverSelector, selector.matchExpressions.isEmpty else { return .own(index) }
    return .labels(
      Dictionary(selector.matchLabels.entries.map { ($0.key.value, $0.value.value) }) { first, _ in first })
  }

  /// The Servers that a ServerAuthorization chooses.
  func servers(of authorization: Int) -> [Int] { servers[selectionByAuthorization[authorization]] }

  /// The selections that a Server is one of, as indexes into ``authorizations``.
  func selections(of server: Int) -> [Int] { selectionsByServer[server] ?? [] }

  /// The ServerAuthorizations that choose a Server, in ascending order.
  func authorizations(of server: Int) -> [Int] { selections(of: server).flatMap { authorizations[$0] }.sorted() }
}

/// Servers by their names and labels.
private struct ServerDirectory {
  private let servers: [LinkerdServer]
  private var byKey: [String: Int] = [:]
  /// By namespace, and by `NAMESPACE/KEY=VALUE` of their labels.
  private var byLabel: [String: [Int]] = [:]

  init(_ servers: [LinkerdServer]) {
    self.servers = servers
    for (index, server) in servers.enumerated() {
      byKey[server.metadata.key] = index
      byLabel[server.namespace, default: []].append(index)
      for label in server.metadata.labels.entries {
        byLabel["\(server.namespace)/\(label.key.value)=\(label.value.value)", default: []].append(index)
      }
    }
  }

  /// A name counts before a selector (`policy-controller/k8s/index/src/inbound/server_authorization.rs`
  /// ServerSelector).
  func servers(of authorization: ServerAuthorization) -> [Int] {
    if let name = authorization.serverName {
      return byKey["\(authorization.namespace)/\(name.value)"].map { [$0] } ?? []
    }
    guard let selector = authorization.serverSelector else { return [] }
    let label = selector.matchLabels.entries.first.map { "/\($0.key.value)=\($0.value.value)" } ?? ""
    return (byLabel[authorization.namespace + label] ?? []).filter {
      selector.choosesForLinkerd(servers[$0].metadata.labels)
    }
  }
}
