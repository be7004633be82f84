import Diagnostics

// The annotations of routes whose parent is a Service or an EgressNetwork. Those of Services are read without any
// validation.
extension LinkerdReview {
  /// `policy-controller/k8s/index/src/outbound/index/http.rs` parse_http_retry, `grpc.rs` parse_grpc_retry and
  /// `index.rs` parse_timeouts.
  mutating func validateRouteAnnotations() {
    let isGRPC = metadata.kind.value == "GRPCRoute"
    for annotation in metadata.annotations.entries {
      let value = annotation.value
      switch annotation.key.value {
      case "retry.linkerd.io/limit":
        if let problem = LinkerdAnnotationSyntax.problem(withCount: value.value) { refuse(problem, at: value.span) }
      case "retry.linkerd.io/timeout", "timeout.linkerd.io/response", "timeout.linkerd.io/request",
        "timeout.linkerd.io/idle":
        if let problem = LinkerdAnnotationSyntax.problem(withDuration: value.value) { refuse(problem, at: value.span) }
      case "retry.linkerd.io/http" where !isGRPC: validate(httpConditions: value)
      case "retry.linkerd.io/grpc" where isGRPC: validate(grpcConditions: value)
      default: break
      }
    }
  }

  private mutating func validate(httpConditions: Located<String>) {
    let items = httpConditions.value.split(separator: ",", omittingEmptySubsequences: false)
    guard !items.allSatisfy(LinkerdAnnotationSyntax.isHTTPCondition) else { return }
    let remedy = items.contains { $0.contains(" ") } ? "write no blanks" : nil
    refuse("invalid retry condition: \(httpConditions.value)", at: httpConditions.span, remedy: remedy)
  }

  private mutating func validate(grpcConditions: Located<String>) {
    let items = grpcConditions.value.split(separator: ",", omittingEmptySubsequences: false)
    guard let wrong = items.first(where: { !LinkerdAnnotationSyntax.isGRPCCondition($0) }) else { return }
    let meant = closest(to: wrong.filter { $0 != " " }.lowercased(), of: LinkerdAnnotationSyntax.grpcConditions)
    refuse(
      "Unknown grpc retry condition: \(wrong)", at: grpcConditions.span,
      remedy: wrong.contains(" ") ? "write no blanks" : meant.map { "did you mean \(goQuoted($0))?" })
  }
}

/// The forms of Linkerd's annotations for retries and timeouts.
package enum LinkerdAnnotationSyntax {
  /// The conditions for retries of gRPC.
  package static let grpcConditions = [
    "cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable",
  ]

  /// What is wrong with a number of retries, of 16 bits; nil where nothing is.
  package static func problem(withCount text: String) -> String? {
    if text.isEmpty { return "cannot parse integer from empty string" }
    let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return "invalid digit found in string" }
    return UInt16(digits) == nil ? "number too large to fit in target type" : nil
  }

  /// What is wrong with a timeout: a whole number with one unit, `0` without (`index.rs` parse_duration); nil where
  /// nothing is.
  package static func problem(withDuration text: String) -> String? {
    let trimmed = text.trimmingBlanks
    if trimmed.hasPrefix("-") { return "duration value cannot be negative: '\(trimmed)'" }
    guard let last = trimmed.utf8.lastIndex(where: isDigit) else {
      return "\(trimmed) does not contain a timeout duration value"
    }
    let (magnitude, unit) = (trimmed[...last], trimmed[trimmed.index(after: last)...])
    if magnitude.contains(".") { return "fractional values not supported" }
    guard magnitude.utf8.allSatisfy(isDigit) else { return "invalid digit found in string" }
    guard let number = UInt64(magnitude) else { return "number too large to fit in target type" }
    if unit.isEmpty {
      return number == 0 ? nil : "missing duration unit; did you mean '\(number)s' or '\(number)ms'?"
    }
    guard let factor = units[unit] else {
      return "invalid duration unit \(unit) (expected one of 'ms', 's', 'm', 'h', or 'd')"
    }
    return number.multipliedReportingOverflow(by: factor).overflow
      ? "Timeout value \(trimmed) overflows when converted to 'ms'" : nil
  }

  /// How long a timeout is; nil for what is none.
  package static func milliseconds(_ text: String) -> UInt64? {
    guard problem(withDuration: text) == nil else { return nil }
    let trimmed = text.trimmingBlanks
    let digits = trimmed.utf8.prefix(while: isDigit)
    let factor = units[trimmed[digits.endIndex...]] ?? 1
    return UInt64(trimmed[..<digits.endIndex]).map { $0 * factor }
  }

  private static let units: [Substring: UInt64] = [
    "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
  ]

  /// Whether this is a condition for retries of gRPC.
  package static func isGRPCCondition(_ text: Substring) -> Bool { grpcConditions.contains(text.lowercased()) }

  /// Whether this is a condition for retries of HTTP: `5xx`, `gateway-error`, a status or a range of them.
  package static func isHTTPCondition(_ text: Substring) -> Bool {
    if ["5xx", "gateway-error"].contains(text.lowercased()) || status(text) != nil { return true }
    guard let dash = text.firstIndex(of: "-"), let least = status(text[..<dash]),
      let greatest = status(text[text.index(after: dash)...])
    else { return false }
    return least <= greatest
  }

  private static func status(_ text: Substring) -> Int? {
    guard let number = UInt32(text), (100..<600).contains(number) else { return nil }
    return Int(number)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension String {
  /// Without the blanks around it.
  package var trimmingBlanks: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
