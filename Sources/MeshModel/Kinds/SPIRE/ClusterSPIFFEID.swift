/// A ClusterSPIFFEID: which SPIFFE IDs the pods that it selects get (spire-controller-manager `api/v1alpha1`).
package final class ClusterSPIFFEID: Resource {
  package let metadata: Metadata
  /// A Go template.
  package let spiffeIDTemplate: Located<String>?
  package let dnsNameTemplates: [Located<String>]
  package let workloadSelectorTemplates: [Located<String>]
  /// Go durations, as they are written.
  package let ttl: Located<String>?
  package let jwtTTL: Located<String>?
  /// Names of trust domains.
  package let federatesWith: [Located<String>]
  /// Nil for all.
  package let namespaceSelector: LabelSelector?
  package let podSelector: LabelSelector?
  package let admin: Located<Bool>?
  package let downstream: Located<Bool>?
  package let className: Located<String>?
  /// Whether it is for those pods alone that no other one selects.
  package let fallback: Located<Bool>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    spiffeIDTemplate = spec?["spiffeIDTemplate"]?.string
    dnsNameTemplates = spec?["dnsNameTemplates"]?.strings ?? []
    workloadSelectorTemplates = spec?["workloadSelectorTemplates"]?.strings ?? []
    ttl = spec?["ttl"]?.string
    jwtTTL = spec?["jwtTtl"]?.string
    federatesWith = spec?["federatesWith"]?.strings ?? []
    namespaceSelector = spec?["namespaceSelector"].map(LabelSelector.init)
    podSelector = spec?["podSelector"].map(LabelSelector.init)
    admin = spec?["admin"]?.bool
    downstream = spec?["downstream"]?.bool
    className = spec?["className"]?.string
    fallback = spec?["fallback"]?.bool
  }
}

/// A ClusterFederatedTrustDomain: where the bundle of another trust domain comes from.
package final class ClusterFederatedTrustDomain: Resource {
  package let metadata: Metadata
  package let trustDomain: Located<String>?
  package let bundleEndpointURL: Located<String>?
  /// `bundleEndpointProfile.type`: `https_web` or `https_spiffe`.
  package let profile: Located<String>?
  /// `bundleEndpointProfile.endpointSPIFFEID`.
  package let endpointSPIFFEID: Located<String>?
  /// A SPIFFE bundle document, in JSON.
  package let trustDomainBundle: Located<String>?
  package let className: Located<String>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    trustDomain = spec?["trustDomain"]?.string
    bundleEndpointURL = spec?["bundleEndpointURL"]?.string
    let profile = spec?["bundleEndpointProfile"]
    self.profile = profile?["type"]?.string
    endpointSPIFFEID = profile?["endpointSPIFFEID"]?.string
    trustDomainBundle = spec?["trustDomainBundle"]?.string
    className = spec?["className"]?.string
  }
}

/// A ClusterStaticEntry: a registration entry that stands for no pod.
package final class ClusterStaticEntry: Resource {
  package let metadata: Metadata
  package let spiffeID: Located<String>?
  package let parentID: Located<String>?
  /// In the form `type:value`.
  package let selectors: [Located<String>]
  package let federatesWith: [Located<String>]
  package let x509SVIDTTL: Located<String>?
  package let jwtSVIDTTL: Located<String>?
  package let dnsNames: [Located<String>]
  package let admin: Located<Bool>?
  package let storeSVID: Located<Bool>?
  package let className: Located<String>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    spiffeID = spec?["spiffeID"]?.string
    parentID = spec?["parentID"]?.string
    selectors = spec?["selectors"]?.strings ?? []
    federatesWith = spec?["federatesWith"]?.strings ?? []
    x509SVIDTTL = spec?["x509SVIDTTL"]?.string
    jwtSVIDTTL = spec?["jwtSVIDTTL"]?.string
    dnsNames = spec?["dnsNames"]?.strings ?? []
    admin = spec?["admin"]?.bool
    storeSVID = spec?["storeSVID"]?.bool
    className = spec?["className"]?.string
  }
}
