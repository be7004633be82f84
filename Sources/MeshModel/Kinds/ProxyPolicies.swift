package import Diagnostics

/// An Istio Telemetry: what proxies report of requests.
package final class Telemetry: TargetedPolicy {
  /// One entry of `accessLogging`, `tracing` or `metrics`.
  package struct Reporting: Sendable {
    package var providers: [Located<String>]
    package var disabled: Located<Bool>?
    /// Whether there is a `filter`.
    package var hasFilter: Bool
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      providers = node["providers"]?.compactMapItems { $0["name"]?.string } ?? []
      disabled = node["disabled"]?.bool
      hasFilter = node["filter"] != nil
      span = node.span
    }
  }

  package let metadata: Metadata
  package let selector: Selector?
  package let targetRefs: [ObjectReference]
  package let accessLogging: [Reporting]
  package let tracing: [Reporting]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    selector = spec?["selector"].map { Selector($0, labels: $0["matchLabels"]) }
    targetRefs = ObjectReference.targets(in: spec)
    accessLogging = spec?["accessLogging"]?.compactMapItems(Reporting.init) ?? []
    tracing = spec?["tracing"]?.compactMapItems(Reporting.init) ?? []
  }
}

/// An Istio EnvoyFilter: patches to the configuration of proxies.
package final class EnvoyFilter: TargetedPolicy {
  package struct ConfigPatch: Sendable {
    package var applyTo: Located<String>?
    /// `patch.operation`.
    package var operation: Located<String>?
    /// Whether there is a `patch.value`.
    package var hasValue: Bool
    /// The text of `patch.value.name`.
    package var valueName: Located<String>?
    /// `match.listener.filterChain.filter.name`.
    package var matchedFilter: Located<String>?
    /// `match.proxy.proxyVersion`.
    package var proxyVersion: Located<String>?
    /// Whether there is a `patch`.
    package var hasPatch: Bool
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      applyTo = node["applyTo"]?.string
      operation = node["patch"]?["operation"]?.string
      hasValue = node["patch"]?["value"] != nil
      valueName = node["patch"]?["value"]?["name"]?.string
      matchedFilter = node["match"]?["listener"]?["filterChain"]?["filter"]?["name"]?.string
      proxyVersion = node["match"]?["proxy"]?["proxyVersion"]?.string
      hasPatch = node["patch"] != nil
      span = node.span
    }
  }

  package let metadata: Metadata
  package let selector: Selector?
  package let targetRefs: [ObjectReference]
  package let priority: Located<Int>?
  package let configPatches: [ConfigPatch]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    selector = spec?["workloadSelector"].map { Selector($0, labels: $0["labels"]) }
    targetRefs = ObjectReference.targets(in: spec)
    priority = spec?["priority"]?.int
    configPatches = spec?["configPatches"]?.compactMapItems(ConfigPatch.init) ?? []
  }
}

/// An Istio ProxyConfig: settings of proxies that hold when they start.
package final class ProxyConfig: TargetedPolicy {
  package let metadata: Metadata
  package let selector: Selector?
  package let targetRefs: [ObjectReference] = []
  /// `image.imageType`, such as `distroless`.
  package let imageType: Located<String>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    selector = root["spec"]?["selector"].map { Selector($0, labels: $0["matchLabels"]) }
    imageType = root["spec"]?["image"]?["imageType"]?.string
  }
}

/// An Istio WasmPlugin: code that proxies run.
package final class WasmPlugin: TargetedPolicy {
  package let metadata: Metadata
  package let selector: Selector?
  package let targetRefs: [ObjectReference]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    selector = spec?["selector"].map { Selector($0, labels: $0["matchLabels"]) }
    targetRefs = ObjectReference.targets(in: spec)
  }
}
