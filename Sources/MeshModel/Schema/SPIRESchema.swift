/// Fields of the kinds of SPIRE's controller manager, by their JSON names,
/// from the definitions of spire-controller-manager 0.6.6 by scripts/update-spire-schema.
let spireSchema: StaticString = #"""
  spire.spiffe.io/ClusterFederatedTrustDomain v1alpha1
    spec!: ClusterFederatedTrustDomainSpec
  spire.spiffe.io/ClusterSPIFFEID v1alpha1
    spec!: ClusterSPIFFEIDSpec
  spire.spiffe.io/ClusterStaticEntry v1alpha1
    spec!: ClusterStaticEntrySpec
  BundleEndpointProfile
    endpointSPIFFEID: string
    type!: https_spiffe|https_web
  ClusterFederatedTrustDomainSpec
    bundleEndpointProfile!: BundleEndpointProfile
    bundleEndpointURL! className trustDomain! trustDomainBundle: string
  ClusterSPIFFEIDSpec
    admin autoPopulateDNSNames downstream fallback: bool
    className hint jwtTtl spiffeIDTemplate! ttl: string
    dnsNameTemplates federatesWith workloadSelectorTemplates: [string]
    namespaceSelector podSelector: LabelSelector
  ClusterStaticEntrySpec
    admin downstream storeSVID: bool
    className hint jwtSVIDTTL parentID! spiffeID! x509SVIDTTL: string
    dnsNames federatesWith selectors!: [string]
  LabelSelector
    matchExpressions: [LabelSelectorRequirement]
    matchLabels: {string}
  LabelSelectorRequirement
    key! operator!: string
    values: [string]

  """#
