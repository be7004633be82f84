package import Diagnostics

/// Something that validation says about a resource as it stands.
package struct Rejection: Sendable {
  package enum Consequence: Hashable, Sendable {
    /// The webhook of the mesh, or of cert-manager, refuses the resource.
    case refusal
    /// The API server refuses it, by a rule of the CustomResourceDefinition.
    case refusalByDefinition
    /// The webhook accepts it with a warning.
    case warning
    /// A rule of a VirtualService that no request reaches.
    case unreachableRule
    /// An item of `match` that another one makes superfluous.
    case ineffectiveMatch
    /// Istio takes nothing of the mesh configuration in it.
    case unusableMeshConfig
    /// Istio goes on without an extension provider of the mesh configuration in it.
    case unusableExtensionProvider(name: String)
    /// SPIRE makes no registration entry of a ClusterStaticEntry.
    case unusableEntry
  }

  package let metadata: Metadata
  /// The text of whoever refuses the resource.
  package var reason: String
  package var span: SourceSpan
  package var consequence: Consequence
  /// The place of what makes it so, where that is another one.
  package var related: Finding.Related?
  /// What to write instead, where that is plain.
  package var remedy: String?

  package init(
    _ metadata: Metadata, _ reason: String, at span: SourceSpan, consequence: Consequence = .refusal,
    related: Finding.Related? = nil
  ) {
    self.metadata = metadata
    self.reason = reason
    self.span = span
    self.consequence = consequence
    self.related = related
  }

  init(_ resource: some Resource, _ reason: String, at span: SourceSpan, isRefused: Bool = true) {
    self.init(resource.metadata, reason, at: span, consequence: isRefused ? .refusal : .warning)
  }

  package var object: ResourceReference { metadata.reference }

  /// Whether the resource never reaches a cluster because of this.
  package var isRefused: Bool { consequence == .refusal || consequence == .refusalByDefinition }
}
