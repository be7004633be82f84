package import MeshModel

/// The templates from which Istio's webhook makes proxies (`pkg/kube/inject/inject.go` selectTemplates).
package struct InjectionTemplates: Sendable {
  /// Those that are written in the input, by name.
  private var written: [String: InjectionTemplate] = [:]
  /// The names of those for pods that ask for none.
  package let defaultNames: [String]
  /// Whether the input says which templates there are.
  package let areKnown: Bool

  /// What the chart brings (`manifests/charts/istio-control/istio-discovery/templates/istiod-injector-configmap.yaml`).
  package static let shippedByIstio = [
    "sidecar", "gateway", "grpc-simple", "grpc-agent", "waypoint", "kube-gateway", "agentgateway",
    "agentgateway-waypoint",
  ]

  init(_ mesh: Mesh) {
    let values = mesh.helmReleases.map(\.values) + mesh.installations.map(\.values)
    let injectors = mesh.configMaps.compactMap(\.injectorValues)
    for template in values.flatMap(\.injectionTemplates) + injectors.flatMap(\.templates) {
      written[template.name] = template
    }
    let names = values.map { $0.defaultTemplates.map(\.value) } + injectors.map(\.defaultTemplates)
    defaultNames = names.first { !$0.isEmpty } ?? ["sidecar"]
    // A release may take more values from elsewhere.
    areKnown = !mesh.installations.isEmpty || !injectors.isEmpty || values.contains { !$0.injectionTemplates.isEmpty }
  }

  /// The names of all templates that are known, in alphabetical order.
  package var names: [String] { (Self.shippedByIstio + written.keys).sorted() }

  /// Those that are written in the input, in alphabetical order of their names.
  package var ofInstallation: [InjectionTemplate] { written.values.sorted { $0.name < $1.name } }

  package func has(_ name: String) -> Bool { written[name] != nil || Self.shippedByIstio.contains(name) }

  /// The template of a name, as the input has it.
  package subscript(_ name: String) -> InjectionTemplate? { written[name] }

  /// Whether a template makes a proxy, and does not merely add to one; nil where its text is not known.
  package func makesProxy(_ name: String) -> Bool? {
    written[name]?.bringsImage ?? (Self.shippedByIstio.contains(name) ? true : nil)
  }
}

/// The templates that Istio's webhook merges into the pods of a workload.
package struct RequestedTemplates: Sendable {
  /// As an index into ``Mesh/workloads``.
  package let workload: Int
  /// The annotation `inject.istio.io/templates`; nil where the default templates are meant.
  package let annotation: Located<String>?
  package let names: [String]
  /// Whether it is certain that the webhook sees the pods.
  package let isCertain: Bool
}

extension EffectiveMesh {
  package var injectionTemplates: InjectionTemplates { shared.injectionTemplates { InjectionTemplates(mesh) } }

  /// What the workloads ask for that Istio's webhook sees, or may see, and that name templates in an annotation.
  package var requestedTemplates: [RequestedTemplates] {
    mesh.workloads.indices.compactMap { index in
      guard let annotation = mesh.workloads[index].podAnnotations["inject.istio.io/templates"] else { return nil }
      return templates(of: index, annotation)
    }
  }

  /// As ``requestedTemplates``, for the workloads that ask for none.
  var defaultTemplates: [RequestedTemplates] {
    mesh.workloads.indices.compactMap { index in
      mesh.workloads[index].podAnnotations["inject.istio.io/templates"] == nil ? templates(of: index, nil) : nil
    }
  }

  private func templates(of index: Int, _ annotation: Located<String>?) -> RequestedTemplates? {
    let workload = mesh.workloads[index]
    let presence = proxies[index].presence
    guard presence == .sidecar || presence == .unknown, !workload.isRunningPod, !workload.hasProxyContainer,
      workload.podAnnotations["sidecar.istio.io/status"] == nil
    else { return nil }
    let names = annotation?.value.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    return RequestedTemplates(
      workload: index, annotation: annotation, names: names ?? injectionTemplates.defaultNames,
      isCertain: presence == .sidecar)
  }
}
