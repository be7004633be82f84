package import MeshModel

/// What the input holds of Linkerd's control plane.
package struct LinkerdControlPlane: Sendable {
  /// The Deployments without which there is none (`pkg/healthcheck/healthcheck.go` linkerdHAControlPlaneComponents).
  package static let componentNames = ["linkerd-destination", "linkerd-identity", "linkerd-proxy-injector"]

  package let namespace: String
  /// Those of ``componentNames`` that the input holds, by their names.
  package let components: [Workload]
  /// The version that runs, and where the input says so.
  package let version: Located<LinkerdVersion>?
  /// The form of the Secret with the issuer's certificate and key, where the input says so.
  package let issuerScheme: Located<String>?
  /// Whether Linkerd is installed with several replicas of each component, where the input says so.
  package let isHighlyAvailable: Located<Bool>?

  init(_ mesh: Mesh, settings: LinkerdSettings) {
    let namespace = settings.controlPlaneNamespace
    self.namespace = namespace
    components = mesh.workloads(in: namespace).map { mesh.workloads[$0] }
      .filter { $0.metadata.kind.value == "Deployment" && Self.componentNames.contains($0.name) }
      .sorted { $0.name < $1.name }
    let identity = components.first { $0.name == "linkerd-identity" }
    issuerScheme = identity?.flag("identity-scheme") ?? settings.values.value(of: \.issuerScheme)
    isHighlyAvailable = settings.values.value(of: \.isHighlyAvailable)
    let container = components.lazy.flatMap(\.pod.containers).first {
      ["identity", "destination", "proxy-injector"].contains($0.name?.value)
    }
    let image = container?.image.flatMap { image in
      LinkerdVersion(image: image.value).map { Located($0, at: image.span) }
    }
    func version(_ text: Located<String>?) -> Located<LinkerdVersion>? {
      text.flatMap { text in LinkerdVersion(text.value).map { Located($0, at: text.span) } }
    }
    let chart = mesh.linkerdReleases.lazy.compactMap(\.chartVersion).compactMap { text in
      LinkerdVersion(chart: text.value).map { Located($0, at: text.span) }
    }.first
    self.version =
      image ?? version(settings.values.value(of: \.controllerImageVersion)) ?? version(
        settings.values.value(of: \.linkerdVersion)) ?? chart
  }

  /// Whether the input holds the control plane itself, and not only what configures it.
  package var isInInput: Bool { components.count >= 2 }
}

extension LinkerdMesh {
  /// What the input holds of the control plane. Linear in the workloads of its namespace.
  package var controlPlane: LinkerdControlPlane { LinkerdControlPlane(mesh, settings: settings) }
}
