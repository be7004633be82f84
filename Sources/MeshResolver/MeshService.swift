package import Diagnostics
package import MeshModel

/// A host that the mesh knows: a Kubernetes Service, or a host of a ServiceEntry.
package struct MeshService: Sendable {
  package enum Origin: Hashable, Sendable {
    /// An index into ``Mesh/services``.
    case service(Int)
    /// An index into ``Mesh/serviceEntries``.
    case serviceEntry(Int)
  }

  /// How a client's proxy finds the endpoints.
  package enum Resolution: Sendable {
    /// istiod tells it every endpoint.
    case endpoints
    /// It resolves names: there is one endpoint a name.
    case dns
    /// It connects to whatever address the client asked for.
    case passthrough
    /// The host is another name for a host outside (`ExternalName`); it has no cluster of its own.
    case alias(String)
  }

  package struct Port: Sendable {
    package var number: Int
    package var name: String?
    package var portProtocol: PortProtocol
    /// Where a connection to this port arrives: a number, or the name of a container port.
    package var target: String
    package var targetIsWritten: Bool
    /// Whether it is a port of a ServiceEntry.
    package var isOfEntry = false
    package var transport: String
    package var span: SourceSpan
  }

  package var hostname: String
  package var namespace: String
  package var origin: Origin
  package var resolution: Resolution
  /// Whether the service lies outside the mesh, so that auto mTLS leaves it alone.
  package var isExternal: Bool
  package var ports: [Port]
  package var exportTo: Set<String>
  package var metadata: Metadata

  package var isPassthrough: Bool {
    if case .passthrough = resolution { true } else { false }
  }

  package var isAlias: Bool {
    if case .alias = resolution { true } else { false }
  }

  package func isExported(to namespace: String) -> Bool {
    exportTo.contains("*") || exportTo.contains(namespace) || (exportTo.contains(".") && namespace == self.namespace)
  }
}

extension MeshService {
  /// `defaultExportTo`: Where a service is visible that does not say so itself; one set that all of them share.
  init(_ service: Service, index: Int, settings: MeshSettings, defaultExportTo: Set<String>) {
    hostname = "\(service.name).\(service.namespace).svc.\(settings.clusterDomain.value)"
    namespace = service.namespace
    origin = .service(index)
    isExternal = service.isExternalName
    resolution =
      service.isExternalName
      ? .alias(service.externalName?.value ?? "") : service.isHeadless ? .passthrough : .endpoints
    ports = service.ports.map { port in
      Port(
        number: port.number.value, name: port.name?.value, portProtocol: PortProtocol(port),
        target: port.targetPort.flatMap { $0.value == "0" ? nil : $0.value } ?? String(port.number.value),
        targetIsWritten: port.targetPort != nil, transport: port.transport, span: port.number.span)
    }
    let annotation = service.metadata.annotations["networking.istio.io/exportTo"]
    let names = annotation?.value.split(separator: ",").map { String($0.filter { $0 != " " }) }
    exportTo = names.map { Set($0) } ?? defaultExportTo
    metadata = service.metadata
  }

  init(_ entry: ServiceEntry, host: String, index: Int, defaultExportTo: Set<String>) {
    hostname = host
    namespace = entry.namespace
    origin = .serviceEntry(index)
    isExternal = entry.location == .MESH_EXTERNAL
    resolution =
      switch entry.resolution {
      case .NONE: .passthrough
      case .STATIC: .endpoints
      case .DNS, .DNS_ROUND_ROBIN, .DYNAMIC_DNS: .dns
      }
    ports = entry.ports.map { port in
      let portProtocol = PortProtocol(parsing: port.protocolName?.value ?? "")
      return Port(
        number: port.number.value, name: port.name?.value, portProtocol: portProtocol,
        target: String(port.targetPort?.value ?? port.number.value), targetIsWritten: port.targetPort != nil,
        isOfEntry: true,
        transport: portProtocol == .udp ? "UDP" : "TCP", span: port.number.span)
    }
    exportTo = entry.exportTo.isEmpty ? defaultExportTo : Set(entry.exportTo.map(\.value))
    metadata = entry.metadata
  }
}

/// One place where a connection to a service may arrive.
package struct Endpoint: Sendable {
  package enum Target: Hashable, Sendable {
    /// An index into ``EffectiveMesh/workloads``.
    case workload(Int)
    /// An address or DNS name that is no workload of the input.
    case address(String)
  }

  package var target: Target
  /// The port on the workload.
  package var port: Int
  package var labels: LocatedMap
  /// The namespace whose PeerAuthentications hold.
  package var namespace: String
  /// Whether the endpoint says of itself that it takes mutual TLS; nil where injection is unknown.
  package var acceptsAutoMTLS: Bool?

  /// Whether one such endpoint makes clients send plain text to a whole service without endpoints to choose from.
  ///
  /// Another question than ``acceptsAutoMTLS``: there the label `security.istio.io/tlsMode` is compared with `istio`,
  /// here with `disabled`, which is also what a missing label counts as (`pilot/pkg/model/push_context.go`
  /// BestEffortInferServiceMTLSMode).
  package var isTLSDisabled: Bool { acceptsAutoMTLS == false && labels.areOfDisabledTLS }
}

extension LocatedMap {
  /// Whether the label `security.istio.io/tlsMode` is missing or `disabled`.
  var areOfDisabledTLS: Bool { self["security.istio.io/tlsMode"].map { $0.value == "disabled" } ?? true }
}
