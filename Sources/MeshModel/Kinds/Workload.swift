package import Diagnostics
import YAMLTree

/// A Kubernetes Namespace.
package final class Namespace: Resource {
  package let metadata: Metadata

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
  }
}

/// Anything that runs pods: a Pod itself, or a controller with a pod template.
///
/// Istio judges labels and annotations of the pods, so those of the template count and not the controller's.
package final class Workload: Resource {
  package let metadata: Metadata
  package let podLabels: LocatedMap
  package let podAnnotations: LocatedMap
  package let pod: PodSpec
  /// Whether this is a Pod that was in a cluster, so that no webhook will see it again.
  package let isRunningPod: Bool
  /// How many pods a controller shall run; nil where it is not written, and for kinds without such a number.
  package let replicas: Located<Int>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let template = root.podTemplate(of: metadata.kind.value)
    podLabels = template?["metadata"]?["labels"]?.map ?? LocatedMap()
    podAnnotations = template?["metadata"]?["annotations"]?.map ?? LocatedMap()
    pod = PodSpec(template?["spec"])
    replicas = root["spec"]?["replicas"]?.int
    isRunningPod =
      metadata.kind.value == "Pod" && (metadata.wasInCluster || root["status"]?["phase"] != nil)
  }

  /// The fields in the annotation `proxy.istio.io/config` that proxies do not have.
  func unknownProxySettings(_ schemas: Schemas) -> [ResourceIssue] {
    guard let entry = podAnnotations.entry("proxy.istio.io/config") else { return [] }
    // What cannot be read at all is an invalid annotation.
    let issues = (try? entry.proxyConfigIssues(of: metadata.reference, schemas: schemas)) ?? []
    return issues.filter(\.isUnknownField)
  }

  /// The service account that the pods run as; `default` where none is named.
  package var serviceAccountName: String { pod.serviceAccountName?.value ?? "default" }
}

package struct PodSpec: Sendable {
  package var serviceAccountName: Located<String>?
  package var hostNetwork: Located<Bool>?
  package var automountServiceAccountToken: Located<Bool>?
  package var nodeName: Located<String>?
  package var containers: [Container]
  package var initContainers: [Container]
  package var runAsUser: Located<Int>?
  package var hostPID: Located<Bool>?
  /// Those of a StatefulSet's claims are not among them.
  package var volumes: [PodVolume]

  init(_ spec: ManifestNode?) {
    serviceAccountName = spec?["serviceAccountName"]?.string ?? spec?["serviceAccount"]?.string
    hostNetwork = spec?["hostNetwork"]?.bool
    automountServiceAccountToken = spec?["automountServiceAccountToken"]?.bool
    nodeName = spec?["nodeName"]?.string
    containers = spec?["containers"]?.compactMapItems(Container.init) ?? []
    initContainers = spec?["initContainers"]?.compactMapItems(Container.init) ?? []
    runAsUser = spec?["securityContext"]?["runAsUser"]?.int
    hostPID = spec?["hostPID"]?.bool
    volumes = spec?["volumes"]?.compactMapItems(PodVolume.init) ?? []
  }

  /// The containers whose ports a Service can name: all containers, then init containers that keep running
  /// (Istio's `serviceregistry/kube/controller/util.go` FindPort).
  package var servingContainers: [Container] {
    // Most pods have none, and need no copy.
    initContainers.isEmpty ? containers : containers + initContainers.filter { $0.restartPolicy?.value == "Always" }
  }
}

