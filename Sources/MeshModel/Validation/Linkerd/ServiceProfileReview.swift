import Diagnostics
import StructuralSchema
import YAMLTree

// ServiceProfiles, which `linkerd-sp-validator` looks at (`pkg/profiles/profiles.go` Validate).
extension LinkerdReview {
  mutating func validateServiceProfile(_ spec: ManifestNode) {
    spec["routes"]?.forEachItem { validate(profileRoute: $0) }
    validate(retryBudget: spec["retryBudget"])
    // The definition has a list here, and what reads it a map.
    if let ports = spec["opaquePorts"], ports.node.isSequence {
      refuse(
        "json: cannot unmarshal array into Go struct field ServiceProfileSpec.spec.opaquePorts of type "
          + "map[uint32]struct {}", at: ports.span,
        remedy: "no form of the field is accepted; name opaque ports in the annotation `config.linkerd.io/opaque-ports`"
      )
    }
  }

  private mutating func validate(profileRoute route: ManifestNode) {
    if let name = route["name"]?.string, name.value.isEmpty { refuse("it has a route with no name", at: name.span) }
    if let timeout = route["timeout"]?.string, !timeout.value.isEmpty, !GoDuration.isDuration(timeout.value) {
      refuse(
        "it has a route with an invalid timeout: time: invalid duration \(goQuoted(timeout.value))", at: timeout.span)
    }
    if let condition = route["condition"] {
      validate(condition: condition, .request, "it has a route with an invalid condition", isNested: false)
    }
    route["responseClasses"]?.forEachItem { responses in
      guard let condition = responses["condition"] else { return }
      validate(condition: condition, .response, "it has a response class with an invalid condition", isNested: false)
    }
  }

  private enum ConditionKind { case request, response }

  /// ValidateRequestMatch and ValidateResponseMatch. Inside `all`, `any` and `not` the definition takes anything, and
  /// the validator knows the fields.
  private mutating func validate(condition: ManifestNode, _ kind: ConditionKind, _ prefix: String, isNested: Bool) {
    guard condition.node.isMapping else { return }
    var isSet = false
    condition.forEachPair { key, value in
      guard let name = key.string, !value.node.isNull else { return }
      switch (name.value, kind) {
      case ("all", _), ("any", _):
        isSet = true
        value.forEachItem { validate(condition: $0, kind, prefix, isNested: true) }
      case ("not", _):
        isSet = true
        if value.node.isSequence {
          refuse(
            "json: cannot unmarshal array into Go struct field RequestMatch.not of type v1alpha2.RequestMatch",
            at: key.span,
            remedy: "here the definition takes a list alone and the validator a mapping alone; a mapping in "
              + "an item of `all` is taken by both")
        } else {
          validate(condition: value, kind, prefix, isNested: true)
        }
      case ("method", .request), ("pathRegex", .request): isSet = isSet || !value.node.bytes.isEmpty
      case ("status", .response):
        isSet = true
        validate(status: value, prefix)
      default: if isNested { refuse("json: unknown field \(goQuoted(name.value))", at: name.span) }
      }
    }
    guard !isSet else { return }
    refuse("\(prefix): A \(kind == .request ? "request" : "response") match must have a field set", at: condition.span)
  }

  private mutating func validate(status: ManifestNode, _ prefix: String) {
    func isOutside(_ bound: Located<Int>?) -> Bool {
      bound.map { $0.value != 0 && !(100...599).contains($0.value) } ?? false
    }
    let (least, greatest) = (status["min"]?.int, status["max"]?.int)
    if let least, isOutside(least) {
      refuse("\(prefix): Range minimum must be between 100 and 599, inclusive", at: least.span)
    } else if let greatest, isOutside(greatest) {
      refuse("\(prefix): Range maximum must be between 100 and 599, inclusive", at: greatest.span)
    } else if let least, let greatest, least.value != 0, greatest.value != 0, greatest.value < least.value {
      refuse("\(prefix): Range maximum cannot be smaller than minimum", at: greatest.span)
    }
  }

  private mutating func validate(retryBudget budget: ManifestNode?) {
    guard let budget else { return }
    if let ratio = budget["retryRatio"]?.double, ratio.value < 0 {
      refuse("RetryBudget RetryRatio must be non-negative: \(goFixed(ratio.value))", at: ratio.span)
    }
    if let count = budget["minRetriesPerSecond"]?.int, count.value < 0 {
      refuse(
        "json: cannot unmarshal number \(count.value) into Go struct field "
          + "RetryBudget.spec.retryBudget.minRetriesPerSecond of type uint32", at: count.span)
    }
    guard let ttl = budget["ttl"]?.string else { return }
    if ttl.value.isEmpty {
      refuse("RetryBudget missing TTL field", at: ttl.span)
    } else if !GoDuration.isDuration(ttl.value) {
      refuse("RetryBudget: time: invalid duration \(goQuoted(ttl.value))", at: ttl.span)
    }
  }
}
