package import Diagnostics

/// A Kubernetes Node; its labels say where pods run.
package final class Node: Resource {
  package let metadata: Metadata

  init(_ root: ManifestNode, _ metadata: Metadata) { self.metadata = metadata }
}

/// A Kubernetes CustomResourceDefinition.
package final class CustomResourceDefinition: Resource {
  struct Version: Sendable {
    let name: String
    let isServed: Bool
    /// `schema.openAPIV3Schema`; nil where there is none, or where it says nothing about unknown fields.
    let schema: ManifestNode?
    let hasStatusSubresource: Bool

    fileprivate init?(_ node: ManifestNode, keepsUnknownFields: Bool) {
      guard let name = node["name"]?.string?.value else { return nil }
      self.name = name
      isServed = node["served"]?.bool?.value ?? false
      schema = keepsUnknownFields ? nil : node["schema"]?["openAPIV3Schema"]
      hasStatusSubresource = node["subresources"]?["status"] != nil
    }
  }

  package let metadata: Metadata
  package let group: Located<String>?
  /// `spec.names.kind`.
  package let kind: Located<String>?
  /// Empty where the API server does not take the definition, as those of `apiextensions.k8s.io/v1beta1`.
  let versions: [Version]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    group = spec?["group"]?.string
    kind = spec?["names"]?["kind"]?.string
    let keepsUnknownFields = spec?["preserveUnknownFields"]?.bool?.value ?? false
    versions =
      metadata.apiVersion.value == "apiextensions.k8s.io/v1"
      ? spec?["versions"]?.compactMapItems { Version($0, keepsUnknownFields: keepsUnknownFields) } ?? [] : []
  }
}

/// A MutatingWebhookConfiguration or ValidatingWebhookConfiguration of Kubernetes.
package final class WebhookConfiguration: Resource {
  package struct Webhook: Sendable {
    /// `clientConfig.service`.
    package struct Service: Sendable {
      package var namespace: Located<String>?
      package var name: Located<String>?
    }

    package var name: Located<String>?
    /// `clientConfig.url`.
    package var url: Located<String>?
    package var service: Service?
    /// `clientConfig.caBundle`: certificates in PEM, in base64.
    package var caBundle: Located<String>?
    /// Nil where none is written, which matches everything.
    package var namespaceSelector: LabelSelector?
    package var objectSelector: LabelSelector?
    /// What becomes of requests that the webhook does not answer: `Ignore`, or `Fail`, the default.
    package var failurePolicy: Located<String>?
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      name = node["name"]?.string
      let client = node["clientConfig"]
      url = client?["url"]?.string
      service = client?["service"].map { Service(namespace: $0["namespace"]?.string, name: $0["name"]?.string) }
      caBundle = client?["caBundle"]?.string
      namespaceSelector = node["namespaceSelector"].map(LabelSelector.init)
      objectSelector = node["objectSelector"].map(LabelSelector.init)
      failurePolicy = node["failurePolicy"]?.string
      span = node.span
    }
  }

  package let metadata: Metadata
  package let webhooks: [Webhook]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    webhooks = root["webhooks"]?.compactMapItems(Webhook.init) ?? []
  }

  package var isMutating: Bool { metadata.kind.value == "MutatingWebhookConfiguration" }
}

/// A Kubernetes `LabelSelector`: labels, and expressions about labels.
package struct LabelSelector: Sendable {
  package struct Expression: Sendable {
    package var key: Located<String>
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    package var relation: String
    package var values: [Located<String>]
  }

  package var matchLabels: LocatedMap
  package var matchExpressions: [Expression]
  package var span: SourceSpan

  init(_ node: ManifestNode) {
    span = node.span
    matchLabels = node["matchLabels"]?.map ?? LocatedMap()
    matchExpressions =
      node["matchExpressions"]?.compactMapItems { item in
        guard let key = item["key"]?.string, let relation = item["operator"]?.string else { return nil }
        return Expression(key: key, relation: relation.value, values: item["values"]?.strings ?? [])
      } ?? []
  }

  /// Whether labels are chosen; see ``matches(_:)-([String:String])``.
  package func matches(_ labels: LocatedMap) -> Bool {
    guard !matchExpressions.isEmpty else { return labels.satisfies(matchLabels) }
    return matches(Dictionary(labels.entries.map { ($0.key.value, $0.value.value) }) { first, _ in first })
  }

  /// Whether labels are chosen. An expression with an unknown operator chooses nothing
  /// (apimachinery `pkg/apis/meta/v1/helpers.go` LabelSelectorAsSelector).
  package func matches(_ labels: [String: String]) -> Bool {
    matchLabels.entries.allSatisfy { labels[$0.key.value] == $0.value.value }
      && matchExpressions.allSatisfy { expression in
        let value = labels[expression.key.value]
        let isAmong = value.map { value in expression.values.contains { $0.value == value } } ?? false
        return switch expression.relation {
        case "In": isAmong
        case "NotIn": !isAmong
        case "Exists": value != nil
        case "DoesNotExist": value == nil
        default: false
        }
      }
  }
}
