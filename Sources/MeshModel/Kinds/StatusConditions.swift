package import Diagnostics

/// The conditions in the `status` of a manifest that was taken from a cluster.
package final class StatusConditions: Resource {
  package struct Condition: Sendable {
    package var type: Located<String>
    package var status: Located<String>?
    package var reason: Located<String>?
    package var message: Located<String>?
    package var span: SourceSpan

    init?(_ node: ManifestNode) {
      guard let type = node["type"]?.string else { return nil }
      self.type = type
      status = node["status"]?.string
      reason = node["reason"]?.string
      message = node["message"]?.string
      span = node.span
    }
  }

  /// Of the object that has the status.
  package let metadata: Metadata
  package let conditions: [Condition]

  /// Nil for a manifest without conditions. Those of routes stand below each of their parents.
  init?(_ root: ManifestNode, _ metadata: Metadata) {
    guard let status = root["status"] else { return nil }
    var conditions = status["conditions"]?.compactMapItems(Condition.init) ?? []
    status["parents"]?.forEachItem { conditions += $0["conditions"]?.compactMapItems(Condition.init) ?? [] }
    guard !conditions.isEmpty else { return nil }
    self.metadata = metadata
    self.conditions = conditions
  }
}
