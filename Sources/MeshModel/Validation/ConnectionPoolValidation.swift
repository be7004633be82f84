import YAMLTree

extension AdmissionReview {
  /// `pkg/config/validation/validation.go` validateConnectionPool, of a DestinationRule or a Sidecar.
  mutating func validate(connectionPool pool: ManifestNode) {
    let (http, tcp) = (pool["http"], pool["tcp"])
    if http == nil, tcp == nil { refuse("connection pool must have at least one field", at: pool.span) }
    http?.forEachPair { key, value in
      if key.node.equals("idleTimeout") {
        validate(duration: value)
      } else {
        validate(poolLimit: key, value)
      }
    }
    if let client = http?["useClientProtocol"]?.bool, client.value,
      http?["h2UpgradePolicy"]?.node.equals("UPGRADE") == true
    {
      refuse("use client protocol must not be true when H2UpgradePolicy is UPGRADE", at: client.span)
    }
    tcp?.forEachPair { key, value in
      if key.node.equals("connectTimeout") || key.node.equals("maxConnectionDuration") {
        validate(duration: value)
      } else if key.node.equals("idleTimeout") {
        // Less than a millisecond switches the timeout off.
        if abs(value.nanoseconds ?? 0) >= 1e6 { validate(duration: value) }
      } else if key.node.equals("tcpKeepalive") {
        validate(duration: value["time"])
        validate(duration: value["interval"])
      } else {
        validate(poolLimit: key, value)
      }
    }
  }

  private static let poolLimits: [(field: StaticString, name: String)] = [
    ("http1MaxPendingRequests", "http1 max pending requests"), ("http2MaxRequests", "http2 max requests"),
    ("maxRequestsPerConnection", "max requests per connection"), ("maxRetries", "max retries"),
    ("maxConcurrentStreams", "max concurrent streams"), ("maxConnections", "max connections"),
  ]

  private mutating func validate(poolLimit key: ManifestNode, _ value: ManifestNode) {
    guard value.node.bytes.first == UInt8(ascii: "-"), let number = value.int, number.value < 0,
      let limit = Self.poolLimits.first(where: { key.node.equals($0.field) })
    else { return }
    refuse("\(limit.name) must be non-negative", at: number.span)
  }
}
