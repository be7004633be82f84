import Diagnostics
import YAMLTree

/// A Kubernetes Service.
package final class Service: Resource {
  package let metadata: Metadata
  package let type: Located<String>?
  package let clusterIP: Located<String>?
  package let externalName: Located<String>?
  /// `Local` where nodes pass connections from outside on to their own pods only, with the address of the client.
  package let externalTrafficPolicy: Located<String>?
  package let selector: LocatedMap
  package let ports: [ServicePort]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    type = spec?["type"]?.string
    clusterIP = spec?["clusterIP"]?.string
    externalName = spec?["externalName"]?.string
    externalTrafficPolicy = spec?["externalTrafficPolicy"]?.string
    selector = spec?["selector"]?.map ?? LocatedMap()
    ports = spec?["ports"]?.compactMapItems(ServicePort.init) ?? []
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

package final class ServiceAccount: Resource {
  package let metadata: Metadata
  package let automountServiceAccountToken: Located<Bool>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    automountServiceAccountToken = root["automountServiceAccountToken"]?.bool
  }
}

package final class ConfigMap: Resource {
  package let metadata: Metadata
  package let data: LocatedMap
  /// The entries of `binaryData`, in base64.
  package let binaryData: LocatedMap
  /// What a ConfigMap `istio` or `istio-REVISION` says of the mesh; nil for any other.
  package let meshConfig: MeshConfig?
  /// Its networks; nil where it has none.
  package let meshNetworks: MeshNetworks?
  /// What a ConfigMap `istio-sidecar-injector` or `istio-sidecar-injector-REVISION` says of injection; nil for any
  /// other.
  package let injectorValues: InjectorValues?
  /// What a ConfigMap `linkerd-config` says of Linkerd's installation; nil for any other.
  package let linkerdValues: LinkerdValues?
  /// The configurations of SPIRE's servers and agents in it.
  package let spire: [SPIREConfiguration]
  /// Those of SPIRE's controller managers.
  package let controllerManagers: [ControllerManagerConfig]
  /// Why the text in it cannot be read, and what does not fit its schema.
  let issues: [ResourceIssue]

  init(_ root: ManifestNode, _ metadata: Metadata, schemas: Schemas) {
    self.metadata = metadata
    data = root["data"]?.map ?? LocatedMap()
    binaryData = root["binaryData"]?.map ?? LocatedMap()
    spire = data.entries.compactMap { SPIREConfiguration($0, of: metadata) }
    controllerManagers = data.entries.compactMap { ControllerManagerConfig($0, of: metadata) }
    let name = metadata.name.value
    injectorValues = name.hasPrefix("istio-sidecar-injector") ? data["values"].flatMap(InjectorValues.init) : nil
    var (config, networks, issues): (MeshConfig?, MeshNetworks?, [ResourceIssue]) = (nil, nil, [])
    var linkerd: LinkerdValues?
    for entry in data.entries where name == "istio" || name.hasPrefix("istio-") || name == "linkerd-config" {
      do throws(YAMLError) {
        switch entry.key.value {
        case "values" where name == "linkerd-config": linkerd = try LinkerdValues(entry)
        case _ where name == "linkerd-config": break
        case "mesh":
          let text = try EmbeddedYAML(entry)
          config = MeshConfig(text)
          issues += text.issues(schemas, as: .meshConfig, of: metadata.reference)
        case "meshNetworks":
          let text = try EmbeddedYAML(entry)
          networks = MeshNetworks(text)
          issues += text.issues(schemas, as: .meshNetworks, of: metadata.reference)
        default: break
        }
      } catch {
        let place = SourcePosition(line: error.line, column: error.column)
        issues.append(
          ResourceIssue(
            problem: .unparsable(error.message),
            span: SourceSpan(file: entry.value.span.file, start: place, end: place), object: metadata.reference))
      }
    }
    (meshConfig, meshNetworks, linkerdValues, self.issues) = (config, networks, linkerd, issues)
  }
}
