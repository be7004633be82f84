package import Diagnostics
import YAMLTree

/// An Istio PeerAuthentication: which connections a workload accepts.
package final class PeerAuthentication: Resource {
  package enum Mode: String, Sendable { case UNSET, DISABLE, PERMISSIVE, STRICT }

  package struct PortMode: Sendable {
    /// The key as written; a port number in decimal where it is right.
    package var port: Located<String>
    /// Nil where the entry has no `mode` or one that does not exist.
    package var mode: Located<Mode>?
    package var span: SourceSpan
  }

  package let metadata: Metadata
  /// Nil where the policy has no `selector`.
  package let selector: Selector?
  /// Nil where there is no `mtls.mode` or one that does not exist.
  package let mode: Located<Mode>?
  /// The place of `mtls`, nil where there is none.
  package let mtls: SourceSpan?
  package let portLevelMtls: [PortMode]
  /// The place of the key `portLevelMtls`, nil where there is none.
  package let portLevelMtlsKey: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    selector = spec?["selector"].map { Selector($0, labels: $0["matchLabels"]) }
    mode = Self.mode(spec?["mtls"])
    mtls = spec?["mtls"]?.span
    portLevelMtlsKey = spec?.node.pair("portLevelMtls").flatMap { key, value in
      value.isNull ? nil : ManifestNode(key, in: root.file).span
    }
    portLevelMtls =
      spec?["portLevelMtls"]?.compactMapPairs { key, value in
        key.string.map { PortMode(port: $0, mode: Self.mode(value), span: key.span) }
      } ?? []
  }

  private static func mode(_ mtls: ManifestNode?) -> Located<Mode>? {
    guard let text = mtls?["mode"]?.string, let mode = Mode(rawValue: text.value) else { return nil }
    return Located(mode, at: text.span)
  }

  /// Where the policy says what it says: its mode, else its `mtls`, else its name.
  package var modeSpan: SourceSpan { mode?.span ?? mtls ?? metadata.span }
}

/// A choice of workloads by their labels.
package struct Selector: Sendable {
  package var labels: LocatedMap
  package var span: SourceSpan

  init(_ node: ManifestNode, labels: ManifestNode?) {
    self.labels = labels?.map ?? LocatedMap()
    span = node.span
  }

  /// Where a finding about the choice points: the labels, or the selector where it has none.
  package var labelsSpan: SourceSpan { labels.span ?? span }
}

extension Selector? {
  /// Whether this chooses among workloads. A selector without labels chooses all, as no selector does.
  package var isSelective: Bool { self.map { !$0.labels.isEmpty } ?? false }
}
