package import MeshModel

/// The environment of istiod, as one object of the input says it.
package struct IstiodEnvironment: Sendable {
  package let metadata: Metadata
  package let variables: LocatedMap
}

extension EffectiveMesh {
  /// What IstioOperators, the Helm values of releases and Deployments say of istiod's environment.
  package var istiodEnvironments: [IstiodEnvironment] {
    shared.istiodEnvironments { findIstiodEnvironments() }
  }

  private func findIstiodEnvironments() -> [IstiodEnvironment] {
    let installed =
      mesh.installations.map { IstiodEnvironment(metadata: $0.metadata, variables: $0.values.environment) }
      + mesh.helmReleases.map { IstiodEnvironment(metadata: $0.metadata, variables: $0.values.environment) }
    let deployed = mesh.workloads.lazy
      .filter { $0.metadata.kind.value == "Deployment" && $0.podLabels["app"]?.value == "istiod" }
      .flatMap { workload in
        workload.pod.containers.lazy.filter { $0.name?.value == "discovery" }.map { container in
          let entries = container.environment.map { name, value in
            LocatedMap.Entry(key: Located(name, at: value.span), value: value)
          }
          return IstiodEnvironment(metadata: workload.metadata, variables: LocatedMap(entries))
        }
      }
    return installed.filter { !$0.variables.isEmpty } + deployed
  }

  /// Whether istiod signs the certificates of workloads itself, as far as the input says
  /// (`pilot/pkg/bootstrap/server.go` maybeCreateCA).
  package var istiodSigns: Bool {
    !istiodEnvironments.contains { environment in
      !(environment.variables["EXTERNAL_CA"]?.value ?? "").isEmpty
        || environment.variables["ENABLE_CA_SERVER"].flatMap { Syntax.goBool($0.value) } == false
    }
  }
}
