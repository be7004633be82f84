import Diagnostics
import YAMLTree

/// A Kubernetes Service.
package struct Service: Resource {
  package var metadata: Metadata
  package var type: Located<String>?
  package var clusterIP: Located<String>?
  package var externalName: Located<String>?
  package var selector: LocatedMap
  package var ports: [ServicePort]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    type = spec?["type"]?.string
    clusterIP = spec?["clusterIP"]?.string
    externalName = spec?["externalName"]?.string
    selector = spec?["selector"]?.map ?? LocatedMap()
    ports = spec?["ports"]?.items.compactMap(ServicePort.init) ?? []
  }

  package var isHeadless: Bool { clusterIP?.value == "None" }
  package var isExternalName: Bool { type?.value == "ExternalName" }
}

package struct ServicePort: Sendable {
  package var name: Located<String>?
  package var number: Located<Int>
  /// A number, or the name of a container port; nil for the Service's own number.
  package var targetPort: Located<String>?
  /// `TCP` where it is not written.
  package var transport: String
  package var appProtocol: Located<String>?

  init?(_ node: ManifestNode) {
    guard let number = node["port"]?.int else { return nil }
    name = node["name"]?.string
    self.number = number
    targetPort = node["targetPort"]?.string
    transport = node["protocol"]?.string?.value ?? "TCP"
    appProtocol = node["appProtocol"]?.string
  }
}

package struct ServiceAccount: Resource {
  package var metadata: Metadata

  init(_ root: ManifestNode, _ metadata: Metadata) { self.metadata = metadata }
}

package struct ConfigMap: Resource {
  package var metadata: Metadata
  package var data: LocatedMap
  /// What a ConfigMap `istio` or `istio-REVISION` says of the mesh; nil for any other.
  package var meshConfig: MeshConfig?
  /// Why the mesh configuration in it cannot be read.
  var problem: ResourceIssue?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    data = root["data"]?.map ?? LocatedMap()
    let name = metadata.name.value
    guard name == "istio" || name.hasPrefix("istio-"),
      let mesh = data.entries.first(where: { $0.key.value == "mesh" })
    else { return }
    do throws(YAMLError) {
      meshConfig = try MeshConfig(embedded: mesh)
    } catch {
      let place = SourcePosition(line: error.line, column: error.column)
      problem = ResourceIssue(
        problem: .unparsable(error.message), span: SourceSpan(file: mesh.value.span.file, start: place, end: place),
        object: metadata.reference)
    }
  }
}

package struct Secret: Resource {
  package var metadata: Metadata
  package var type: Located<String>?
  /// The keys of `data` and `stringData`; values stay where they are.
  package var keys: [Located<String>]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    type = root["type"]?.string
    keys = ((root["data"]?.pairs ?? []) + (root["stringData"]?.pairs ?? [])).compactMap(\.key.string)
  }
}
