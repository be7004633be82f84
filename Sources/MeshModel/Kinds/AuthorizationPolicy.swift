package import Diagnostics

/// An Istio AuthorizationPolicy: who is let in.
package final class AuthorizationPolicy: Resource {
  package enum Action: String, Sendable { case ALLOW, DENY, AUDIT, CUSTOM }

  package struct Rule: Sendable {
    /// Nil where the rule has no `from`.
    package var from: [From]?
    package var to: [To]?
    package var when: [Condition]?
    package var span: SourceSpan
    /// All of it in one form; nil for a rule with a condition that Istio does not know, which it skips.
    package internal(set) var clauses: RuleClauses?
  }

  package struct From: Sendable {
    /// Nil where the item has no `source`.
    package var source: StringFields?
    package var span: SourceSpan
  }

  package struct To: Sendable {
    package var operation: StringFields?
    package var span: SourceSpan
  }

  package struct Condition: Sendable {
    package var key: Located<String>
    package var values: [Located<String>]
    package var notValues: [Located<String>]
    package var span: SourceSpan
  }

  package let metadata: Metadata
  package let selector: Selector?
  package let targetRefs: [ObjectReference]
  /// Nil where no action, or one that does not exist, is written; Istio takes none as `ALLOW`.
  package let writtenAction: Located<Action>?
  package let provider: Located<String>?
  package let hasProvider: Bool
  /// Nil where the policy has no `rules`.
  package let rules: [Rule]?
  /// Every clause of every rule, those left out that Istio skips.
  package let clauses: [Clause]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    selector = spec?["selector"].map { Selector($0, labels: $0["matchLabels"]) }
    targetRefs = ObjectReference.targets(in: spec)
    writtenAction = spec?["action"]?.string.flatMap { text in
      Action(rawValue: text.value).map { Located($0, at: text.span) }
    }
    provider = spec?["provider"]?["name"]?.string
    hasProvider = spec?["provider"] != nil
    // A list `[]` decodes to nothing in Istio, as no list does.
    let rules = spec?["rules"]?.compactMapItems(Rule.init) ?? []
    self.rules = rules.isEmpty ? nil : rules
    clauses = rules.flatMap { $0.clauses?.all ?? [] }
  }

  package var action: Action { writtenAction?.value ?? .ALLOW }
}

extension AuthorizationPolicy.Rule {
  fileprivate init(_ node: ManifestNode) {
    span = node.span
    from = node.list("from") { item in
      AuthorizationPolicy.From(source: item["source"].map(StringFields.init), span: item.span)
    }
    to = node.list("to") { item in
      AuthorizationPolicy.To(operation: item["operation"].map(StringFields.init), span: item.span)
    }
    when = node.list("when") { item in
      AuthorizationPolicy.Condition(
        key: item["key"]?.string ?? Located("", at: item.span), values: item["values"]?.strings ?? [],
        notValues: item["notValues"]?.strings ?? [], span: item.span)
    }
    clauses = RuleClauses(self)
  }
}

/// A message whose fields are all lists of strings: a `source` or an `operation`.
package struct StringFields: Sendable {
  package struct Field: Sendable {
    package var name: Located<String>
    package var values: [Located<String>]
  }

  /// The fields that hold at least one value.
  package var fields: [Field]
  package var span: SourceSpan

  init(_ node: ManifestNode) {
    fields = node.compactMapPairs { key, value in
      let values = value.strings
      guard !values.isEmpty, let name = key.string else { return nil }
      return Field(name: name, values: values)
    }
    span = node.span
  }

  package subscript(_ name: String) -> [Located<String>] {
    fields.first { $0.name.value == name }?.values ?? []
  }
}

/// A resource that chooses what it is for by labels, or by naming it.
package protocol TargetedPolicy: Resource {
  var selector: Selector? { get }
  var targetRefs: [ObjectReference] { get }
}

extension AuthorizationPolicy: TargetedPolicy {}
extension RequestAuthentication: TargetedPolicy {}
