package import Diagnostics

/// An Istio ServiceEntry: a host that the mesh knows beside Kubernetes' Services.
package final class ServiceEntry: Resource {
  package enum Location: String, Sendable { case MESH_EXTERNAL, MESH_INTERNAL }
  package enum Resolution: String, Sendable { case NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS }

  package struct Port: Sendable {
    package var number: Located<Int>
    package var name: Located<String>?
    package var protocolName: Located<String>?
    package var targetPort: Located<Int>?

    init?(_ node: ManifestNode) {
      guard let number = node["number"]?.int else { return nil }
      self.number = number
      name = node["name"]?.string
      protocolName = node["protocol"]?.string
      targetPort = node["targetPort"]?.int
    }
  }

  package let metadata: Metadata
  package let hosts: [Located<String>]
  package let addresses: [Located<String>]
  package let ports: [Port]
  package let writtenLocation: Located<Location>?
  package let writtenResolution: Located<Resolution>?
  package let endpoints: [WorkloadAddress]
  package let workloadSelector: Selector?
  package let exportTo: [Located<String>]
  package let subjectAltNames: [Located<String>]
  /// Whether `status.addresses` names any: istiod assigned some.
  package let hasAssignedAddresses: Bool

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    hosts = spec?["hosts"]?.strings ?? []
    addresses = spec?["addresses"]?.strings ?? []
    ports = spec?["ports"]?.compactMapItems(Port.init) ?? []
    writtenLocation = spec?["location"]?.string.flatMap { text in
      Location(rawValue: text.value).map { Located($0, at: text.span) }
    }
    writtenResolution = spec?["resolution"]?.string.flatMap { text in
      Resolution(rawValue: text.value).map { Located($0, at: text.span) }
    }
    endpoints = spec?["endpoints"]?.compactMapItems(WorkloadAddress.init) ?? []
    workloadSelector = spec?["workloadSelector"].map { Selector($0, labels: $0["labels"]) }
    exportTo = spec?["exportTo"]?.strings ?? []
    subjectAltNames = spec?["subjectAltNames"]?.strings ?? []
    hasAssignedAddresses = root["status"]?["addresses"].map { !$0.isEmptySequence } ?? false
  }

  /// `MESH_EXTERNAL` where none is written.
  package var location: Location { writtenLocation?.value ?? .MESH_EXTERNAL }
  /// `NONE` where none is written.
  package var resolution: Resolution { writtenResolution?.value ?? .NONE }
}

/// The fields of a WorkloadEntry, which are also those of a ServiceEntry's endpoint.
package struct WorkloadAddress: Sendable {
  package var address: Located<String>?
  package var ports: [(name: Located<String>, number: Located<Int>)]
  package var labels: LocatedMap
  package var network: Located<String>?
  package var serviceAccount: Located<String>?
  package var span: SourceSpan

  init(_ node: ManifestNode) {
    address = node["address"]?.string
    ports =
      node["ports"]?.compactMapPairs { key, value in
        guard let name = key.string, let number = value.int else { return nil }
        return (name, number)
      } ?? []
    labels = node["labels"]?.map ?? LocatedMap()
    network = node["network"]?.string
    serviceAccount = node["serviceAccount"]?.string
    span = node.span
  }
}

/// An Istio WorkloadEntry: a virtual machine of the mesh.
package final class WorkloadEntry: Resource {
  package let metadata: Metadata
  package let workload: WorkloadAddress

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    var workload = WorkloadAddress(root["spec"] ?? root)
    // Labels of the metadata count like those of the spec, and before them (Istio's ConvertWorkloadEntry).
    workload.labels = metadata.labels.merging(workload.labels)
    self.workload = workload
  }
}

/// An Istio WorkloadGroup: a template for WorkloadEntries.
package final class WorkloadGroup: Resource {
  package let metadata: Metadata
  package let labels: LocatedMap
  package let template: WorkloadAddress?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    labels = root["spec"]?["metadata"]?["labels"]?.map ?? LocatedMap()
    template = root["spec"]?["template"].map(WorkloadAddress.init)
  }
}

/// An Istio Sidecar: what a proxy is told of the mesh.
package final class Sidecar: Resource {
  package struct Egress: Sendable {
    package var port: Located<Int>?
    /// `port.protocol`.
    package var protocolName: Located<String>?
    /// `namespace/host`, each possibly a wildcard.
    package var hosts: [Located<String>]
    package var span: SourceSpan
  }

  /// A port on which the proxy takes connections, instead of those of the Services.
  package struct Ingress: Sendable {
    package var port: Located<Int>?
    /// `port.protocol`.
    package var protocolName: Located<String>?
  }

  package let metadata: Metadata
  package let workloadSelector: Selector?
  package let ingress: [Ingress]
  /// Nil where the Sidecar has no `egress`, which leaves everything visible.
  package let egress: [Egress]?
  /// `outboundTrafficPolicy.mode`.
  package let outboundTrafficPolicy: Located<String>?
  /// The place of `outboundTrafficPolicy.egressProxy`, nil where there is none.
  package let egressProxy: SourceSpan?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    workloadSelector = spec?["workloadSelector"].map { Selector($0, labels: $0["labels"]) }
    ingress =
      spec?["ingress"]?.compactMapItems { node in
        Ingress(port: node["port"]?["number"]?.int, protocolName: node["port"]?["protocol"]?.string)
      } ?? []
    let egress = spec?["egress"]?.compactMapItems { node in
      Egress(
        port: node["port"]?["number"]?.int, protocolName: node["port"]?["protocol"]?.string,
        hosts: node["hosts"]?.strings ?? [], span: node.span)
    }
    self.egress = egress.flatMap { $0.isEmpty ? nil : $0 }
    outboundTrafficPolicy = spec?["outboundTrafficPolicy"]?["mode"]?.string
    egressProxy = spec?["outboundTrafficPolicy"]?["egressProxy"]?.span
  }
}
