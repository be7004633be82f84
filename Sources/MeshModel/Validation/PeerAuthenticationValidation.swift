import Diagnostics

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
