import YAMLTree

/// A template of Istio's webhook that an installation adds to Istio's own: what the webhook merges into pods.
package struct InjectionTemplate: Sendable {
  package let name: String
  /// Empty for a text that is no YAML before Go's templates in it are carried out.
  package let volumes: [PodVolume]
  /// The volume in which proxies look for the socket of somebody who gives them certificates, where it is another than
  /// Istio's own empty one.
  package let identityVolume: PodVolume?
  /// Whether some container has an image in it, so that it may make a proxy.
  package let bringsImage: Bool
  /// Whether it labels the pods.
  package let bringsLabels: Bool
  /// The variable `WORKLOAD_IDENTITY_SOCKET_FILE` of the proxy.
  package let identitySocketFile: Located<String>?
  private let text: String
  private let isReadable: Bool

  init(_ entry: LocatedMap.Entry) {
    name = entry.key.value
    text = entry.value.value
    guard let text = try? EmbeddedYAML(entry), let root = text.root, root.node.isMapping else {
      (volumes, identityVolume, identitySocketFile, isReadable) = ([], nil, nil, false)
      bringsImage = self.text.contains("image:")
      bringsLabels = self.text.contains("labels:")
      return
    }
    let pod = PodSpec(root["spec"])
    let volumes = pod.volumes.map { volume in
      var moved = volume
      moved.span = text.place(of: volume.span)
      moved.csi?.driver.span = text.place(of: volume.csi?.driver.span ?? volume.span)
      moved.csi?.readOnly = volume.csi?.readOnly.map { Located($0.value, at: text.place(of: $0.span)) }
      return moved
    }
    let containers = pod.containers + pod.initContainers
    let mounted = containers.flatMap(\.volumeMounts).filter(\.isOfIdentitySocket).map(\.volume)
    self.volumes = volumes
    identityVolume = volumes.first { volume in
      !volume.isEmptyDir && (volume.name == Self.identityVolumeName || mounted.contains(volume.name))
    }
    bringsImage = containers.contains { $0.image != nil }
    bringsLabels = root["metadata"]?["labels"] != nil
    let environment = containers.first { $0.name?.value == "istio-proxy" }?.environment ?? []
    identitySocketFile = environment.first { $0.name == "WORKLOAD_IDENTITY_SOCKET_FILE" }.map { _, value in
      Located(value.value, at: text.place(of: value.span))
    }
    isReadable = true
  }

  /// Whether a word stands in a text that cannot be read otherwise.
  package func mayMean(_ word: String) -> Bool { !isReadable && text.contains(word) }

  /// The volume that Istio's own templates mount for the socket (`manifests/charts/istio-control/istio-discovery/files/
  /// injection-template.yaml`).
  private static let identityVolumeName = "workload-socket"
}

extension VolumeMount {
  /// Whether Istio's agent looks for the socket there (`pkg/security/security.go` WorkloadIdentityPath).
  fileprivate var isOfIdentitySocket: Bool {
    ["/var/run/secrets/workload-spiffe-uds", "/run/secrets/workload-spiffe-uds"].contains { remainder(of: $0) == "" }
  }
}
