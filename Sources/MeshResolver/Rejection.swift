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
}

extension Rejection {
  static func all(in mesh: Mesh) -> [Rejection] {
    mesh.peerAuthentications.flatMap(\.rejections)
  }
}

extension PeerAuthentication {
  /// `pkg/config/validation/validation.go` ValidatePeerAuthentication.
  var rejections: [Rejection] {
    var found: [Rejection] = []
    if let key = portLevelMtlsKey {
      if portLevelMtls.isEmpty {
        found.append(Rejection(self, "port level mTLS, if defined, must have at least one element", at: key))
      } else if !selector.isSelective {
        found.append(Rejection(self, "mesh/namespace peer authentication cannot have port level mTLS", at: key))
      }
    }
    for entry in portLevelMtls where !(1...65535).contains(Int(entry.port.value) ?? 0) {
      found.append(Rejection(self, "port must be in range 1..65535", at: entry.port.span))
    }
    return found + (selector?.rejections(of: self) ?? [])
  }
}

extension Selector {
  /// `pkg/config/validation/validation.go` validateWorkloadSelector.
  func rejections(of resource: any Resource) -> [Rejection] {
    var found: [Rejection] = []
    for label in labels.entries {
      let text = "\"\(label.key.value)=\(label.value.value)\""
      if label.key.value.isEmpty {
        found.append(Rejection(resource, "empty key is not supported in selector: \(text)", at: label.key.span))
      }
      if (label.key.value + label.value.value).contains("*") {
        found.append(Rejection(resource, "wildcard is not supported in selector: \(text)", at: label.value.span))
      }
    }
    if labels.isEmpty {
      found.append(
        Rejection(resource, "workload selector specified without labels", at: span, isRefused: false))
    }
    return found
  }
}
