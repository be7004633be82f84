package import Diagnostics
import MeshModel

/// Something that Istio keeps only for those who use it already, or has removed.
package struct Deprecation: Sendable {
  package enum Subject: Sendable {
    /// `fault.delay.percent` of a VirtualService.
    case delayPercent
    /// `outboundTrafficPolicy.egressProxy` of a Sidecar.
    case egressProxy
    /// A CustomResourceDefinition of the group `rbac.istio.io`, by its kind.
    case removedKind(String)
    /// A provider of traces, by the name that a Telemetry gives it, and where the mesh configuration defines it.
    case lightstep(String, definition: SourceSpan?)
  }

  package var object: ResourceReference
  package var subject: Subject
  /// Where it stands in the object, in the order of the text; never empty.
  package var places: [SourceSpan]

  init(_ subject: Subject, of resource: any Resource, at places: [SourceSpan]) {
    object = resource.metadata.reference
    self.subject = subject
    self.places = places
  }
}

extension EffectiveMesh {
  /// The deprecated fields, kinds and providers that Istio's analyzers know
  /// (`pkg/config/analysis/analyzers/deprecation/deprecation.go` and `telemetry/lightstep.go`), once for each object.
  package func deprecations() -> [Deprecation] {
    var found: [Deprecation] = []
    for route in analyzed(written.virtualServices) {
      let places = route.routes.compactMap(\.delayPercent).filter { $0.value > 0 }.map(\.span)
      if !places.isEmpty { found.append(Deprecation(.delayPercent, of: route, at: places)) }
    }
    for sidecar in analyzed(written.sidecars) {
      if let place = sidecar.egressProxy { found.append(Deprecation(.egressProxy, of: sidecar, at: [place])) }
    }
    let removed: Set = ["ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding"]
    for definition in analyzed(written.customResourceDefinitions) where definition.group?.value == "rbac.istio.io" {
      if let kind = definition.kind, removed.contains(kind.value) {
        found.append(Deprecation(.removedKind(kind.value), of: definition, at: [kind.span]))
      }
    }
    return found + lightstepProviders()
  }

  /// Telemetries name providers in any case (`pilot/pkg/model/telemetry.go` fetchProvider).
  private func lightstepProviders() -> [Deprecation] {
    let providers = (settings.extensionProviders ?? []).filter { $0.kind == "lightstep" }
    guard !providers.isEmpty else { return [] }
    let definitions = Dictionary(providers.map { ($0.name.value.lowercased(), $0.name.span) }) { first, _ in first }
    return analyzed(written.telemetries).flatMap { telemetry in
      let names = telemetry.tracing.flatMap(\.providers).filter { definitions[$0.value.lowercased()] != nil }
      return Dictionary(grouping: names, by: \.value).map { name, uses in
        let definition = settings.areProvidersFromInput ? definitions[name.lowercased()] : nil
        return Deprecation(.lightstep(name, definition: definition), of: telemetry, at: uses.map(\.span))
      }
    }
  }
}
