package import MeshModel

/// An annotation about retries, timeouts or load balancing that changes nothing.
package struct IgnoredTrafficAnnotation: Sendable {
  package enum Reason: Sendable {
    /// Linkerd has none of that name.
    case unknown(suggestion: String?)
    /// Linkerd cannot read the value, and leaves out everything that it was to go with, such as `timeouts`.
    case malformed(expected: String, ignored: String)
    /// It counts only beside another annotation.
    case needs(String)
    /// It counts on other objects only.
    case elsewhere(kinds: String)
  }

  package var object: Metadata
  package var entry: LocatedMap.Entry
  package var reason: Reason
}

extension LinkerdMesh {
  /// The annotations about retries, timeouts and load balancing that Linkerd ignores. What the webhook refuses is not
  /// among them: a malformed value on a route for a Service or EgressNetwork.
  package func ignoredTrafficAnnotations() -> [IgnoredTrafficAnnotation] {
    var found: [IgnoredTrafficAnnotation] = []
    for namespace in mesh.namespaces.values.sorted(by: { $0.name < $1.name }) {
      found += ignored(namespace.metadata, on: .other)
    }
    for workload in workloads {
      found += ignored(workload.metadata, on: .other)
      if workload.metadata.kind.value != "Pod" {
        found += ignored(workload.metadata, annotations: workload.podAnnotations, on: .other)
      }
    }
    for service in mesh.services { found += ignored(service.metadata, on: .service) }
    for network in mesh.linkerd.egressNetworks { found += ignored(network.metadata, on: .egressNetwork) }
    for route in mesh.linkerd.httpRoutes + mesh.kubernetesRoutes {
      found += ignored(route.metadata, on: TrafficAnnotation.Carrier(route))
    }
    return found
  }

  private func ignored(
    _ object: Metadata, annotations: LocatedMap? = nil, on carrier: TrafficAnnotation.Carrier
  ) -> [IgnoredTrafficAnnotation] {
    let annotations = annotations ?? object.annotations
    let entries = annotations.entries.filter { entry in
      TrafficAnnotation.prefixes.contains { entry.key.value.hasPrefix($0) }
    }
    return entries.compactMap { entry in
      TrafficAnnotation.reasonToIgnore(entry, among: annotations, on: carrier).map { reason in
        IgnoredTrafficAnnotation(object: object, entry: entry, reason: reason)
      }
    }
  }
}

extension TrafficAnnotation {
  /// What an annotation stands on.
  fileprivate enum Carrier {
    case service, egressNetwork
    /// A route of a Service or EgressNetwork.
    case httpRoute, grpcRoute
    case other

    init(_ route: KubernetesRoute) {
      let isOutbound = route.parentRefs.contains { ($0.linkerdParent(of: route)?.kind ?? .server) != .server }
      self =
        switch route.metadata.kind.value {
        case "HTTPRoute" where isOutbound: .httpRoute
        case "GRPCRoute" where isOutbound: .grpcRoute
        default: .other
        }
    }
  }

  fileprivate static func reasonToIgnore(
    _ entry: LocatedMap.Entry, among annotations: LocatedMap, on carrier: Carrier
  ) -> IgnoredTrafficAnnotation.Reason? {
    guard let known = all[entry.key.value] else { return .unknown(suggestion: closest(to: entry.key.value)) }
    if let kinds = known.kindsElsewhere(than: carrier) { return .elsewhere(kinds: kinds) }
    // The webhook reads those of routes.
    guard carrier == .service || carrier == .egressNetwork else { return nil }
    if let main = known.main {
      let written = annotations[main.name]?.value
      guard let written, main.values.isEmpty || main.values.contains(written) else {
        return .needs(main.values.first.map { "\(main.name): \"\($0)\"" } ?? main.name)
      }
    }
    let expected = known.syntax.expectation(of: entry.value.value) ?? known.expectedPenalty(among: annotations)
    return expected.map { .malformed(expected: $0, ignored: known.group.rawValue) }
  }

  /// The kinds on which an annotation counts, where it does not on this one.
  private func kindsElsewhere(than carrier: Carrier) -> String? {
    switch (group, carrier) {
    case (_, .service), (.timeouts, .httpRoute), (.timeouts, .grpcRoute), (.retries, .httpRoute),
      (.retries, .grpcRoute), (.httpRetries, .httpRoute), (.grpcRetries, .grpcRoute), (.timeouts, .egressNetwork),
      (.retries, .egressNetwork), (.httpRetries, .egressNetwork), (.grpcRetries, .egressNetwork),
      (.failureAccrual, .egressNetwork):
      nil
    case (.balancing, _): "Services"
    case (.failureAccrual, _): "Services and EgressNetworks"
    case (.httpRetries, _): "Services and on HTTPRoutes of Services"
    case (.grpcRetries, _): "Services and on GRPCRoutes of Services"
    case (.timeouts, _), (.retries, _): "Services and on HTTPRoutes and GRPCRoutes of Services"
    }
  }

  /// What the greatest penalty has to be beside the least; nil for another annotation, and for one that is.
  private func expectedPenalty(among annotations: LocatedMap) -> String? {
    func milliseconds(_ part: String, standard: UInt64) -> UInt64 {
      annotations["\(Self.accrual)-consecutive-\(part)"].flatMap { LinkerdAnnotationSyntax.milliseconds($0.value) }
        ?? standard
    }
    guard name.hasPrefix(Self.accrual), name.hasSuffix("-penalty") else { return nil }
    let (least, greatest) = (milliseconds("min-penalty", standard: 1000), milliseconds("max-penalty", standard: 60_000))
    if name.hasSuffix("max-penalty"), greatest == 0 { return "more than nothing" }
    // Where both are written, the greatest is to blame.
    let other = "\(Self.accrual)-consecutive-max-penalty"
    guard least > greatest, name == other || annotations[other] == nil else { return nil }
    return name == other ? "no less than min-penalty" : "no more than max-penalty, which is 60s"
  }
}