package final class Container: Sendable {
  package let name: Located<String>?
  package let image: Located<String>?
  package let ports: [ContainerPort]
  package let restartPolicy: Located<String>?
  package let runAsUser: Located<Int>?
  /// Environment variables whose value is written; those with `valueFrom` are left out.
  package let environment: [(name: String, value: Located<String>)]
  /// Values of environment variables, and the arguments and command: where a client names the hosts it calls.
  package let words: [Located<String>]
  package let probes: [Probe]
  /// Checks that the kubelet makes by a program in the container.
  package let probeCommands: [(probe: String, words: [Located<String>])]
  package let volumeMounts: [VolumeMount]

  init(_ node: ManifestNode) {
    name = node["name"]?.string
    volumeMounts = node["volumeMounts"]?.compactMapItems(VolumeMount.init) ?? []
    image = node["image"]?.string
    ports = node["ports"]?.compactMapItems(ContainerPort.init) ?? []
    restartPolicy = node["restartPolicy"]?.string
    runAsUser = node["securityContext"]?["runAsUser"]?.int
    environment =
      node["env"]?.compactMapItems { item in
        item["value"]?.string.map { (item["name"]?.string?.value ?? "", $0) }
      } ?? []
    words = environment.map(\.value) + (node["command"]?.strings ?? []) + (node["args"]?.strings ?? [])
    var (probes, commands): ([Probe], [(probe: String, words: [Located<String>])]) = ([], [])
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] as [StaticString] {
      guard let check = node[name] else { continue }
      if let probe = Probe(check, name: "\(name)") { probes.append(probe) }
      if let command = check["exec"]?["command"] { commands.append(("\(name)", command.strings)) }
    }
    (self.probes, probeCommands) = (probes, commands)
  }
}

/// A check that the kubelet makes over the network.
package struct Probe: Sendable {
  package enum Action: String, Sendable { case httpGet, tcpSocket, grpc }

  /// The name of the field, such as `livenessProbe`.
  package var name: String
  package var action: Action
  /// A number, or the name of a container port.
  package var port: Located<String>?
  /// Of an HTTP request; nil where none is written, which is `/`.
  package var path: Located<String>?
  /// `HTTP` or `HTTPS`; nil where none is written, which is `HTTP`.
  package var scheme: Located<String>?
  /// The host that is asked; nil for the pod itself.
  package var host: Located<String>?
  /// The headers of an HTTP request.
  package var headers: [(name: String, value: String)]
  /// Whether the port is written as a text, which may still be a number in quotes.
  package var namesPort: Bool
  package var span: SourceSpan

  init?(_ node: ManifestNode, name: String) {
    self.name = name
    let found: (Action, ManifestNode)? =
      if let action = node["httpGet"] {
        (.httpGet, action)
      } else if let action = node["tcpSocket"] {
        (.tcpSocket, action)
      } else if let action = node["grpc"] {
        (.grpc, action)
      } else {
        nil
      }
    guard let (action, target) = found else { return nil }
    self.action = action
    port = target["port"]?.string
    path = action == .httpGet ? target["path"]?.string : nil
    scheme = action == .httpGet ? target["scheme"]?.string : nil
    host = action == .grpc ? nil : target["host"]?.string.flatMap { $0.value.isEmpty ? nil : $0 }
    headers =
      target["httpHeaders"]?.compactMapItems { header in
        header["name"]?.string.map { ($0.value, header["value"]?.string?.value ?? "") }
      } ?? []
    namesPort = target["port"].map { $0.node.int == nil } ?? false
    span = target["port"]?.span ?? target.span
  }
}

package struct ContainerPort: Sendable {
  package var name: Located<String>?
  package var number: Located<Int>
  /// `TCP` where it is not written.
  package var transport: String

  init?(_ node: ManifestNode) {
    guard let number = node["containerPort"]?.int else { return nil }
    name = node["name"]?.string
    self.number = number
    transport = node["protocol"]?.string?.value ?? "TCP"
  }
}

extension Workload {
  /// Where the annotation `sidecar.istio.io/userVolumeMount`, or a proxy in the template, mounts volumes.
  package var proxyMountPaths: [String] {
    let proxies = (pod.containers + pod.initContainers).filter { $0.name?.value == "istio-proxy" }
    var paths = proxies.flatMap(\.volumeMounts).map(\.path.value)
    // The annotation holds JSON: mounts by name, or a list of them.
    if let text = podAnnotations["sidecar.istio.io/userVolumeMount"]?.value,
      let root = try? YAMLTree.parse(text).documents.first
    {
      let mounts = root.isMapping ? root.pairs.map(\.value) : root.items
      paths += mounts.compactMap { $0["mountPath"]?.string }
    }
    return paths
  }
}

extension ManifestNode {
  /// The template of the pods that an object of a kind runs: for a Pod, the object itself.
  func podTemplate(of kind: String) -> ManifestNode? {
    switch kind {
    case "Pod": self
    case "CronJob": self["spec"]?["jobTemplate"]?["spec"]?["template"]
    default: self["spec"]?["template"]
    }
  }
}
