import Diagnostics
import YAMLTree

// The HTTP routes of a VirtualService (`pkg/config/validation/virtualservice.go` validateHTTPRoute and what it calls).
extension AdmissionReview {
  mutating func validate(httpRoute route: ManifestNode, _ scope: VirtualServiceScope) {
    validateAnswers(of: route, scope)
    route["match"]?.forEachItem { validate(httpMatch: $0, scope) }
    let headers = route["headers"]
    if let headers { validate(headers: headers) }
    if let policy = route["corsPolicy"] { validate(cors: policy) }
    if let fault = route["fault"] { validate(fault: fault) }
    if let percent = route["mirrorPercent"] ?? route["mirror_percent"] {
      if let percent = percent.int, percent.value > 100 {
        refuse("mirror_percent must have a max value of 100 (it has \(percent.value))", at: percent.span)
      }
      warn("using deprecated setting \"mirrorPercent\", use \"mirrorPercentage\" instead", at: percent.span)
    }
    if let share = route["mirrorPercentage"] { validate(mirrored: share, as: "mirror_percentage") }
    if let mirror = route["mirror"] { validate(destination: mirror) }
    route["mirrors"]?.forEachItem { mirror in
      guard let destination = mirror["destination"] else {
        return refuse("destination is required for mirrors", at: mirror.span)
      }
      validate(destination: destination)
      if let share = mirror["percentage"] { validate(mirrored: share, as: "mirror percentage") }
    }
    if let redirect = route["redirect"] { validate(redirect: redirect) }
    if let response = route["directResponse"] { validate(directResponse: response) }
    if let retries = route["retries"] { validate(retries: retries) }
    let rewrite = route["rewrite"]
    if let rewrite { validate(rewrite: rewrite) }
    if let headers { validateAuthority(rewrite?["authority"]?.string, headers) }
    validate(destinations: route["route"])
    validate(duration: route["timeout"])
  }

  /// validateHTTPRouteConflict: what answers a request, of which there is exactly one.
  private mutating func validateAnswers(of route: ManifestNode, _ scope: VirtualServiceScope) {
    let destinations = route.nonEmpty("route")
    let (redirect, response) = (route["redirect"], route["directResponse"])
    if let delegate = route["delegate"] {
      guard scope.isDelegate else {
        let name = route["name"]?.string?.value ?? ""
        if let redirect { refuse("root HTTP route \(name) must not specify redirect", at: redirect.span) }
        if let destinations { refuse("root HTTP route \(name) must not specify route", at: destinations.span) }
        return
      }
      refuse("delegate HTTP route cannot contain delegate", at: delegate.span)
    }
    if let answer = redirect ?? response {
      let name = redirect == nil ? "direct_response" : "redirect"
      let both = "cannot contain both"
      if destinations != nil { refuse("HTTP route \(both) route and \(name)", at: answer.span) }
      if route["fault"] != nil { refuse("HTTP route \(both) fault and \(name)", at: answer.span) }
      if route["rewrite"] != nil { refuse("HTTP route rule \(both) rewrite and \(name)", at: answer.span) }
      if redirect != nil, let response {
        refuse("HTTP route rule \(both) direct_response and redirect", at: response.span)
      }
    } else if destinations == nil {
      refuse("HTTP route, redirect or direct_response is required", at: route.span)
    }
    if route["mirror"] != nil, let mirrors = route.nonEmpty("mirrors") {
      refuse("HTTP route cannot contain both mirror and mirrors", at: mirrors.span)
    }
  }

  // MARK: Destinations

  /// validateHTTPRouteDestinations and validateRouteDestinations: those of TLS and TCP have no headers.
  mutating func validate(destinations: ManifestNode?) {
    guard let destinations else { return }
    var count = 0
    var total: Int32 = 0
    destinations.forEachItem { item in
      count += 1
      if let destination = item["destination"] {
        validate(destination: destination)
      } else {
        refuse("destination is required", at: item.span)
      }
      if let headers = item["headers"] { validate(headers: headers) }
      guard let weight = item["weight"]?.int else { return }
      if weight.value < 0 { refuse("weight \(weight.value) < 0", at: weight.span) }
      total &+= Int32(truncatingIfNeeded: weight.value)
    }
    if count > 1, total == 0 { refuse("total destination weight = 0", at: destinations.span) }
  }

  /// validateDestination.
  mutating func validate(destination: ManifestNode) {
    let host = destination["host"]
    if let host, host.node.equals("*") {
      refuse("invalid destination host *", at: host.span)
    } else {
      validate(wildcardDomain: host, missingFrom: destination.span)
    }
    if let subset = destination["subset"]?.string, !subset.value.isEmpty, !Syntax.isDNSLabel(subset.value) {
      refuse("subset name is invalid: \(subset.value)", at: subset.span)
    }
    if let port = destination["port"] { validate(port: port["number"]?.int ?? Located(0, at: port.span)) }
  }

  private mutating func validate(mirrored percent: ManifestNode, as name: StaticString) {
    guard let share = percent["value"]?.double else { return }
    if share.value > 100 {
      refuse("\(name) must have a max value of 100 (it has \(goFixed(share.value)))", at: share.span)
    } else if share.value < 0 {
      refuse("\(name) must have a min value of 0 (it has \(goFixed(share.value)))", at: share.span)
    }
  }

  // MARK: Headers

