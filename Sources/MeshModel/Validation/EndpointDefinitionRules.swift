import Diagnostics
import YAMLTree

extension AdmissionReview {
  mutating func applyServiceEntryRules(to spec: ManifestNode) {
    spec["ports"]?.forEachItem { port in
      // For the webhook 0 is the same as none; other numbers out of range it finds itself.
      if let target = port["targetPort"], target.int?.value == 0 { applyPortRule(to: target) }
    }
    guard let endpoints = spec["endpoints"] else { return }
    endpoints.forEachItem { applyEndpointRules(to: $0) }
    // The webhook knows of no list that is empty.
    guard endpoints.isEmptySequence else { return }
    if spec["workloadSelector"] != nil {
      refuseByDefinition("only one of WorkloadSelector or Endpoints can be set", at: endpoints.span)
    } else if spec["resolution"]?.node.equals("NONE") ?? true {
      refuseByDefinition("NONE mode cannot set endpoints", at: endpoints.span)
    }
  }

  /// Rules for the address and ports of a WorkloadEntry, or an endpoint of a ServiceEntry, that the webhook lacks.
  mutating func applyEndpointRules(to endpoint: ManifestNode) {
    if let address = endpoint["address"]?.string, address.value.hasPrefix(Syntax.socketPrefix) {
      // Of other paths the webhook says that they are no file.
      if address.value.dropFirst(Syntax.socketPrefix.count).hasPrefix("@"), address.value.hasSuffix("/") {
        refuseByDefinition("UDS may not be a dir", at: address.span)
      }
      if let ports = endpoint["ports"], ports.node.pairs.isEmpty {
        refuseByDefinition("UDS may not include ports", at: ports.span)
      }
    }
    endpoint["ports"]?.forEachPair { name, _ in
      guard let name = name.string, name.value.utf8.count == 63, Syntax.isDNSLabel(name.value) else { return }
      refuseByDefinition("port name must be valid", at: name.span)
    }
  }

  /// Rules for the template of a WorkloadGroup, whose address and ports the webhook does not look at.
  mutating func applyTemplateRules(to template: ManifestNode) {
    if let address = template["address"]?.string, address.value.hasPrefix(Syntax.socketPrefix) {
      let path = address.value.dropFirst(Syntax.socketPrefix.count)
      if !path.hasPrefix("/"), !path.hasPrefix("@") {
        refuseByDefinition("UDS must be an absolute path or abstract socket", at: address.span)
      }
      if path.hasSuffix("/") { refuseByDefinition("UDS may not be a dir", at: address.span) }
      if let ports = template["ports"] { refuseByDefinition("UDS may not include ports", at: ports.span) }
    }
    template["ports"]?.forEachPair { name, port in
      if let name = name.string, name.value.utf8.count >= 63 || !Syntax.isDNSLabel(name.value) {
        refuseByDefinition("port name must be valid", at: name.span)
      }
      applyPortRule(to: port)
    }
  }
}
