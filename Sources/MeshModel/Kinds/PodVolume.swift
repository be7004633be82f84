package import Diagnostics

/// A volume of a pod.
package struct PodVolume: Sendable {
  /// The files that come from a ConfigMap.
  package struct Files: Sendable {
    package var configMap: Located<String>
    /// The files by key; nil where each entry of the ConfigMap is a file of its name.
    package var paths: [String: String]?
  }

  /// A token of the pod's ServiceAccount.
  package struct Token: Sendable {
    package var path: Located<String>
    /// Nil for the audience of the API server.
    package var audience: Located<String>?
  }

  /// What a driver provides while the pod runs.
  package struct CSI: Sendable {
    package var driver: Located<String>
    package var readOnly: Located<Bool>?
    /// What the driver is told.
    package var volumeAttributes: LocatedMap
  }

  package var name: String
  package var span: SourceSpan
  /// Of `configMap` and `projected`.
  package var files: [Files]
  package var tokens: [Token]
  package var hostPath: Located<String>?
  package var isEmptyDir: Bool
  package var csi: CSI?

  init?(_ node: ManifestNode) {
    guard let name = node["name"]?.string else { return nil }
    self.name = name.value
    span = name.span
    let sources = node["projected"]?["sources"]
    files = [node["configMap"].flatMap(Files.init)].compactMap(\.self)
    files += sources?.compactMapItems { $0["configMap"].flatMap(Files.init) } ?? []
    tokens = sources?.compactMapItems { $0["serviceAccountToken"].flatMap(Token.init) } ?? []
    hostPath = node["hostPath"]?["path"]?.string
    isEmptyDir = node["emptyDir"] != nil
    csi = node["csi"].flatMap(CSI.init)
  }
}

extension PodVolume.Files {
  init?(_ node: ManifestNode) {
    guard let name = node["name"]?.string else { return nil }
    configMap = name
    guard let items = node["items"] else { return }
    let pairs = items.compactMapItems { item -> (String, String)? in
      guard let key = item["key"]?.string, let path = item["path"]?.string else { return nil }
      return (key.value, path.value)
    }
    paths = Dictionary(pairs) { _, last in last }
  }

  /// The file that an entry of the ConfigMap becomes; nil for none.
  package func path(ofKey key: String) -> String? { paths.map { $0[key] } ?? key }
}

extension PodVolume.Token {
  fileprivate init?(_ node: ManifestNode) {
    guard let path = node["path"]?.string else { return nil }
    self.path = path
    audience = node["audience"]?.string
  }
}

extension PodVolume.CSI {
  fileprivate init?(_ node: ManifestNode) {
    guard let driver = node["driver"]?.string else { return nil }
    self.driver = driver
    readOnly = node["readOnly"]?.bool
    volumeAttributes = node["volumeAttributes"]?.map ?? LocatedMap()
  }
}

/// Where a container finds a volume.
package struct VolumeMount: Sendable {
  package var volume: String
  package var path: Located<String>
  /// The one file or directory of the volume that is mounted; nil for all of it.
  package var subPath: String?

  init?(_ node: ManifestNode) {
    guard let name = node["name"]?.string, let path = node["mountPath"]?.string else { return nil }
    volume = name.value
    self.path = path
    subPath = node["subPath"]?.string?.value
  }

  /// What of a path lies below the mount; nil where the path is not in it.
  package func remainder(of file: String) -> String? {
    var root = path.value[...]
    while root.hasSuffix("/") { root = root.dropLast() }
    guard file.hasPrefix(root) else { return nil }
    let rest = file.dropFirst(root.count)
    return rest.isEmpty ? "" : rest.hasPrefix("/") ? String(rest.dropFirst()) : nil
  }
}

extension Container {
  /// The mount that holds a path: the innermost one.
  package func mount(of path: String) -> VolumeMount? {
    volumeMounts.filter { $0.remainder(of: path) != nil }.max { $0.path.value.count < $1.path.value.count }
  }
}
