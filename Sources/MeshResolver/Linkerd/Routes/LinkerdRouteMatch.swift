import MeshModel
import StructuralSchema

/// How a rule of a route fits a request.
struct LinkerdRouteMatch {
  /// What is compared first comes first; of all matches of all routes the greatest takes the request.
  var rank: [Int]
  /// Whether the rule takes the request for sure. The answer of a regular expression may be unknown.
  var isCertain: Bool
}

extension KubernetesRoute {
  /// The matches of the rules that take a request, or may take it (`linkerd/http/route` of linkerd2-proxy).
  func linkerdMatches(_ request: Request) -> [LinkerdRouteMatch] {
    guard let host = hostRank(request.host) else { return [] }
    let isGRPC = metadata.kind.value == "GRPCRoute"
    // The API server writes a rule that takes everything into an HTTPRoute without the field.
    if rulesSpan == nil, !isGRPC { return [LinkerdRouteMatch(rank: host + [1, 0, 0, 0], isCertain: true)] }
    return rules.flatMap { rule in
      // Without matches a rule takes everything, whether its route is for gRPC or not.
      rule.matches.isEmpty
        ? [LinkerdRouteMatch(rank: isGRPC ? [0, 0, 0] : [1, 0, 0, 0], isCertain: true)]
        : rule.matches.compactMap { isGRPC ? $0.grpcMatch(request) : $0.httpMatch(request) }
    }.map { LinkerdRouteMatch(rank: host + $0.rank, isCertain: $0.isCertain) }
  }

  /// An exact name before a suffix, a longer one before a shorter; nil where no name is that of the request.
  private func hostRank(_ authority: String?) -> [Int]? {
    guard !hostnames.isEmpty else { return [0, 0] }
    guard let host = authority?.authorityHost else { return nil }
    return hostnames.compactMap { hostname -> [Int]? in
      let name = hostname.value.lowercased()
      if !name.hasPrefix("*.") { return name == host ? [2, name.utf8.count] : nil }
      return host.hasSuffix(name.dropFirst()) ? [1, name.utf8.count - 1] : nil
    }.max { $0.lexicographicallyPrecedes($1) }
  }
}

extension RouteRule.Match {
  /// The longer path first, whatever its type, then more headers, more query parameters, a method.
  fileprivate func httpMatch(_ request: Request) -> LinkerdRouteMatch? {
    if let method, method.value != request.method { return nil }
    guard let (length, isCertain) = pathMatch(request.pathWithoutQuery) else { return nil }
    let answers = headers.map { $0.isHeader(of: request) } + queryParams.map { $0.isParameter(of: request) }
    guard !answers.contains(false) else { return nil }
    return LinkerdRouteMatch(
      rank: [length, headers.count, queryParams.count, method == nil ? 0 : 1],
      isCertain: isCertain && !answers.contains(nil))
  }

  private func pathMatch(_ path: String) -> (length: Int, isCertain: Bool)? {
    let value = self.path?.value?.value ?? "/"
    switch self.path?.type?.value ?? "PathPrefix" {
    case "Exact": return path == value ? (path.utf8.count, true) : nil
    case "RegularExpression":
      let isMatch = value.isMatch(path)
      return isMatch == false ? nil : (path.utf8.count, isMatch == true)
    default:
      if value == "/" { return (1, true) }
      let prefix = value.droppingLast("/")
      guard path.droppingLast("/") == prefix || path.hasPrefix(prefix + "/") else { return nil }
      return (prefix.utf8.count, true)
    }
  }

  /// The longer service first, then the longer method, then more headers.
  fileprivate func grpcMatch(_ request: Request) -> LinkerdRouteMatch? {
    guard let (service, method) = request.grpcNames else { return nil }
    let wanted = (service: grpcMethod?.service?.value ?? "", method: grpcMethod?.method?.value ?? "")
    guard wanted.service.isEmpty || wanted.service == service, wanted.method.isEmpty || wanted.method == method else {
      return nil
    }
    let answers = headers.map { $0.isHeader(of: request) }
    guard !answers.contains(false) else { return nil }
    return LinkerdRouteMatch(
      rank: [wanted.service.utf8.count, wanted.method.utf8.count, headers.count], isCertain: !answers.contains(nil))
  }
}

extension RouteRule.Value {
  /// Whether a header of the request is as wanted; nil where that is not known.
  fileprivate func isHeader(of request: Request) -> Bool? {
    isAny(of: request.headers.filter { $0.name.lowercased() == name?.value.lowercased() }.flatMap(\.values))
  }

  /// Whether a parameter of the request's query is as wanted; nil where that is not known.
  fileprivate func isParameter(of request: Request) -> Bool? {
    isAny(of: request.queryParameters.filter { $0.name == name?.value }.map(\.value))
  }

  private func isAny(of values: [String]) -> Bool? {
    let wanted = value?.value ?? ""
    guard type?.value == "RegularExpression" else { return values.contains(wanted) }
    let answers = values.map { wanted.isMatch($0) }
    return answers.contains(true) ? true : answers.contains(nil) ? nil : false
  }
}

extension Request {
  var pathWithoutQuery: String {
    let path = path.prefix { $0 != "?" }
    return path.isEmpty ? "/" : String(path)
  }

  /// Service and method of a call by gRPC; nil for another request.
  var grpcNames: (service: String, method: String)? {
    let parts = pathWithoutQuery.split(separator: "/", omittingEmptySubsequences: false)
    return method == "POST" && parts.count > 2 && parts[0].isEmpty ? (String(parts[1]), String(parts[2])) : nil
  }

  fileprivate var queryParameters: [(name: String, value: String)] {
    guard let mark = path.firstIndex(of: "?") else { return [] }
    return path[path.index(after: mark)...].split(separator: "&").map { parameter in
      let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (parts[0].formDecoded, parts.count > 1 ? parts[1].formDecoded : "")
    }
  }
}

extension String {
  /// The host of `host:port` in lower case, without the dot of a full name.
  fileprivate var authorityHost: String {
    let host = hasPrefix("[") ? prefix { $0 != "]" } : prefix { $0 != ":" }
    return (host.hasSuffix(".") ? host.dropLast() : host).lowercased()
  }

  fileprivate func droppingLast(_ character: Character) -> String {
    var rest = self[...]
    while rest.last == character { rest.removeLast() }
    return String(rest)
  }

  /// Whether this regular expression takes the whole of a text; nil where that is not easily known. The proxy's engine
  /// finds a part first, by the order of alternatives, and then asks whether it is the whole: with at most one
  /// repetition it finds the longest part, with more it may not.
  fileprivate func isMatch(_ text: String) -> Bool? {
    guard let whole = try? RegularExpression("^(?:\(self))$") else { return nil }
    guard whole.matches(text) else { return false }
    let repetitions = count { $0 == "*" || $0 == "+" }
    return repetitions <= 1 && !contains(where: { "|?{".contains($0) }) ? true : nil
  }
}

extension Substring {
  /// What `application/x-www-form-urlencoded` means by this.
  fileprivate var formDecoded: String {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2, let code = UInt8(String(Substring(digits)), radix: 16) {
        bytes.append(code)
        rest.removeFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
