package import Diagnostics
package import MeshModel

/// How the annotations of a pod, and those that it inherits from its namespace, set up its Linkerd proxy.
package struct LinkerdPod: Sendable {
  /// What a list of ports says, and where.
  package struct Ports: Sendable {
    package var ports: PortRanges
    /// Nil for what Linkerd's installation says.
    package var place: SourceSpan?
  }

  private let own: LocatedMap
  private let inherited: LocatedMap
  package let skippedInbound: Ports
  package let skippedOutbound: Ports
  package let opaque: Ports
  package let requiringIdentity: Ports
  /// For ports without a Server. An annotation with another value than those that exist counts for nothing.
  package let defaultPolicy: Setting<LinkerdDefaultPolicy>

  init(_ workload: Workload, namespace: Namespace?, settings: LinkerdSettings) {
    own = workload.podAnnotations
    inherited = namespace?.metadata.annotations ?? LocatedMap()
    let (own, inherited) = (own, inherited)
    func value(_ name: String) -> Located<String>? { Self.value("config.linkerd.io/\(name)", own, inherited) }
    func redirection(_ name: String, _ standard: PortRanges) -> Ports {
      value(name).map { Ports(ports: PortRanges(redirection: $0.value), place: $0.span) } ?? Ports(ports: standard)
    }
    func policy(_ name: String, _ standard: PortRanges) -> Ports {
      value(name).map { Ports(ports: PortRanges(policy: $0.value) ?? PortRanges(), place: $0.span) }
        ?? Ports(ports: standard)
    }
    skippedInbound = redirection("skip-inbound-ports", settings.ignoredInboundPorts)
    skippedOutbound = redirection("skip-outbound-ports", settings.ignoredOutboundPorts)
    opaque = policy("opaque-ports", settings.opaquePorts)
    requiringIdentity = policy("proxy-require-identity-inbound-ports", PortRanges())
    let written = value("default-inbound-policy")
    defaultPolicy =
      written.flatMap { text in
        LinkerdDefaultPolicy(rawValue: text.value).map { Setting($0, origin: text.span) }
      } ?? settings.defaultInboundPolicy
  }

  /// The value of an annotation that holds for the pod: its own, else that of its namespace, where the injector copies
  /// it from there.
  package subscript(_ key: String) -> Located<String>? { Self.value(key, own, inherited) }

  /// The same with its key.
  package func entry(_ key: String) -> LocatedMap.Entry? {
    own.entry(key) ?? (Self.isInherited(key) ? inherited.entry(key) : nil)
  }

  private static func value(_ key: String, _ own: LocatedMap, _ inherited: LocatedMap) -> Located<String>? {
    own[key] ?? (isInherited(key) ? inherited[key] : nil)
  }

  /// Whether the injector copies an annotation from the namespace to pods that lack it.
  package static func isInherited(_ key: String) -> Bool {
    key == LinkerdInjector.annotation || LinkerdAnnotation.named(key)?.isInherited ?? false
  }
}
