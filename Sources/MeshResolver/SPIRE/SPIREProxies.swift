package import MeshModel

extension EffectiveMesh {
  /// The names of the CSI drivers that give pods the socket of a SPIRE agent: that of the chart, its upstream one, and
  /// what drivers of the input call themselves (spiffe-csi `cmd/spiffe-csi-driver/main.go`).
  package var spiffeDrivers: Set<String> {
    shared.spiffeDrivers {
      let named = mesh.workloads.lazy.flatMap(\.pod.containers).compactMap { container -> String? in
        container.flag("workload-api-socket-dir") == nil ? nil : container.flag("plugin-name")?.value
      }
      return Set(named).union(["csi.spiffe.io", "upstream.csi.spiffe.io"])
    }
  }

  /// Whether a template of Istio's webhook gives the proxy the socket of SPIRE's agent. Where its text is not known,
  /// the name that Istio's guide gives it tells.
  private func isOfSPIRE(_ name: String) -> Bool {
    guard let template = injectionTemplates[name] else {
      return !injectionTemplates.areKnown && name.hasPrefix("spire")
    }
    if let volume = template.identityVolume {
      return volume.hostPath != nil || volume.csi.map { spiffeDrivers.contains($0.driver.value) } ?? false
    }
    return spiffeDrivers.contains(where: template.mayMean)
  }

  /// The workloads with an injected proxy that takes its certificates from SPIRE.
  package var spireProxies: [RequestedTemplates] { askingSPIRE.filter(\.isCertain) }

  /// The workloads whose proxies would do so, where the input does not say whether they get one.
  package var possibleSPIREProxies: [RequestedTemplates] { askingSPIRE.filter { !$0.isCertain } }

  private var askingSPIRE: [RequestedTemplates] {
    shared.askingSPIRE {
      let isDefault = injectionTemplates.defaultNames.contains(where: isOfSPIRE)
      return (requestedTemplates + (isDefault ? defaultTemplates : [])).filter { requested in
        // The webhook refuses pods for a template that it does not have.
        requested.names.contains(where: isOfSPIRE)
          && (!injectionTemplates.areKnown || requested.names.allSatisfy(injectionTemplates.has))
      }.sorted { $0.workload < $1.workload }
    }
  }

  /// The workloads whose proxies SPIRE has no SPIFFE ID for.
  package func unregisteredSPIREProxies() -> [RequestedTemplates] {
    // What a ClusterStaticEntry selects is for the agent to say.
    guard mesh.spire.staticEntries.isEmpty else { return [] }
    return spireProxies.filter { proxy in
      spireRegistrations.selectsNone(of: proxy.workload)
        // The labels that a template brings may be those that are selected.
        && !proxy.names.contains { injectionTemplates[$0]?.bringsLabels ?? false }
    }
  }

  /// The workloads with a sidecar that a ClusterSPIFFEID is meant for, and whose proxies do not ask SPIRE: each with
  /// its registration. Empty where no proxy of the input asks SPIRE.
  package func proxiesPassingOverSPIRE() -> [(workload: Int, registration: SPIRERegistration)] {
    let asking = Set(spireProxies.map(\.workload))
    guard !asking.isEmpty else { return [] }
    return mesh.workloads.indices.compactMap { index in
      let workload = mesh.workloads[index]
      guard proxies[index].presence == .sidecar, !asking.contains(index), !workload.isRunningPod,
        !workload.hasProxyContainer,
        !workload.pod.volumes.contains(where: { $0.csi.map { spiffeDrivers.contains($0.driver.value) } ?? false }),
        let registration = spireRegistrations.registrations(of: index).first(where: \.asksForLabel)
      else { return nil }
      return (index, registration)
    }
  }

  /// The only SPIRE server of the input, where its trust domain is none of those of Istio's mesh.
  package var foreignSPIREServer: (server: SPIREConfiguration, trustDomain: String)? {
    guard isAboutIstio, settings.isTrustDomainKnown, spireInstallation.servers.count == 1,
      let server = spireInstallation.servers.first?.configuration,
      let name = server.trustDomainName,
      !settings.trustDomains.contains(name)
    else { return nil }
    return (server, name)
  }
}
