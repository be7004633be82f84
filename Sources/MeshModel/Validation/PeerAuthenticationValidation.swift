import Diagnostics

extension PeerAuthentication {
  /// `pkg/config/validation/validation.go` ValidatePeerAuthentication.
  var rejections: [Rejection] {
    var review = AdmissionReview(metadata)
    if let key = portLevelMtlsKey {
      if portLevelMtls.isEmpty {
        review.refuse("port level mTLS, if defined, must have at least one element", at: key)
      } else if !selector.isSelective {
        review.refuse("mesh/namespace peer authentication cannot have port level mTLS", at: key)
      }
    }
    for entry in portLevelMtls where !(1...65535).contains(Int(entry.port.value) ?? 0) {
      review.refuse("port must be in range 1..65535", at: entry.port.span)
    }
    if let selector { review.validate(selector) }
    return review.rejections
  }
}
