import Diagnostics
import YAMLTree

// `pkg/config/validation/validation.go` ValidateTelemetry. Filters of access logs are expressions in CEL, of which only
// an empty one is known to be wrong here.
extension AdmissionReview {
  mutating func validateTelemetry(_ root: ManifestNode) {
    let spec = root["spec"]
    validatePolicyTargets(spec)
    spec?["metrics"]?.forEachItem { metrics in
      validate(providers: metrics["providers"])
      metrics["overrides"]?.forEachItem { validate(metricsOverride: $0) }
    }
    if let tracing = spec?["tracing"] { validate(tracing: tracing) }
    spec?["accessLogging"]?.forEachItem { logging in
      if let filter = logging["filter"], (filter["expression"]?.string?.value ?? "").isEmpty {
        refuse(
          "must be a valid CEL expression, ERROR: <input>:1:1: Syntax error: mismatched input '<EOF>'",
          at: filter["expression"]?.span ?? filter.span)
      }
      validate(providers: logging["providers"])
    }
  }

  /// validateTelemetryProviders, which stops at the first.
  private mutating func validate(providers: ManifestNode?) {
    var isRefused = false
    providers?.forEachItem { provider in
      let name = provider["name"]?.string
      guard !isRefused, (name?.value ?? "").isEmpty else { return }
      isRefused = true
      refuse("providers.name may not be empty", at: name?.span ?? provider.span)
    }
  }

  private mutating func validate(metricsOverride override: ManifestNode) {
    override["tagOverrides"]?.forEachPair { key, tag in
      if key.node.equals("") { warn("tagOverrides.name may not be empty", at: key.span) }
      let value = tag["value"]?.string
      if tag["operation"]?.node.equals("REMOVE") == true {
        guard let value, !value.value.isEmpty else { return }
        refuse("tagOverrides.value may only be set when operation is UPSERT", at: value.span)
      } else if (value?.value ?? "").isEmpty {
        refuse("tagOverrides.value must be set when operation is UPSERT", at: value?.span ?? key.span)
      }
    }
    if let metric = override["match"]?["customMetric"], metric.node.equals("") {
      refuse("customMetric may not be empty", at: metric.span)
    }
  }

  /// validateTelemetryTracing.
  private mutating func validate(tracing: ManifestNode) {
    if let second = tracing.second { warn("multiple tracing is not currently supported", at: second.span) }
    tracing.forEachItem { item in
      if let second = item["providers"]?.second {
        warn("multiple providers is not currently supported", at: second.span)
      }
      validate(providers: item["providers"])
      if let rate = item["randomSamplingPercentage"]?.string, let value = Double(rate.value),
        !(0...100).contains(value)
      {
        refuse("randomSamplingPercentage must be in range [0.0, 100.0]", at: rate.span)
      }
      item["customTags"]?.forEachPair { validate(customTag: $0, $1) }
    }
  }

  private mutating func validate(customTag key: ManifestNode, _ tag: ManifestNode) {
    if key.node.equals("") { refuse("tag name may not be empty", at: key.span) }
    if let literal = tag["literal"], (literal["value"]?.string?.value ?? "").isEmpty {
      refuse("literal tag value may not be empty", at: literal["value"]?.span ?? literal.span)
    }
    if let header = tag["header"], (header["name"]?.string?.value ?? "").isEmpty {
      refuse("header tag name may not be empty", at: header["name"]?.span ?? header.span)
    }
    if let environment = tag["environment"], (environment["name"]?.string?.value ?? "").isEmpty {
      refuse("environment tag name may not be empty", at: environment["name"]?.span ?? environment.span)
    }
  }
}

extension ManifestNode {
  /// The second item of a sequence.
  fileprivate var second: ManifestNode? {
    let items = node.items
    return items.count > 1 ? ManifestNode(items[1], in: file) : nil
  }
}
