package import Diagnostics
package import MeshModel

/// A rule of Istio's validating webhook that a resource breaks.
package struct Rejection: Sendable {
  package var object: ResourceReference
  /// Istio's text.
  package var reason: String
  package var span: SourceSpan
  /// Whether the webhook refuses the resource, or only warns.
  package var isRefused = true

  package init(_ resource: any Resource, _ reason: String, at span: SourceSpan, isRefused: Bool = true) {
    object = resource.metadata.reference
    self.reason = reason
    self.span = span
    self.isRefused = isRefused
  }

  init(object: ResourceReference, reason: String, span: SourceSpan) {
    self.object = object
    self.reason = reason
    self.span = span
  }
}

extension Rejection {
  /// What the webhook says about every resource, in the order of the input. Patches of a kustomization, which hold no
  /// more than what they change, never reach it as they stand.
  static func all(in mesh: Mesh) -> [Rejection] {
    let found =
      mesh.peerAuthentications.flatMap(\.rejections) + mesh.destinationRules.flatMap(\.rejections)
      + mesh.authorizationPolicies.flatMap(\.rejections) + mesh.gateways.flatMap(\.rejections)
    return found.filter { !mesh.layout.isPatch($0.span.file) }
  }
}

extension Selector {
  /// `pkg/config/validation/validation.go` validateWorkloadSelector.
  func rejections(of resource: any Resource) -> [Rejection] {
    var found: [Rejection] = []
    for label in labels.entries {
      let (key, value) = (label.key.value, label.value.value)
      if key.isEmpty {
        found.append(
          Rejection(resource, "empty key is not supported in selector: \"\(key)=\(value)\"", at: label.key.span))
      }
      if key.utf8.contains(UInt8(ascii: "*")) || value.utf8.contains(UInt8(ascii: "*")) {
        found.append(
          Rejection(resource, "wildcard is not supported in selector: \"\(key)=\(value)\"", at: label.value.span))
      }
    }
    if labels.isEmpty {
      found.append(
        Rejection(resource, "workload selector specified without labels", at: span, isRefused: false))
    }
    return found
  }
}
