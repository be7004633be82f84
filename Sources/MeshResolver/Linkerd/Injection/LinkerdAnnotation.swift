/// An annotation with which a pod, or its namespace, sets up Linkerd's proxy (`pkg/k8s/labels.go`,
/// `pkg/inject/inject.go` ApplyAnnotationOverrides).
package struct LinkerdAnnotation: Sendable {
  /// What a value has to look like.
  enum Format: Sendable {
    case text
    /// As Go's `strconv.ParseBool` takes it.
    case boolean
    /// As Go's `time.ParseDuration` takes it.
    case duration
    case integer
    case unsigned
    case port
    case quantity
    /// Between 0 and 1, without them.
    case ratio
    /// Ports and ranges, which each reader takes in its own way; see ``PortRanges``.
    case ports
    case networks
    case environment
    case choice([String], ignoresCase: Bool = false)
  }

  package let name: String
  let format: Format
  /// Whether the injector copies it from the namespace to pods that lack it (`pkg/inject/inject.go` ProxyAnnotations,
  /// ProxyAlphaConfigAnnotations).
  package let isInherited: Bool

  /// All of them, in the order of their names.
  package static let all: [LinkerdAnnotation] =
    (inherited.map { LinkerdAnnotation($0, $1, isInherited: true) }
    + ownOnly.map { LinkerdAnnotation($0, $1, isInherited: false) }).sorted { $0.name < $1.name }
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func named(_ name: String) -> LinkerdAnnotation? { byName[name] }

  /// What the names of annotations for the proxy start with.
  package static let prefixes = ["config.linkerd.io/", "config.alpha.linkerd.io/", "config.beta.linkerd.io/"]

  /// Annotations that Linkerd gave up, and what it was (`CHANGES.md`).
  package static let removed = [
    "config.linkerd.io/init-image": "the proxy and its init container share one image",
    "config.linkerd.io/init-image-version": "the proxy and its init container share one image",
    "config.linkerd.io/disable-identity": "every proxy has an identity",
  ]

  private init(_ name: String, _ format: Format, isInherited: Bool) {
    self.name = name.contains("/") ? name : "config.linkerd.io/\(name)"
    self.format = format
    self.isInherited = isInherited
  }

  private static let inherited: [(String, Format)] = [
    ("access-log", .choice(["apache", "json"])),
    ("admin-port", .port),
    ("control-port", .port),
    ("default-inbound-policy", .choice(LinkerdDefaultPolicy.allCases.map(\.rawValue))),
    ("enable-debug-sidecar", .boolean),
    ("enable-external-profiles", .boolean),
    ("image-pull-policy", .choice(["Always", "IfNotPresent", "Never"])),
    ("inbound-port", .port),
    ("opaque-ports", .ports),
    ("outbound-port", .port),
    ("pod-inbound-ports", .ports),
    ("proxy-additional-env", .environment),
    ("proxy-admin-shutdown", .choice(["enabled", "disabled"])),
    ("proxy-await", .choice(["enabled", "disabled"])),
    ("proxy-cpu-limit", .quantity),
    ("proxy-cpu-request", .quantity),
    ("proxy-disable-inbound-protocol-detect-timeout", .boolean),
    ("proxy-disable-outbound-protocol-detect-timeout", .boolean),
    ("proxy-enable-native-sidecar", .boolean),
    ("proxy-ephemeral-storage-limit", .quantity),
    ("proxy-ephemeral-storage-request", .quantity),
    ("proxy-gid", .integer),
    ("proxy-image", .text),
    ("proxy-inbound-connect-timeout", .duration),
    ("proxy-inbound-discovery-cache-unused-timeout", .duration),
    ("proxy-log-format", .choice(["plain", "json"], ignoresCase: true)),
    ("proxy-log-http-headers", .choice(["off", "insecure"])),
    ("proxy-log-level", .text),
    ("proxy-memory-limit", .quantity),
    ("proxy-memory-request", .quantity),
    ("proxy-metrics-hostname-labels", .boolean),
    ("proxy-outbound-connect-timeout", .duration),
    ("proxy-outbound-discovery-cache-unused-timeout", .duration),
    ("proxy-require-identity-inbound-ports", .ports),
    ("proxy-uid", .integer),
    ("proxy-version", .text),
    ("shutdown-grace-period", .duration),
    ("skip-inbound-ports", .ports),
    ("skip-outbound-ports", .ports),
    ("skip-subnets", .networks),
    ("config.alpha.linkerd.io/proxy-enable-native-sidecar", .boolean),
    ("config.alpha.linkerd.io/proxy-wait-before-exit-seconds", .unsigned),
  ]

  private static let ownOnly: [(String, Format)] = [
    ("close-wait-timeout", .duration),
    ("debug-image", .text),
    ("debug-image-pull-policy", .choice(["Always", "IfNotPresent", "Never"])),
    ("debug-image-version", .text),
    ("enable-gateway", .boolean),
    ("proxy-cpu-ratio-limit", .ratio),
    // The Jaeger extension of older releases reads these.
    ("trace-collector", .text),
    ("trace-collector-service-account", .text),
    ("config.alpha.linkerd.io/trace-collector-service-account", .text),
    ("config.beta.linkerd.io/proxy-enable-native-sidecar", .boolean),
  ]
}
