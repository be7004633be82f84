package import MeshModel

/// The service meshes that there is a resolver for.
package enum MeshKind: String, Sendable {
  case istio, linkerd
}

extension Mesh {
  /// Whether the input says anything of Linkerd: a resource of its own, a namespace or pod that is annotated for it, or
  /// its control plane with what that reads. Linear in the labels and annotations.
  package var mentionsLinkerd: Bool {
    if !linkerd.isEmpty || !linkerdReleases.isEmpty || configMaps.contains(where: \.isOfLinkerd)
      || secrets.contains(where: \.isOfLinkerd) || webhookConfigurations.contains(where: \.isOfLinkerd)
      || secretSources.contains(where: { namesOfLinkerd.contains($0.secretName) })
      || certManager.bundles.contains(where: \.isOfLinkerd) || others.contains(where: \.isOfLinkerd)
      || certManager.issuers.contains(where: { namesOfLinkerd.contains($0.caSecretName?.value ?? "") })
    {
      return true
    }
    return definesKind(ofDomain: "linkerd.io") || hasKey(where: \.isLinkerdKey)
  }

  /// Whether the input says anything of Istio: a resource of its own, a label or annotation, or its control plane.
  /// Linear in the labels and annotations.
  package var mentionsIstio: Bool {
    let own: [any Sequence] = [
      peerAuthentications, destinationRules, authorizationPolicies, requestAuthentications, virtualServices, gateways,
      serviceEntries, sidecars, workloadEntries, workloadGroups, telemetries, envoyFilters, proxyConfigs, wasmPlugins,
      installations,
    ]
    if own.contains(where: { $0.underestimatedCount > 0 }) { return true }
    if configMaps.contains(where: { $0.meshConfig != nil || $0.injectorValues != nil })
      || helmReleases.contains(where: { $0.meshConfig != nil })
    {
      return true
    }
    return definesKind(ofDomain: "istio.io") || hasKey(where: \.isIstioKey)
  }

  private func definesKind(ofDomain domain: String) -> Bool {
    customResourceDefinitions.contains { definition in
      definition.group.map { $0.value == domain || $0.value.hasSuffix(".\(domain)") } ?? false
    }
  }

  /// Whether a label or annotation of a namespace, workload, pod or service has a key of a certain kind.
  private func hasKey(where isWanted: (String) -> Bool) -> Bool {
    func mentions(_ map: LocatedMap) -> Bool { map.entries.contains { isWanted($0.key.value) } }
    func mentions(_ metadata: Metadata) -> Bool { mentions(metadata.annotations) || mentions(metadata.labels) }
    return namespaces.values.contains { mentions($0.metadata) }
      || workloads.contains { mentions($0.podAnnotations) || mentions($0.podLabels) || mentions($0.metadata) }
      || services.contains { mentions($0.metadata) }
  }
}

extension Resource {
  /// Whether the object has a name that Linkerd gives to its configuration, certificates, keys, webhooks and tap.
  fileprivate var isOfLinkerd: Bool { namesOfLinkerd.contains(name) }
}

private let namesOfLinkerd: Set<String> = [
  "linkerd-config", "linkerd-identity-issuer", "linkerd-identity-trust-roots", "linkerd-trust-anchor",
  "linkerd-proxy-injector-webhook-config", "linkerd-sp-validator-webhook-config",
  "linkerd-policy-validator-webhook-config", "linkerd-proxy-injector-k8s-tls", "linkerd-sp-validator-k8s-tls",
  "linkerd-policy-validator-k8s-tls", "v1alpha1.tap.linkerd.io",
]

extension String {
  /// Whether this is the key of a label or annotation of Linkerd: one with a prefix of its domain.
  package var isLinkerdKey: Bool { isKey(ofDomain: "linkerd.io") }

  fileprivate var isIstioKey: Bool { self == "istio-injection" || isKey(ofDomain: "istio.io") }

  private func isKey(ofDomain domain: String) -> Bool {
    guard let slash = utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
    let prefix = self[..<slash]
    return prefix == domain || prefix.hasSuffix(".\(domain)")
  }
}
