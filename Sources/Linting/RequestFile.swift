import Diagnostics
import MeshModel
package import MeshResolver
import YAMLTree

/// The requests of `meshlint inspect --requests FILE`: an array of objects, in JSON or YAML.
package enum RequestFile {
  /// Reads the file.
  ///
  /// Throws: ``UnusableFile`` with the place of the first thing that is wrong.
  package static func read(_ path: String, for mesh: EffectiveMesh) throws(UnusableFile) -> [Request] {
    let bytes: [UInt8]
    do throws(UnreadableFile) { bytes = try FileReader.read(path) } catch {
      throw UnusableFile(path: path, message: error.message)
    }
    return try parse(String(decoding: bytes, as: UTF8.self), path: path, for: mesh)
  }

  /// Reads what such a file holds; `path` is for messages.
  package static func parse(_ text: String, path: String, for mesh: EffectiveMesh) throws(UnusableFile) -> [Request] {
    let tree: YAMLTree
    do throws(YAMLError) { tree = try YAMLTree.parse(text) } catch {
      throw UnusableFile(path: "\(path):\(error.line):\(error.column)", message: error.message)
    }
    guard let root = tree.documents.first, root.isSequence else {
      throw UnusableFile(
        path: path, message: "holds no array of requests, such as [{\"dest\": \"shop/cart\", \"port\": 8080}]")
    }
    var destinations: [String: Request.Destination] = [:]
    for (index, gateway) in mesh.mesh.kubernetesGateways.enumerated() {
      destinations[gateway.metadata.key] = .gateway(index)
    }
    for (index, workload) in mesh.workloads.enumerated() { destinations[workload.metadata.key] = .workload(index) }
    let reader = RequestReader(path: path, destinations: destinations)
    var nodes: [YAMLNode] = []
    root.forEachItem { nodes.append($0) }
    var requests: [Request] = []
    for node in nodes { requests.append(try reader.request(node)) }
    return requests
  }
}

private struct RequestReader {
  static let fields = [
    "dest", "port", "principal", "sourceIP", "remoteIP", "destinationIP", "protocol", "method", "path", "host",
    "headers", "sni", "jwt", "jwtIn", "jwtInvalid",
  ]

  let path: String
  let destinations: [String: Request.Destination]

  func request(_ node: YAMLNode) throws(UnusableFile) -> Request {
    guard node.isMapping else { throw problem("a request is an object", at: node) }
    try refuseMisspelled(node)
    guard let name = try text("dest", of: node), let port = node["port"]?.int, (0...65535).contains(port) else {
      throw problem("a request wants \"dest\", a workload as namespace/name, and \"port\", its port", at: node)
    }
    guard let destination = destinations[name] else {
      let near = didYouMean(closest(to: name, of: destinations.keys.sorted()))
      throw problem("there is no workload '\(name)'\(near)", at: node["dest"] ?? node)
    }
    var request = Request(to: destination, port: port)
    request.principal = try text("principal", of: node)
    request.sourceIP = try address("sourceIP", of: node)
    request.remoteIP = try address("remoteIP", of: node)
    request.destinationIP = try address("destinationIP", of: node)
    if let word = try text("protocol", of: node) {
      guard let wire = Request.Wire(rawValue: word) else {
        throw problem("\"protocol\" is http, http2 or tcp", at: node["protocol"] ?? node)
      }
      request.wire = wire
    }
    request.method = try text("method", of: node) ?? request.method
    request.path = try text("path", of: node) ?? request.path
    request.host = try text("host", of: node)
    request.sni = try text("sni", of: node)
    request.headers = headers(node["headers"])
    let isInvalid = node["jwtInvalid"]?.bool ?? false
    let claims = node["jwt"].map(value)
    if case .object(let claims)? = claims {
      request.token = Token(claims: claims, location: try location(of: node), isInvalid: isInvalid)
    } else if isInvalid {
      request.token = Token(claims: [:], location: try location(of: node), isInvalid: true)
    }
    return request
  }

  /// A field that is nearly a known one was meant to be that; any other is the author's own.
  private func refuseMisspelled(_ node: YAMLNode) throws(UnusableFile) {
    var misspelled: (key: YAMLNode, meant: String)?
    node.forEachPair { key, _ in
      guard let name = key.string, !Self.fields.contains(name), misspelled == nil,
        let meant = closest(to: name, of: Self.fields)
      else { return }
      misspelled = (key, meant)
    }
    guard let misspelled else { return }
    throw problem("unknown field; did you mean \"\(misspelled.meant)\"?", at: misspelled.key)
  }

  private func text(_ name: StaticString, of node: YAMLNode) throws(UnusableFile) -> String? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let text = value.string else { throw problem("\"\(name)\" is a string", at: value) }
    return text
  }

  private func address(_ name: StaticString, of node: YAMLNode) throws(UnusableFile) -> [UInt8]? {
    guard let text = try text(name, of: node) else { return nil }
    guard let block = AddressBlock(text), block.length == block.base.count * 8 else {
      throw problem("\"\(name)\" is an IP address", at: node[name] ?? node)
    }
    return block.base
  }

  private func headers(_ node: YAMLNode?) -> [Request.Header] {
    var found: [Request.Header] = []
    node?.forEachPair { key, value in
      guard let name = key.string else { return }
      var values: [String] = value.string.map { [$0] } ?? []
      value.forEachItem { item in
        if let text = item.string { values.append(text) }
      }
      found.append(Request.Header(name, values))
    }
    return found
  }

  private func location(of node: YAMLNode) throws(UnusableFile) -> Token.Location? {
    guard let word = try text("jwtIn", of: node) else { return nil }
    if let location = Token.Location(word) { return location }
    throw problem(
      "\"jwtIn\" is authorization, header:NAME, param:NAME or cookie:NAME", at: node["jwtIn"] ?? node)
  }

  private func value(_ node: YAMLNode) -> Token.Value {
    if node.isMapping {
      var fields: [String: Token.Value] = [:]
      node.forEachPair { key, item in
        if let name = key.string { fields[name] = value(item) }
      }
      return .object(fields)
    }
    if node.isSequence {
      var items: [Token.Value] = []
      node.forEachItem { items.append(value($0)) }
      return .list(items)
    }
    let text = node.string ?? ""
    return switch node.scalarType {
    case .string: .text(text)
    case .integer, .float: .number(text)
    case .bool: .boolean(node.bool ?? false)
    case .null, nil: .null
    }
  }

  private func problem(_ message: String, at node: YAMLNode) -> UnusableFile {
    UnusableFile(path: "\(path):\(node.line):\(node.column)", message: message)
  }
}

extension Token.Location {
  /// `authorization`, `header:NAME`, `param:NAME` or `cookie:NAME`; nil for anything else.
  package init?(_ word: String) {
    let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.dropFirst().first) {
    case ("authorization", nil): self = .authorization
    case ("header", let name?):
      self = name.lowercased() == "authorization" ? .authorization : .header(name.lowercased())
    case ("param", let name?): self = .param(name)
    case ("cookie", let name?): self = .cookie(name)
    default: return nil
    }
  }
}
