import Diagnostics
import YAMLTree

// NetworkAuthentications and EgressNetworks.
extension LinkerdReview {
  /// `admission.rs` Validate<NetworkAuthenticationSpec>.
  mutating func validateNetworkAuthentication(_ spec: ManifestNode) { validateNeededNetworks(spec["networks"]) }

  /// `admission.rs` Validate<EgressNetworkSpec>. Without the field, the whole outside of the cluster is meant.
  mutating func validateEgressNetwork(_ spec: ManifestNode) { validateNeededNetworks(spec["networks"]) }

  private mutating func validateNeededNetworks(_ networks: ManifestNode?) {
    guard let networks else { return }
    if networks.isEmptySequence { refuse("at least one network must be specified", at: networks.span) }
    validateNetworks(networks)
  }

  /// validate_networks, and what `policy-controller/k8s/api/src/policy/network.rs` reads.
  mutating func validateNetworks(_ networks: ManifestNode?) {
    networks?.forEachItem { network in
      let written = network["cidr"]?.string
      let block = written.flatMap { validate(block: $0) }
      for exception in network["except"]?.strings ?? [] {
        guard let inner = validate(block: exception), let written, let block else { continue }
        let related = Finding.Related("the network", at: written.span)
        if inner.contains(block) {
          refuse(
            "cidr '\(written.value)' is completely negated by exception '\(exception.value)'", at: exception.span,
            related: related)
        } else if !block.contains(inner) {
          refuse(
            "cidr '\(written.value)' does not include exception '\(exception.value)'", at: exception.span,
            related: related)
        }
      }
    }
  }

  private mutating func validate(block: Located<String>) -> AddressBlock? {
    // Rust's addresses have no zone.
    if !block.value.utf8.contains(UInt8(ascii: "%")), let found = AddressBlock(block.value) { return found }
    refuse(
      "not a valid CIDR or IP address: \(block.value) (data did not match any variant of untagged enum Cidr)",
      at: block.span)
    return nil
  }
}