  private mutating func validate(headers: ManifestNode) {
    if let request = headers["request"] { validate(headerOperations: request, mayBeAuthority: true) }
    if let response = headers["response"] { validate(headerOperations: response, mayBeAuthority: false) }
  }

  private mutating func validate(headerOperations operations: ManifestNode, mayBeAuthority: Bool) {
    for headers in [operations["add"], operations["set"]] {
      headers?.forEachPair { name, value in
        validate(changedHeader: name, mayBeAuthority: mayBeAuthority)
        if let value = value.string, let problem = HeaderSyntax.problem(withValue: value.value) {
          refuse(problem, at: value.span)
        }
      }
    }
    operations["remove"]?.forEachItem { validate(changedHeader: $0, mayBeAuthority: false) }
  }

  /// ValidateHTTPHeaderWithAuthorityOperationName and ValidateHTTPHeaderOperationName.
  private mutating func validate(changedHeader key: ManifestNode, mayBeAuthority: Bool) {
    guard let name = key.string else { return }
    if name.value.isEmpty {
      refuse("header name cannot be empty", at: name.span)
    } else if mayBeAuthority, HeaderSyntax.isAuthority(name.value) {
      // Checked by validateAuthority.
    } else if name.value.hasPrefix(":") {
      refuse("invalid header \(goQuoted(name.value)): header cannot have \":\" prefix", at: name.span)
    } else if HeaderSyntax.isAuthority(name.value) {
      refuse("invalid header \(goQuoted(name.value)): cannot set Host header", at: name.span)
    }
  }

  /// validateAuthorityRewrite.
  private mutating func validateAuthority(_ rewritten: Located<String>?, _ headers: ManifestNode) {
    guard let request = headers["request"] else { return }
    var current = rewritten?.value ?? ""
    var isDone = false
    for headers in [request["set"], request["add"]] {
      headers?.forEachPair { key, value in
        guard !isDone, let name = key.string, HeaderSyntax.isAuthority(name.value), let value = value.string else {
          return
        }
        guard current.isEmpty else {
          refuse(
            "authority header cannot be set multiple times: have \(goQuoted(current)), "
              + "attempting to set \(goQuoted(value.value))", at: value.span)
          isDone = true
          return
        }
        current = value.value
      }
    }
  }

  // MARK: Redirect, rewrite and response

  /// validateHTTPRedirect, which stops at the first error.
  private mutating func validate(redirect: ManifestNode) {
    let fields = ["uri", "authority", "scheme"] as [StaticString]
    let names = fields.contains { !(redirect[$0]?.string?.value ?? "").isEmpty }
    if !names, redirect["port"] == nil, redirect["derivePort"] == nil {
      return refuse("redirect must specify URI, authority, scheme, or port", at: redirect.span)
    }
    if let code = redirect["redirectCode"]?.int, code.value != 0, !(300...399).contains(code.value) {
      refuse("\(code.value) is not a valid redirect code, must be 3xx", at: code.span)
    } else if let scheme = redirect["scheme"]?.string, !["", "http", "https"].contains(scheme.value) {
      refuse("invalid redirect scheme, must be \"http\" or \"https\"", at: scheme.span)
    } else if let port = redirect["port"]?.int, port.value > 0 {
      validate(port: port)
    }
  }

  /// validateHTTPRewrite, which stops at the first error.
  private mutating func validate(rewrite: ManifestNode) {
    let uri = rewrite["uri"]?.string.flatMap { $0.value.isEmpty ? nil : $0 }
    guard let expression = rewrite["uriRegexRewrite"] else {
      guard uri == nil, (rewrite["authority"]?.string?.value ?? "").isEmpty else { return }
      return refuse(
        "rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite "
          + "may be specified", at: rewrite.span)
    }
    if uri != nil { return refuse("rewrite may only contain one of URI or UriRegexRewrite", at: expression.span) }
    let (match, replacement) = (expression["match"]?.string, expression["rewrite"]?.string)
    let joined = "UriRegexRewrite has errors\n"
    if let match, !match.value.isEmpty, let replacement, !replacement.value.isEmpty {
      if let problem = Self.problem(withExpression: match.value, of: "HTTPRewrite.UriRegexRewrite.Match") {
        refuse(joined + problem, at: match.span)
      }
    } else {
      refuse(joined + "UriRegexRewrite requires both Rewrite and Match fields to be specified", at: expression.span)
    }
  }

  /// validateHTTPDirectResponse.
  private mutating func validate(directResponse response: ManifestNode) {
    if let body = response["body"], let content = body["bytes"] ?? body["string"] {
      var size = content.node.bytes.count
      if body["bytes"] != nil {
        // Base64: four characters for three bytes.
        size = content.node.bytes.count { $0 != UInt8(ascii: "=") && $0 > 0x20 } * 3 / 4
      }
      if size > 1 << 20 {
        refuse(
          "large direct_responses may impact control plane performance, must be less than 1MB", at: content.span)
      } else if size > 100 << 10 {
        warn("large direct_responses may impact control plane performance", at: content.span)
      }
    }
    validate(status: response["status"]?.int ?? Located(0, at: response.span))
  }

  /// validateHTTPStatus.
  mutating func validate(status: Located<Int>) {
    let code = Int32(truncatingIfNeeded: status.value)
    if !(200...600).contains(code) { refuse("HTTP status \(code) is not in range 200-599", at: status.span) }
  }
}
