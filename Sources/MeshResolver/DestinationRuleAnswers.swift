package import MeshModel

// What rules about DestinationRules ask beside single connections.
extension EffectiveMesh {
  /// The full name of the Service that a host with a dot was probably meant to name: `cart.shop` or `cart.shop.svc`.
  /// Istio completes only names without a dot, so such a host matches nothing. Nil where it names something else.
  package func serviceMeant(by rule: DestinationRule) -> MeshService? {
    let host = rule.host.value
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 || (parts.count == 3 && parts[2] == "svc"), !host.hasPrefix("*"),
      registry.named(host).isEmpty
    else { return nil }
    return registry.named("\(parts[0]).\(parts[1]).svc.\(settings.clusterDomain.value)").first.map { services[$0] }
  }
}
