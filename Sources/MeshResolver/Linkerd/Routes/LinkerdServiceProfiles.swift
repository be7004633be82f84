package import MeshModel

/// A ServiceProfile that nobody asks for.
package struct LinkerdProfileProblem: Sendable {
  package enum Reason: Sendable {
    /// The name is no full name; the Service that is meant, and its full name.
    case shortName(Service, fullName: String)
    /// The Service is missing from its namespace.
    case missing(service: String, namespace: String)
  }

  package var profile: ServiceProfile
  package var reason: Reason
}

extension LinkerdMesh {
  /// The ServiceProfiles whose name is the full name of no Service. Destinations are asked for by their full names
  /// (`controller/api/destination/server.go` profileID); names outside the cluster may have profiles too.
  package func profileProblems() -> [LinkerdProfileProblem] {
    let services = Dictionary(mesh.services.map { ($0.metadata.key, $0) }) { _, last in last }
    return mesh.linkerd.serviceProfiles.compactMap { profile in
      let labels = profile.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard let name = labels.first, !name.isEmpty else { return nil }
      let namespace = labels.count > 1 ? labels[1] : profile.namespace
      let rest = labels.dropFirst(2).joined(separator: ".")
      let domain = settings.clusterDomain
      let isFull = rest.hasPrefix("svc.") && (domain.origin == nil || rest == "svc.\(domain.value)")
      let service = services["\(namespace)/\(name)"]
      let reason: LinkerdProfileProblem.Reason? =
        switch (service, isFull) {
        case (let service?, false) where rest.isEmpty || rest == "svc" || rest.hasPrefix("svc."):
          .shortName(service, fullName: "\(name).\(namespace).svc.\(domain.value)")
        case (nil, true): .missing(service: name, namespace: namespace)
        default: nil
        }
      return reason.map { LinkerdProfileProblem(profile: profile, reason: $0) }
    }
  }

  /// Whether a name may be that of a Service that is mirrored from another cluster, so that no manifest has it.
  package func mayBeMirrored(_ name: String, in namespace: String) -> Bool {
    name.indices.contains { name[$0] == "-" && serviceKeys.contains("\(namespace)/\(name[..<$0])") }
  }
}
