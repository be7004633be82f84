import Diagnostics
package import MeshModel

// Answers about single workloads and connections that every kind of report gives.
extension EffectiveMesh {
  /// The rule in force for a view and a service; nil where none is.
  package func rule(for service: Int, from view: ClientView) -> ConsolidatedRule? {
    rule(for: service, namespace: view.namespace, labels: view.labels)
  }

  /// The rule in force for a service and clients with these labels; nil where none is.
  func rule(for service: Int, namespace: String, labels: LocatedMap) -> ConsolidatedRule? {
    let entries = destinationRuleIndex.rules(for: services[service], from: namespace)
    return DestinationRuleIndex.inForce(entries, namespace: namespace, labels: labels)
  }

  /// The ports of a workload: of its containers, behind its services, and with a mode or a Server of their own.
  package func workloadPorts(of workload: Int) -> [Int] {
    let ports = declaredPorts(of: workload)
    if let linkerd, kind(of: workload) == .linkerd {
      return ports.union(linkerd.serverPorts(of: workload)).subtracting(linkerd.proxyPorts(of: workload)).sorted()
    }
    return ports.union(serverModes[workload].ports.keys).sorted()
  }

  /// The authorization policies in force for a workload by their action, as `namespace/name`.
  package func policiesByAction(of workload: Int) -> [String: [String]] {
    Dictionary(grouping: authorizationPolicies(of: workload), by: \.action.rawValue)
      .mapValues { $0.map(\.metadata.key).sorted() }
  }

  /// `namespace/name` of a workload, or the address.
  package func name(of target: Endpoint.Target) -> String {
    switch target {
    case .workload(let index): workloads[index].metadata.key
    case .address(let address): address
    }
  }

  /// What Istio's validation remarks of one sort without refusing anything, resources left out that its analyzers do
  /// not look at.
  package func validationRemarks(_ sort: Rejection.Consequence) -> [Rejection] {
    rejections.filter { $0.consequence == sort && !InjectionResolver.ignores($0.object.namespace ?? "") }
  }

  /// The resources of the meshes and of cert-manager that are refused, by a webhook or by the API server, with the
  /// reason.
  package var refusals: [Rejection] {
    rejections.filter(\.isRefused) + linkerdRejections + certManagerRejections.filter(\.isRefused)
      + mesh.issues.compactMap { issue in
        guard issue.isRefused, let metadata = issue.metadata,
          metadata.group.hasSuffix(".istio.io") || metadata.group.isGroupOfLinkerd
            || metadata.group.isGroupOfCertManager
        else { return nil }
        return Rejection(metadata, issue.problem.description, at: issue.span, consequence: .refusalByDefinition)
      }
  }
}
