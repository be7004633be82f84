package import MeshModel

/// The templates from which Istio's webhook makes proxies (`pkg/kube/inject/inject.go` selectTemplates).
package struct InjectionTemplates: Sendable {
  /// Those that are written in the input, by name.
  private var texts: [String: String] = [:]
  /// The names of those for pods that ask for none; empty for `sidecar`.
  private let standard: Set<String>
  /// Whether the input says which templates there are.
  package let areKnown: Bool

  /// What the chart brings (`manifests/charts/istio-control/istio-discovery/templates/istiod-injector-configmap.yaml`).
  package static let own = [
    "sidecar", "gateway", "grpc-simple", "grpc-agent", "waypoint", "kube-gateway", "agentgateway",
    "agentgateway-waypoint",
  ]

  init(_ mesh: Mesh) {
    let values = mesh.helmReleases.map(\.values) + mesh.installations.map(\.values)
    let injectors = mesh.configMaps.compactMap(\.injectorValues)
    for entry in values.flatMap(\.injectionTemplates.entries) { texts[entry.key.value] = entry.value.value }
    for injector in injectors { texts.merge(injector.templates) { _, last in last } }
    standard = Set(values.flatMap { $0.defaultTemplates.map(\.value) } + injectors.flatMap(\.defaultTemplates))
    // A release may take more values from elsewhere.
    areKnown = !mesh.installations.isEmpty || !injectors.isEmpty || values.contains { !$0.injectionTemplates.isEmpty }
  }

  /// The names of all templates that are known, in alphabetical order.
  package var names: [String] { (Self.own + texts.keys).sorted() }

  package func has(_ name: String) -> Bool { texts[name] != nil || Self.own.contains(name) }

  /// Whether a template makes a proxy, and does not merely add to one; nil where its text is not known.
  package func makesProxy(_ name: String) -> Bool? {
    texts[name].map { $0.contains("image:") } ?? (Self.own.contains(name) ? true : nil)
  }

  /// Whether a template gives the proxy the socket of SPIRE's agent. Where its text is not known, its name tells.
  func isOfSPIRE(_ name: String) -> Bool {
    texts[name].map { $0.contains("csi.spiffe.io") || $0.contains("workload-spiffe-uds") } ?? name.contains("spire")
  }

  /// Whether pods that ask for no template get the socket of SPIRE's agent.
  var standardIsOfSPIRE: Bool { standard.contains(where: isOfSPIRE) }
}

/// The templates that the pods of a workload ask for.
package struct RequestedTemplates: Sendable {
  /// As an index into ``Mesh/workloads``.
  package let workload: Int
  /// The annotation `inject.istio.io/templates`.
  package let annotation: Located<String>
  package let names: [String]
}

extension EffectiveMesh {
  package var injectionTemplates: InjectionTemplates { shared.injectionTemplates { InjectionTemplates(mesh) } }

  /// The workloads that Istio's webhook sees, and that ask for templates.
  package var requestedTemplates: [RequestedTemplates] {
    mesh.workloads.indices.compactMap { index in
      guard let annotation = mesh.workloads[index].podAnnotations["inject.istio.io/templates"],
        !mesh.workloads[index].isRunningPod
      else { return nil }
      let names = annotation.value.split(separator: ",", omittingEmptySubsequences: false).map { name in
        String(name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      }
      return RequestedTemplates(workload: index, annotation: annotation, names: names)
    }
  }

  /// The workloads whose proxies take their certificates from SPIRE, with what makes it so.
  package var spireProxies: [RequestedTemplates] {
    requestedTemplates.filter { $0.names.contains(where: injectionTemplates.isOfSPIRE) }
  }

  /// The workloads whose proxies SPIRE has no SPIFFE ID for.
  package func unregisteredSPIREProxies() -> [RequestedTemplates] {
    // What a ClusterStaticEntry selects is for the agent to say.
    guard mesh.spire.staticEntries.isEmpty else { return [] }
    return spireProxies.filter { spireRegistrations.selectsNone(of: $0.workload) }
  }

  /// The workloads with a sidecar that a ClusterSPIFFEID is meant for, and whose proxies do not ask SPIRE: each with its
  /// registration. Empty where no proxy of the input asks SPIRE.
  package func proxiesPassingOverSPIRE() -> [(workload: Int, registration: SPIRERegistration)] {
    let asking = Set(spireProxies.map(\.workload))
    guard !asking.isEmpty, !injectionTemplates.standardIsOfSPIRE else { return [] }
    return mesh.workloads.indices.compactMap { index in
      guard proxies[index].presence == .sidecar, !asking.contains(index),
        !mesh.workloads[index].isRunningPod, !mesh.workloads[index].hasProxyContainer,
        mesh.workloads[index].pod.csiVolumes.isEmpty,
        let registration = spireRegistrations.registrations(of: index).first(where: \.asksForLabel)
      else { return nil }
      return (index, registration)
    }
  }

  /// The templates that give proxies another SPIFFE ID than Istio expects of them, with the workloads; those that the
  /// input does not tell enough about are left out.
  package func foreignSPIFFEIDs() -> [ForeignSPIFFEID] {
    var found: [ForeignSPIFFEID] = []
    for proxy in spireProxies {
      let workload = mesh.workloads[proxy.workload]
      let problems = spireRegistrations.registrations(of: proxy.workload).map { problem(with: $0, for: workload) }
      // The proxy may take any of several.
      guard !problems.isEmpty, !problems.contains(where: { $0 == nil }) else { continue }
      for case let problem? in problems {
        if let index = found.firstIndex(where: { $0.source === problem.source && $0.cause == problem.cause }) {
          found[index].workloads.append(proxy.workload)
        } else {
          var problem = problem
          problem.workloads = [proxy.workload]
          found.append(problem)
        }
      }
    }
    return found
  }

  private func problem(with registration: SPIRERegistration, for workload: Workload) -> ForeignSPIFFEID? {
    guard let template = registration.template, let written = registration.source.spiffeIDTemplate,
      let rendering = try? SPIRERendering(template, of: workload, trustDomain: nil),
      let text = rendering.text(), let id = try? SPIFFEID(text)
    else { return nil }
    let namespace = workload.namespace.isEmpty ? "x" : workload.namespace
    if id.path != "/ns/\(namespace)/sa/\(workload.serviceAccountName)" {
      return ForeignSPIFFEID(source: registration.source, template: written, cause: .path)
    }
    // What stands for the trust domain of SPIRE is right where SPIRE and the mesh have the same.
    guard settings.isTrustDomainKnown, rendering.pieces.first != .text("spiffe://"),
      !settings.trustDomains.contains(id.trustDomain)
    else { return nil }
    return ForeignSPIFFEID(source: registration.source, template: written, cause: .trustDomain(id.trustDomain))
  }
}

/// A template that gives proxies of Istio another SPIFFE ID than Istio expects of them.
package struct ForeignSPIFFEID: Sendable {
  package enum Cause: Hashable, Sendable {
    case path
    case trustDomain(String)
  }

  package let source: ClusterSPIFFEID
  package let template: Located<String>
  package let cause: Cause
  /// As indexes into ``Mesh/workloads``.
  package internal(set) var workloads: [Int] = []
}
