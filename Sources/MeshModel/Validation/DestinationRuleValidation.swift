import Diagnostics
import YAMLTree

// `pkg/config/validation/validation.go` ValidateDestinationRule. Rules are frequent and nearly always right, so each
// key is looked at once, and nothing is put together where nothing is wrong.
extension AdmissionReview {
  mutating func validateDestinationRule(_ root: ManifestNode) {
    let spec = root["spec"]
    validate(wildcardDomain: spec?["host"], missingFrom: metadata.span)
    if let policy = spec?["trafficPolicy"] { validate(trafficPolicy: policy) }
    if let subsets = spec?["subsets"] { validate(subsets: subsets) }
    let selector = spec?["workloadSelector"]
    if let exportTo = spec?["exportTo"] { validateExport(to: exportTo.strings, hasSelector: selector != nil) }
    if let selector { validate(Selector(selector, labels: selector["matchLabels"])) }
  }

  private mutating func validate(subsets: ManifestNode) {
    var first: String?
    var names: Set<String> = []
    subsets.forEachItem { subset in
      let name = subset["name"]?.string ?? Located("", at: subset.span)
      if first == nil {
        first = name.value
      } else if first == name.value || !names.insert(name.value).inserted {
        refuse("duplicate subset names: \(name.value)", at: name.span)
      }
      if name.value.isEmpty {
        refuse("subset name cannot be empty", at: name.span)
      } else if !Syntax.isDNSLabel(name.value) {
        refuse("subset name is invalid: \(name.value)", at: name.span)
      }
      if let labels = subset["labels"] { validate(labels: labels) }
      if let policy = subset["trafficPolicy"] { validate(trafficPolicy: policy, isInSubset: true) }
    }
  }

  /// validateTrafficPolicy. Of what is said about subsets, only errors are kept.
  private mutating func validate(trafficPolicy node: ManifestNode, isInSubset: Bool = false) {
    let policy = TrafficPolicyFields(node)
    if policy.isEmpty { return refuse("traffic policy must have at least one field", at: node.span) }
    if policy.proxyProtocol != nil, let tunnel = policy.tunnel {
      return refuse("tunnel and proxyProtocol must not be set together", at: tunnel.span)
    }
    validate(policy, keepsWarnings: !isInSubset)
    policy.ports?.forEachItem { validate(portPolicy: $0) }
    if let tunnel = policy.tunnel { validate(tunnel: tunnel) }
  }

  /// validatePortTrafficPolicies, which keeps only errors.
  private mutating func validate(portPolicy node: ManifestNode) {
    let policy = TrafficPolicyFields(node)
    if policy.port == nil { refuse("portTrafficPolicy must have valid port", at: node.span) }
    if policy.hasNoSettings {
      refuse("port traffic policy must have at least one field", at: node.span)
    } else {
      validate(policy, keepsWarnings: false)
    }
  }

  private mutating func validate(_ policy: TrafficPolicyFields, keepsWarnings: Bool) {
    let warned = rejections.count
    if let outliers = policy.outlierDetection { validate(outlierDetection: outliers) }
    if let pool = policy.connectionPool { validate(connectionPool: pool) }
    if let balancer = policy.loadBalancer {
      validate(loadBalancer: balancer, detectsOutliers: policy.outlierDetection != nil)
    }
    if let tls = policy.tls { validate(clientTLS: tls) }
    if !keepsWarnings { dropWarnings(from: warned) }
  }

  /// validateOutlierDetection.
  private mutating func validate(outlierDetection node: ManifestNode) {
    node.forEachPair { key, value in
      let key = key.node
      if key.equals("baseEjectionTime") || key.equals("interval") {
        validate(duration: value)
      } else if key.equals("consecutiveErrors") {
        guard let count = value.int, count.value != 0 else { return }
        warn(
          "outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors "
            + "instead", at: count.span)
      } else if key.equals("consecutiveLocalOriginFailures") {
        guard let count = value.int, count.value > 0, node["splitExternalLocalOriginErrors"]?.bool?.value != true else {
          return
        }
        refuse(
          "outlier detection consecutive local origin failures is specified, but split external local origin errors "
            + "is set to false", at: count.span)
      } else if key.equals("maxEjectionPercent") || key.equals("minHealthPercent") {
        guard let percentage = value.int, !(0...100).contains(percentage.value) else { return }
        refuse("percentage \(percentage.value) is not in range 0..100", at: percentage.span)
      }
    }
  }

  /// validateTunnelSettings.
  private mutating func validate(tunnel: ManifestNode) {
    if let name = tunnel["protocol"]?.string, !["", "CONNECT", "POST"].contains(name.value) {
      refuse("tunnel protocol must be \"CONNECT\" or \"POST\"", at: name.span)
    }
    let host = tunnel["targetHost"]?.string ?? Located("", at: tunnel.span)
    if let problem = Syntax.problem(withFQDN: host.value), Syntax.address(host.value) == nil {
      refuse(
        "tunnel target host must be valid FQDN or IP address: \(problem); \(host.value) is not a valid IP",
        at: host.span)
    }
    let port = tunnel["targetPort"]?.int ?? Located(0, at: tunnel.span)
    refuse(with: "tunnel target port is invalid:") { $0.validate(port: port) }
  }
}

/// The fields of a `trafficPolicy` or of an item of `portLevelSettings` that are set.
private struct TrafficPolicyFields {
  private(set) var port: ManifestNode?
  private(set) var loadBalancer: ManifestNode?
  private(set) var connectionPool: ManifestNode?
  private(set) var outlierDetection: ManifestNode?
  private(set) var tls: ManifestNode?
  private(set) var ports: ManifestNode?
  private(set) var tunnel: ManifestNode?
  private(set) var proxyProtocol: ManifestNode?
  private var hasRetryBudget = false

  init(_ node: ManifestNode) {
    node.forEachPair { key, value in
      let name = key.node
      guard !value.node.isNull else { return }
      if name.equals("tls") {
        tls = value
      } else if name.equals("loadBalancer") {
        loadBalancer = value
      } else if name.equals("connectionPool") {
        connectionPool = value
      } else if name.equals("outlierDetection") {
        outlierDetection = value
      } else if name.equals("port") {
        port = value
      } else if name.equals("portLevelSettings") {
        ports = value.isEmptySequence ? nil : value
      } else if name.equals("tunnel") {
        tunnel = value
      } else if name.equals("proxyProtocol") {
        proxyProtocol = value
      } else if name.equals("retryBudget") {
        hasRetryBudget = true
      }
    }
  }

  /// Whether there is nothing of what both the whole policy and a single port can have.
  var hasNoSettings: Bool {
    tls == nil && loadBalancer == nil && connectionPool == nil && outlierDetection == nil
  }

  var isEmpty: Bool { hasNoSettings && ports == nil && tunnel == nil && proxyProtocol == nil && !hasRetryBudget }
}
