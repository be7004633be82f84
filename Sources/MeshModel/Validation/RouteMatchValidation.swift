import Diagnostics
import StructuralSchema
import YAMLTree

// The matches of the routes of a VirtualService (`pkg/config/validation/validation.go` and `virtualservice.go`).
extension AdmissionReview {
  /// validateHTTPRouteMatchRequest, for one match.
  mutating func validate(httpMatch match: ManifestNode, _ scope: VirtualServiceScope) {
    match["headers"]?.forEachPair { name, value in
      validate(matchedHeader: name, scope)
      validate(stringMatch: value, of: "headers")
    }
    match["withoutHeaders"]?.forEachPair { name, value in
      validate(matchedHeader: name, scope)
      // Not read as an expression: the header must not be there.
      if !(StringMatch(value)?.isRegex(equalTo: "*") ?? false) { validate(stringMatch: value, of: "withoutHeaders") }
    }
    // An empty prefix of a path is a prefix of all.
    if let uri = match["uri"] { validate(stringMatch: uri, of: "uri", allowsEmptyPrefix: true) }
    if let scheme = match["scheme"] { validate(stringMatch: scheme, of: "scheme") }
    if let method = match["method"] { validate(stringMatch: method, of: "method") }
    if let authority = match["authority"] { validate(stringMatch: authority, of: "authority") }
    match["queryParams"]?.forEachPair { validate(stringMatch: $1, of: "queryParams") }
    validateOrigin(of: match)
    if let namespace = match["sourceNamespace"]?.string, !namespace.value.isEmpty, !Syntax.isDNSLabel(namespace.value) {
      refuse("sourceNamespace match \(namespace.value) is invalid", at: namespace.span)
    }
  }

  /// What matches of all kinds of routes have.
  private mutating func validateOrigin(of match: ManifestNode, warnsOfOldNames: Bool = false) {
    if let port = match["port"]?.int, port.value != 0 { validate(port: port) }
    if let labels = match["sourceLabels"] { validate(labels: labels) }
    if let gateways = match["gateways"] { validate(gateways: gateways.strings, warnsOfOldNames: warnsOfOldNames) }
  }

  /// ValidateHTTPHeaderNameOrJwtClaimRoute, and that routes by claims are for gateways.
  private mutating func validate(matchedHeader key: ManifestNode, _ scope: VirtualServiceScope) {
    guard let name = key.string else { return }
    if name.value.isEmpty {
      refuse("header name cannot be empty", at: name.span)
    } else if VirtualService.isClaim(name.value) {
      guard !scope.appliesToGateway else { return }
      let gateways = scope.gateways.map(\.value).joined(separator: " ")
      refuse(
        "JWT claim based routing (key: \(name.value)) is only supported for gateway, found no gateways: [\(gateways)]",
        at: name.span)
    } else if !HeaderSyntax.isName(name.value), !HeaderSyntax.pseudoHeaders.contains(name.value) {
      refuse("header name \(name.value) is not a valid header name", at: name.span)
    }
  }

  /// validateStringMatch and validateStringMatchRegexp. `place`: what Istio calls the field.
  mutating func validate(stringMatch node: ManifestNode, of place: StaticString, allowsEmptyPrefix: Bool = false) {
    guard let match = StringMatch(node), match.form != .exact, let text = match.text.string else { return }
    switch match.form {
    case .exact: break
    case .prefix:
      if text.value.isEmpty, !allowsEmptyPrefix {
        refuse("\"\(place)\": prefix string match should not be empty", at: text.span)
      }
    case .regex:
      if text.value.isEmpty {
        refuse("\"\(place)\": regex string match should not be empty", at: text.span)
      } else if let problem = Self.problem(withExpression: text.value, of: place) {
        refuse(problem, at: text.span)
      }
    }
  }

  /// validateStringRegexp.
  static func problem(withExpression text: String, of place: StaticString) -> String? {
    if text.utf8.count > 1024 { return "\"\(place)\": regex is too large, max length allowed is 1024" }
    do throws(RegularExpression.SyntaxError) {
      _ = try RegularExpression(text)
      return nil
    } catch {
      return "\"\(place)\": \(error); Istio uses RE2 style regex-based match "
        + "(https://github.com/google/re2/wiki/Syntax)"
    }
  }

  // MARK: TLS and TCP

  /// validateTLSRoute.
  mutating func validate(tlsRoute route: ManifestNode, _ scope: VirtualServiceScope) {
    if let matches = route.nonEmpty("match") {
      matches.forEachItem { validate(tlsMatch: $0, scope) }
    } else {
      refuse("TLS route must have at least one match condition", at: route.span)
    }
    let destinations = route.nonEmpty("route")
    if destinations == nil { refuse("TLS route is required", at: route.span) }
    validate(destinations: destinations)
  }

  private mutating func validate(tlsMatch match: ManifestNode, _ scope: VirtualServiceScope) {
    if let hosts = match.nonEmpty("sniHosts") {
      hosts.forEachItem { if let host = $0.string { validate(sniHost: host, scope) } }
    } else {
      refuse("TLS match must have at least one SNI host", at: match.span)
    }
    match["destinationSubnets"]?.forEachItem { if let subnet = $0.string { validate(subnet: subnet) } }
    validateOrigin(of: match, warnsOfOldNames: true)
  }

  private mutating func validate(sniHost host: Located<String>, _ scope: VirtualServiceScope) {
    let problem =
      scope.hasNoMeshGateway
      ? Self.problem(withGatewayHost: host.value, isSNI: true) : Syntax.problem(withWildcardDomain: host.value)
    if let problem {
      guard Syntax.address(host.value) != nil else { return refuse(problem, at: host.span) }
      let reason =
        "using an IP address (\(goQuoted(host.value))) goes against SNI spec and most clients do not support this"
      return warn(reason, at: host.span)
    }
    if !(scope.hostIndex?.covers(host.value) ?? false) {
      let hosts = scope.hosts.map(\.value).joined(separator: ", ")
      refuse(
        "SNI host \(goQuoted(host.value)) is not a compatible subset of any of the virtual service hosts: [\(hosts)]",
        at: host.span)
    }
  }

  /// validateTCPRoute.
  mutating func validate(tcpRoute route: ManifestNode) {
    route["match"]?.forEachItem { match in
      match["destinationSubnets"]?.forEachItem { if let subnet = $0.string { validate(subnet: subnet) } }
      validateOrigin(of: match)
    }
    let destinations = route.nonEmpty("route")
    if destinations == nil { refuse("TCP route is required", at: route.span) }
    validate(destinations: destinations)
  }
}

/// The one of `exact`, `prefix` and `regex` that stands in an Istio StringMatch; of several, the one that Istio's
/// decoder keeps.
struct StringMatch {
  enum Form: UInt8 { case exact, prefix, regex }

  let form: Form
  let text: ManifestNode

  init?(_ node: ManifestNode) {
    if let regex = node["regex"] {
      (form, text) = (.regex, regex)
    } else if let prefix = node["prefix"] {
      (form, text) = (.prefix, prefix)
    } else if let exact = node["exact"] {
      (form, text) = (.exact, exact)
    } else {
      return nil
    }
  }

  func isRegex(equalTo pattern: StaticString) -> Bool { form == .regex && text.node.equals(pattern) }
}
