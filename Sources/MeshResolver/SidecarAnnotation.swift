/// The annotations of pods that Istio reads below `sidecar.istio.io/` and `traffic.sidecar.istio.io/`
/// (istio/api, `annotation/annotations.yaml`).
package enum SidecarAnnotation {
  package static let sidecar = "sidecar.istio.io/"
  package static let traffic = "traffic.sidecar.istio.io/"

  /// The name behind the prefix of each known key, and the prefix.
  package static let prefixes: [String: String] = {
    var prefixes: [String: String] = [:]
    for name in sidecarNames { prefixes[name] = sidecar }
    for name in trafficNames { prefixes[name] = traffic }
    return prefixes
  }()

  private static let sidecarNames = [
    "agentLogLevel", "bootstrapOverride", "componentLogLevel", "discoveryAddress", "extraStatTags", "inject",
    "interceptionMode", "logLevel", "nativeSidecar", "proxyCPU", "proxyCPULimit", "proxyImage", "proxyImageType",
    "proxyMemory", "proxyMemoryLimit", "rewriteAppHTTPProbers", "statsCompression", "statsEvictionInterval",
    "statsFlushInterval", "statsHistogramBins", "statsHistogramBuckets", "statsInclusionPrefixes",
    "statsInclusionRegexps", "statsInclusionSuffixes", "status", "userVolume", "userVolumeMount",
  ]
  private static let trafficNames = [
    "excludeInboundPorts", "excludeInterfaces", "excludeOutboundIPRanges", "excludeOutboundPorts",
    "includeInboundPorts", "includeOutboundIPRanges", "includeOutboundPorts", "kubevirtInterfaces",
  ]

  /// The name behind the prefix of a key that has one of the two prefixes.
  package static func name(in key: String) -> String? {
    for prefix in [sidecar, traffic] where key.hasPrefix(prefix) { return String(key.dropFirst(prefix.count)) }
    return nil
  }

  package static func isKnown(_ key: String) -> Bool {
    guard let name = name(in: key), let prefix = prefixes[name] else { return false }
    return prefix + name == key
  }
}
