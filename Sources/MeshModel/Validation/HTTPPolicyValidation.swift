import Diagnostics
import YAMLTree

// What is done to requests on an HTTP route beside passing them on (`pkg/config/validation/validation.go`).
extension AdmissionReview {
  // MARK: Retries

  /// What `retryOn` may name beside codes of HTTP.
  private static let retryConditions: Set<String> = [
    "5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx", "refused-stream",
    "retriable-status-codes", "retriable-headers", "envoy-ratelimited", "http3-post-connect-failure", "cancelled",
    "deadline-exceeded", "internal", "resource-exhausted", "unavailable",
  ]

  /// validateHTTPRetry.
  mutating func validate(retries: ManifestNode) {
    let (timeout, conditions) = (retries["perTryTimeout"], retries["retryOn"]?.string)
    let attempts = retries["attempts"]?.int ?? Located(0, at: retries.span)
    if attempts.value < 0 { refuse("attempts cannot be negative", at: attempts.span) }
    let isConfigured =
      timeout != nil || !(conditions?.value ?? "").isEmpty || retries["retryRemoteLocalities"] != nil
    if attempts.value == 0, isConfigured {
      refuse("http retry policy configured when attempts are set to 0 (disabled)", at: attempts.span)
    }
    validate(duration: timeout)
    if let conditions, !conditions.value.isEmpty {
      for condition in conditions.value.split(separator: ",", omittingEmptySubsequences: false) {
        let name = String(condition)
        if !Self.retryConditions.contains(name), !(Int(name).map(Self.isHTTPStatus) ?? false) {
          refuse("\(goQuoted(name)) is not a valid retryOn policy", at: conditions.span)
        }
      }
    }
    validate(duration: retries["backoff"])
  }

  /// Whether Go's `net/http` has a text for a code.
  private static func isHTTPStatus(_ code: Int) -> Bool {
    switch code {
    case 100...103, 200...208, 226, 300...305, 307, 308, 400...418, 421...426, 428, 429, 431, 451, 500...508, 510, 511:
      true
    default: false
    }
  }

  // MARK: Faults

  private static let grpcCodes: Set<String> = [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
  ]

  /// validateHTTPFaultInjection. The warning that an abort says nothing of the error is lost in Istio too.
  mutating func validate(fault: ManifestNode) {
    let (abort, delay) = (fault["abort"], fault["delay"])
    if abort == nil, delay == nil {
      refuse("HTTP fault injection must have an abort and/or a delay", at: fault.span)
    }
    if let abort {
      validate(share: abort["percentage"])
      if let error = abort["http2Error"] {
        refuse("HTTP/2 abort fault injection not supported yet", at: error.span)
      } else if let status = abort["grpcStatus"]?.string {
        if !Self.grpcCodes.contains(status.value) {
          refuse(
            "gRPC status \(goQuoted(status.value)) is not supported. See "
              + "https://github.com/grpc/grpc/blob/master/doc/statuscodes.md for a list of supported codes, "
              + "for example 'NOT_FOUND'", at: status.span)
        }
      } else if let status = abort["httpStatus"]?.int {
        validate(status: status)
      }
    }
    if let delay {
      validate(share: delay["percentage"])
      if let exponential = delay["exponentialDelay"] {
        validate(duration: exponential)
        refuse("exponentialDelay not supported yet", at: exponential.span)
      } else {
        validate(duration: delay["fixedDelay"])
      }
    }
  }

  /// validatePercentage.
  private mutating func validate(share: ManifestNode?) {
    guard let share = share?["value"]?.double, share.value != 0 else { return }
    if !(0.0001...100).contains(share.value) {
      refuse(
        "percentage \(goShortest(share.value)) is neither 0.0, nor in range [0.0001, 100.0]", at: share.span)
    }
  }

  // MARK: CORS

  private static let corsMethods: Set<String> = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*",
  ]

  /// validateCORSPolicy.
  mutating func validate(cors policy: ManifestNode) {
    policy["allowOrigins"]?.forEachItem { origin in
      let match = StringMatch(origin)
      if match?.text.node.bytes.isEmpty ?? true {
        refuse("'' is not a valid match type for CORS allow origins", at: match?.text.span ?? origin.span)
      } else if match?.form == .regex {
        validate(stringMatch: origin, of: "corsPolicy.allowOrigins")
      }
    }
    policy["allowMethods"]?.forEachItem { method in
      guard let method = method.string, !Self.corsMethods.contains(method.value) else { return }
      refuse("\(goQuoted(method.value)) is not a supported HTTP method", at: method.span)
    }
    for headers in [policy["allowHeaders"], policy["exposeHeaders"]] {
      headers?.forEachItem { header in
        guard let name = header.string, !HeaderSyntax.isName(name.value) else { return }
        refuse(
          name.value.isEmpty ? "header name cannot be empty" : "header name \(name.value) is not a valid header name",
          at: name.span)
      }
    }
    guard let age = policy["maxAge"] else { return }
    validate(duration: age)
    if let length = age.nanoseconds, length.truncatingRemainder(dividingBy: 1e9) > 0 {
      refuse("max_age duration is accurate only to seconds precision", at: age.span)
    }
  }
}
