import Diagnostics
import StructuralSchema
import YAMLTree

extension AdmissionReview {
  /// `pkg/config/validation/validation.go` validateLoadBalancer.
  mutating func validate(loadBalancer settings: ManifestNode, detectsOutliers: Bool) {
    settings.forEachPair { key, value in
      guard !value.node.isNull else { return }
      if key.node.equals("consistentHash") {
        validate(consistentHash: value)
      } else if key.node.equals("localityLbSetting") {
        validate(localities: value, detectsOutliers: detectsOutliers)
      } else if key.node.equals("warmup") {
        validate(warmup: value)
      }
    }
  }

  private mutating func validate(consistentHash: ManifestNode) {
    if let cookie = consistentHash["httpCookie"] { validate(cookie: cookie) }
    let maglev = consistentHash["maglev"]
    if let size = consistentHash["minimumRingSize"]?.int, size.value != 0 {
      warn(
        "consistent hash MinimumRingSize is deprecated, use ConsistentHashLB's RingHash configuration instead",
        at: size.span)
      if maglev != nil || consistentHash["ringHash"] != nil {
        refuse("only one of MinimumRingSize or Maglev/Ringhash can be specified", at: size.span)
      }
    }
    guard let maglev else { return }
    let size = maglev["tableSize"]?.int ?? Located(0, at: maglev.span)
    if size.value == 0 { refuse("tableSize must be set for maglev", at: size.span) }
    if size.value >= 5_000_011 { refuse("tableSize must be less than 5000011 for maglev", at: size.span) }
    if !Self.isPrime(size.value) { refuse("tableSize must be a prime number for maglev", at: size.span) }
  }

  private mutating func validate(cookie: ManifestNode) {
    let name = cookie["name"]?.string
    if (name?.value ?? "").isEmpty { refuse("name required for HttpCookie", at: name?.span ?? cookie.span) }
    var names: Set<String> = []
    cookie["attributes"]?.forEachItem { attribute in
      let name = attribute["name"]?.string ?? Located("", at: attribute.span)
      if name.value.isEmpty {
        refuse("cookie attribute name cannot be empty", at: name.span)
      } else if !names.insert(name.value).inserted {
        refuse("duplicate cookie attribute name: \(name.value)", at: name.span)
      }
    }
  }

  /// As Envoy has it, for which 1 is one. Of what is too large for a table and odd, true.
  private static func isPrime(_ number: Int) -> Bool {
    if (1..<4).contains(number) { return true }
    if number.isMultiple(of: 2) { return false }
    var factor = 3
    while factor <= 100_000, factor * factor <= number {
      if number.isMultiple(of: factor) { return false }
      factor += 2
    }
    return true
  }

  private mutating func validate(warmup: ManifestNode) {
    if let duration = warmup["duration"] {
      validate(duration: duration)
    } else {
      refuse("duration is required", at: warmup.span)
    }
    if let percent = warmup["minimumPercent"]?.string, (Double(percent.value) ?? 0) > 100 {
      refuse("minimumPercent value should be less than or equal to 100", at: percent.span)
    }
    if let aggression = warmup["aggression"]?.string, (Double(aggression.value) ?? 1) < 1 {
      refuse("aggression should be greater than or equal to 1", at: aggression.span)
    }
  }

  // MARK: Localities

  /// `pkg/config/validation/agent/validation.go` ValidateLocalityLbSetting.
  mutating func validate(localities settings: ManifestNode, detectsOutliers: Bool) {
    let (distribute, failover) = (settings.nonEmpty("distribute"), settings.nonEmpty("failover"))
    let priority = settings.nonEmpty("failoverPriority")
    if distribute != nil, let failover {
      return refuse("can not simultaneously specify 'distribute' and 'failover'", at: failover.span)
    }
    let places = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"]
    if failover != nil, let label = priority?.strings.first(where: { places.contains($0.value) }) {
      let field = "'failover' and topology label '\(label.value)' in 'failover_priority'"
      return refuse("can not simultaneously set \(field)", at: label.span)
    }
    if let distribute, !validate(distribute: distribute) { return }
    if let place = failover ?? priority, !detectsOutliers {
      warn("outlier detection policy must be provided for failover", at: place.span)
    }
    failover?.forEachItem { validate(failover: $0) }
  }

  /// Returns false where Istio looks no further.
  private mutating func validate(distribute: ManifestNode) -> Bool {
    var sources: [Located<String>] = []
    for item in distribute.compactMapItems(\.self) {
      sources.append(item["from"]?.string ?? Located("", at: item.span))
      var total = 0
      let targets = item["to"]?.compactMapPairs { key, value in
        key.string.map { (locality: $0, weight: value.int ?? Located(0, at: key.span)) }
      }
      for target in targets ?? [] {
        guard (1...100).contains(target.weight.value) else {
          refuse("locality weight must be in range [1, 100]", at: target.weight.span)
          return false
        }
        total += target.weight.value
      }
      guard total == 100 else {
        refuse("total locality weight \(total) != 100", at: item["to"]?.span ?? item.span)
        return false
      }
      validate(localities: (targets ?? []).map(\.locality))
    }
    validate(localities: sources)
    return true
  }

  /// validateLocalities: the first one that is malformed or lies in another one.
  private mutating func validate(localities: [Located<String>]) {
    var known = LocalityTree()
    for locality in localities {
      if let problem = known.insert(locality.value) {
        return refuse("locality \(locality.value) \(problem)", at: locality.span)
      }
    }
  }

  private mutating func validate(failover: ManifestNode) {
    let from = failover["from"]?.string ?? Located("", at: failover.span)
    let to = failover["to"]?.string ?? Located("", at: failover.span)
    if from.value == to.value {
      refuse("locality lb failover settings must specify different regions", at: to.span)
    }
    if let region = [from, to].first(where: { $0.value.contains("/") }) {
      refuse("locality lb failover only specify region", at: region.span)
    }
    if let region = [from, to].first(where: { $0.value.contains("*") }) {
      refuse("locality lb failover region should not contain '*' wildcard", at: region.span)
    }
  }
}

/// Localities `region/zone/subzone`, of which none lies in another one.
private struct LocalityTree {
  /// Zones by region, and subzones by zone, where `*` is all of them.
  private var regions: [String: [String: Set<String>]] = [:]

  /// What is wrong with a locality beside those that were inserted before.
  mutating func insert(_ locality: String) -> String? {
    let wildcards = locality.utf8.count { $0 == UInt8(ascii: "*") }
    if wildcards > 1 || wildcards == 1 && !locality.hasSuffix("*") {
      return "wildcard '*' number can not exceed 1 and must be in the end"
    }
    let overlap = "overlap with previous specified ones"
    if regions["*"] != nil { return overlap }
    let parts = locality.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    if parts.contains("") { return "must not contain empty region/zone/subzone info" }
    let (region, zone) = (parts[0], parts.count > 1 ? parts[1] : "*")
    let subzone = parts.count > 2 ? parts[2] : "*"
    guard let zones = regions[region] else {
      regions[region] = [zone: [subzone]]
      return nil
    }
    if parts.count == 1 || zones["*"] != nil { return overlap }
    if let subzones = zones[zone], parts.count == 2 || subzones.contains("*") || subzones.contains(subzone) {
      return overlap
    }
    regions[region]?[zone, default: []].insert(subzone)
    return nil
  }
}
