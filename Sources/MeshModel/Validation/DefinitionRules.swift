import Diagnostics
import StructuralSchema
import YAMLTree

// What the CustomResourceDefinitions of Istio (`manifests/charts/base/files/crd-all.gen.yaml`) ask for in CEL and the
// webhook does not: most rules stand in both, and then the webhook's text is the one that is reported.
//
// An empty list or map is there for CEL, and nothing to Istio's reader. A null is absent for both.
extension AdmissionReview {
  mutating func applyDefinition(to root: ManifestNode, as kind: KnownKind) {
    guard let spec = root["spec"] else { return }
    switch kind {
    case .authorizationPolicy:
      applyTargetRule(to: spec)
      spec["rules"]?.forEachItem { rule in rule["from"]?.forEachItem { applySourceRule(to: $0["source"]) } }
    case .requestAuthentication:
      applyTargetRule(to: spec)
      spec["jwtRules"]?.forEachItem { applyKeySetRule(to: $0) }
    case .telemetry:
      applyTargetRule(to: spec)
      spec["metrics"]?.forEachItem { applyMetricRules(to: $0) }
    case .wasmPlugin:
      applyTargetRule(to: spec)
      spec["vmConfig"]?["env"]?.forEachItem { applyVariableRule(to: $0) }
    case .trafficExtension:
      applyTargetRule(to: spec)
      spec["wasm"]?["vmConfig"]?["env"]?.forEachItem { applyVariableRule(to: $0) }
    case .envoyFilter: applyFilterRules(to: spec)
    case .destinationRule:
      applyWarmupRule(to: spec["trafficPolicy"])
      spec["subsets"]?.forEachItem { applyWarmupRule(to: $0["trafficPolicy"]) }
    case .gateway: spec["servers"]?.forEachItem { applyCredentialRules(to: $0["tls"]) }
    case .sidecar: spec["ingress"]?.forEachItem { applyCredentialRules(to: $0["tls"]) }
    case .serviceEntry: applyServiceEntryRules(to: spec)
    case .workloadEntry: applyEndpointRules(to: spec)
    case .workloadGroup: spec["template"].map { applyTemplateRules(to: $0) }
    default: break
    }
  }

  /// The webhook does not count an empty `targetRefs`.
  private mutating func applyTargetRule(to spec: ManifestNode) {
    guard let targets = spec["targetRefs"], targets.isEmptySequence else { return }
    if (spec["selector"] == nil) != (spec["targetRef"] == nil) {
      refuseByDefinition("only one of targetRefs or selector can be set", at: targets.span)
    }
  }

  /// The webhook does not count empty lists.
  private mutating func applySourceRule(to source: ManifestNode?) {
    guard let source, let accounts = source["serviceAccounts"] ?? source["notServiceAccounts"] else { return }
    let names = ["principals", "notPrincipals", "namespaces", "notNamespaces"] as [StaticString]
    let written = names.compactMap { source[$0] }
    guard !written.isEmpty else { return }
    let others = [source.nonEmpty("serviceAccounts"), source.nonEmpty("notServiceAccounts")].compactMap(\.self)
    if others.isEmpty || written.allSatisfy(\.isEmptySequence) {
      refuseByDefinition("Cannot set serviceAccounts with namespaces or principals", at: accounts.span)
    }
  }

  private mutating func applyKeySetRule(to rule: ManifestNode) {
    let written = [rule["jwksUri"], rule["jwks_uri"], rule["jwks"]].compactMap(\.self)
    if written.count > 1 { refuseByDefinition("only one of jwks or jwksUri can be set", at: written[1].span) }
  }

  private mutating func applyMetricRules(to metric: ManifestNode) {
    applyDurationRule(to: metric["reportingInterval"])
    metric["overrides"]?.forEachItem { override in
      override["tagOverrides"]?.forEachPair { _, tag in
        // The webhook finds a value that is not empty.
        guard tag["operation"]?.node.equals("REMOVE") ?? false, let value = tag["value"], value.node.bytes.isEmpty
        else { return }
        refuseByDefinition("value must not be set when operation is REMOVE", at: value.span)
      }
    }
  }

  private mutating func applyDurationRule(to duration: ManifestNode?) {
    guard let duration, let length = duration.nanoseconds, length < 1e6 else { return }
    refuseByDefinition("must be a valid duration greater than 1ms", at: duration.span)
  }

  /// The webhook finds a value that is not empty.
  private mutating func applyVariableRule(to variable: ManifestNode) {
    guard variable["valueFrom"]?.node.equals("HOST") ?? false, let value = variable["value"], value.node.bytes.isEmpty
    else { return }
    refuseByDefinition("value may only be set when valueFrom is INLINE", at: value.span)
  }

  private mutating func applyFilterRules(to spec: ManifestNode) {
    if let selector = spec["workloadSelector"], spec["targetRefs"] != nil {
      refuseByDefinition("only one of targetRefs or workloadSelector can be set", at: selector.span)
    }
    spec["targetRefs"]?.forEachItem { target in
      guard let namespace = target["namespace"]?.string, !namespace.value.isEmpty else { return }
      refuseByDefinition("cross namespace referencing is not currently supported", at: namespace.span)
    }
    spec["configPatches"]?.forEachItem { patch in
      guard let match = patch["match"] else { return }
      let isWaypoint = match["context"]?.node.equals("WAYPOINT") ?? false
      if isWaypoint != (match["waypoint"] != nil) {
        refuseByDefinition(
          "only support waypointMatch when context is WAYPOINT",
          at: match["waypoint"]?.span ?? match["context"]?.span ?? match.span)
      }
      applyPortRule(to: match["waypoint"]?["portNumber"])
    }
  }

  mutating func applyPortRule(to port: ManifestNode?) {
    guard let number = port?.int, !(1...65535).contains(number.value) else { return }
    refuseByDefinition("port must be between 1-65535", at: number.span)
  }

  /// The older of the two fields for a slow start; the webhook looks at `warmup` only.
  private mutating func applyWarmupRule(to policy: ManifestNode?) {
    guard let policy else { return }
    applyDurationRule(to: policy["loadBalancer"]?["warmupDurationSecs"])
    policy["portLevelSettings"]?.forEachItem { applyDurationRule(to: $0["loadBalancer"]?["warmupDurationSecs"]) }
  }

  /// The webhook does not count what is empty.
  private mutating func applyCredentialRules(to tls: ManifestNode?) {
    guard let tls else { return }
    let (name, names, files) = (tls["credentialName"], tls["credentialNames"], tls["tlsCertificates"])
    guard let names, name != nil || files != nil, !tls.hasSeveralCredentials else { return }
    refuseByDefinition(
      name != nil
        ? "only one of credentialName or credentialNames can be set"
        : "only one of credentialNames or tlsCertificates can be set", at: names.span)
  }
}

extension ManifestNode {
  /// Whether the webhook too finds more than one source of certificates.
  fileprivate var hasSeveralCredentials: Bool {
    let single = self["credentialName"].map { !$0.node.bytes.isEmpty } ?? false
    return [single, nonEmpty("credentialNames") != nil, nonEmpty("tlsCertificates") != nil].count { $0 } > 1
  }
}
