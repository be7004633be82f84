package import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue
import Synchronization

/// Runs the rules over a mesh.
package struct Linter: Sendable {
  /// Every rule about the mesh, in the order of their codes.
  package static let allRules: [any Rule.Type] = [
    Deprecated.self,
    ReferencedResourceNotFound.self,
    NamespaceNotInjected.self,
    PodMissingProxy.self,
    SchemaValidationError.self,
    MisplacedAnnotation.self,
    UnknownAnnotation.self,
    ConflictingMeshGatewayVirtualServiceHosts.self,
    ConflictingSidecarWorkloadSelectors.self,
    MultipleSidecarsWithoutWorkloadSelectors.self,
    VirtualServiceDestinationPortSelectorRequired.self,
    MTLSPolicyConflict.self,
    DeploymentAssociatedToMultipleServices.self,
    PortNameIsNotUnderNamingConvention.self,
    NamespaceMultipleInjectionLabels.self,
    InvalidAnnotation.self,
    UnknownMeshNetworksServiceRegistry.self,
    NoMatchingWorkloads.self,
    NoServerCertificateVerificationDestinationLevel.self,
    NoServerCertificateVerificationPortLevel.self,
    VirtualServiceUnreachableRule.self,
    VirtualServiceIneffectiveMatch.self,
    VirtualServiceHostNotFoundInGateway.self,
    SchemaWarning.self,
    ServiceEntryAddressesRequired.self,
    DeprecatedAnnotation.self,
    AlphaAnnotation.self,
    DeploymentConflictingPorts.self,
    GatewayDuplicateCertificate.self,
    InvalidWebhook.self,
    IngressRouteRulesNotAffected.self,
    InvalidApplicationUID.self,
    ConflictingGateways.self,
    ImageAutoWithoutInjectionWarning.self,
    ImageAutoWithoutInjectionError.self,
    NamespaceInjectionEnabledByDefault.self,
    JwtClaimBasedRoutingWithoutRequestAuthN.self,
    ExternalNameServiceTypeInvalidPortName.self,
    EnvoyFilterUsesRelativeOperation.self,
    EnvoyFilterUsesReplaceOperationIncorrectly.self,
    EnvoyFilterUsesAddOperationIncorrectly.self,
    EnvoyFilterUsesRemoveOperationIncorrectly.self,
    EnvoyFilterUsesRelativeOperationWithProxyVersion.self,
    InvalidTelemetryProvider.self,
    PodsIstioProxyImageMismatchInNamespace.self,
    ConflictingTelemetryWorkloadSelectors.self,
    MultipleTelemetriesWithoutWorkloadSelectors.self,
    InvalidGatewayCredential.self,
    GatewayPortNotDefinedOnService.self,
    InvalidExternalControlPlaneConfig.self,
    ExternalControlPlaneAddressIsNotAHostname.self,
    ReferencedInternalGateway.self,
    IneffectiveSelector.self,
    IneffectivePolicy.self,
    NegativeConditionStatus.self,
    DestinationRuleSubsetNotSelectPods.self,
    UnknownDestinationRuleHost.self,
    JwksUriFetchUnrestricted.self,
    GatewayAPICRDVersionBelowMinimum.self,
    ConflictingServiceEntryProtocol.self,
    UnreadableInput.self,
    DuplicateKey.self,
    UnrenderedTemplate.self,
    UnknownField.self,
    UnknownEnumValue.self,
    DuplicateResource.self,
    WrongType.self,
    IncompleteManifest.self,
    RemovedAPI.self,
    LegacyAPI.self,
    NamespaceNotWritten.self,
    MissingField.self,
    InvalidValue.self,
    UnknownAPIVersion.self,
    UnknownKind.self,
    InvalidName.self,
    Placeholder.self,
    InvalidExtensionProvider.self,
    SelectorMatchesNoWorkload.self,
    MissingPolicyTarget.self,
    SourceNamespaceWithoutIdentity.self,
    UnknownServiceAccount.self,
    ExportToUnknownNamespace.self,
    SidecarEgressHostUnknown.self,
    SidecarHidesDestinationRuleHost.self,
    UnknownExtensionProvider.self,
    UnusedExtensionProvider.self,
    CompetingPeerAuthentications.self,
    OverlappingPeerAuthentications.self,
    PeerAuthenticationSelectorInRootNamespace.self,
    PortLevelMtlsNamesServicePort.self,
    PortLevelMtlsOnUndeclaredPort.self,
    RedundantPortLevelMtls.self,
    MtlsDisabled.self,
    MtlsPermissive.self,
    UnsetModeUnderWeakerParent.self,
    MeshWithoutStrictDefault.self,
    PeerAuthenticationWithoutProxy.self,
    StrictPortWithDirectProbe.self,
    CredentialNameWithoutSelector.self,
    TLSDisabledForMeshHost.self,
    OneWayTLSToProxy.self,
    CompetingDestinationRules.self,
    DestinationRulesDisagreeByNamespace.self,
    OverrideOfTLS.self,
    PortLevelSettingsForUnknownPort.self,
    DestinationRuleDropsMutualTLS.self,
    DestinationRuleOutOfReach.self,
    IstioMutualToExternalHost.self,
    ShortHostElsewhere.self,
    SubsetSelectsForeignPods.self,
    CertificateFilesNotMounted.self,
    RedundantIstioMutual.self,
    CallDenied.self,
    StrictWorkloadInDisabledNamespace.self,
    HeadlessServiceWithMixedProxies.self,
    DisabledPortBehindHeadlessService.self,
    ExternalServiceEntryForMeshWorkload.self,
    MeshInternalEntryWithoutMTLS.self,
    TlsModeLabelContradictsProxy.self,
    ExcludedPortExpectsPlaintext.self,
    ExcludedOutboundPortToStrict.self,
    AutoMtlsOffForStrictService.self,
    PassthroughBalancerWithMixedProxies.self,
    CallToInvisibleService.self,
    ClientWithoutProxyCallsStrict.self,
    PlaintextCall.self,
    RemoteEndpointWithoutMTLS.self,
    AmbientClientCallsStrictSidecar.self,
    SubjectAltNamesExcludeServer.self,
    DestinationRuleInsideHBONE.self,
    HTTPPolicyOnUndetectedPort.self,
    AllowEverything.self,
    AllowNothing.self,
    NoDefaultDeny.self,
    WorkloadWithoutPolicy.self,
    IdentityOnPlaintextPort.self,
    IdentityOnPermissivePort.self,
    DenyWidenedOnTCPPort.self,
    AllowIgnoredOnTCPPort.self,
    RuleNeverMatches.self,
    RedundantRule.self,
    AllowedButDenied.self,
    AuditDoesNotBlock.self,
    AllowByExclusion.self,
    PathNeverArrives.self,
    MethodOrHostNeverMatches.self,
    RequestPrincipalWithoutRequestAuthentication.self,
    TokenNotRequired.self,
    IssuerWithTwoKeySets.self,
    SourceAddressOfProxy.self,
    HTTPPolicyWithoutWaypoint.self,
    MeshWideAllowDeniesOthers.self,
    DryRunPolicy.self,
    SeveralCustomProviders.self,
    InsecureJwksUri.self,
    PrivateKeyInJwks.self,
    UnknownTokenIssuer.self,
    ReservedTokenHeader.self,
    MalformedPrincipal.self,
    LiteralAsterisk.self,
    UnknownTrustDomain.self,
    TrustDomainMigration.self,
    SharedServiceAccount.self,
    ExternalCAWithoutSigner.self,
    AmbientAndSidecarLabels.self,
    InjectionLabelOverridesAnnotation.self,
    WorkloadOptsOutOfMesh.self,
    PolicyWithoutProxy.self,
    PortExcludedFromProxy.self,
    TrafficCaptureDisabled.self,
    MisplacedMeshAnnotation.self,
    SidecarDeclaredByHand.self,
    UnqualifiedProxyImage.self,
    HTTPServerWithoutRedirect.self,
    HostServedWithWeakerTLS.self,
    HTTPRulesOnPassthroughPort.self,
    GatewayForEveryHost.self,
    TLSListenerWithoutCertificate.self,
    ListenerCollision.self,
    ReferenceWithoutGrant.self,
    IngressToStrictBackend.self,
    HostOnTwoServers.self,
    InvalidInjectValue.self,
    MisplacedLinkerdAnnotation.self,
    LinkerdLabelAnnotationMixUp.self,
    ProxyLogsHeaders.self,
    InjectionImpossible.self,
    NamespaceOutsideInjector.self,
    BothMeshesOnPod.self,
    PodOptsOutOfLinkerd.self,
    ControlPlaneLabelByHand.self,
    InjectorOutputByHand.self,
    NamespaceNotInLinkerd.self,
    InvalidLinkerdAnnotation.self,
    UnknownLinkerdAnnotation.self,
    LinkerdAnnotationNotInherited.self,
    ApplicationRunsAsLinkerdProxy.self,
    LinkerdProxyPortTaken.self,
    LinkerdProxyRequestAboveLimit.self,
    IngressModeForNamespace.self,
    ServerWithoutProxy.self,
    ServerOnSkippedPort.self,
    WideSkipRange.self,
    SkippedProxyPort.self,
    UnreadPortList.self,
    PortRangeFailsLinkerdCheck.self,
    OpaquePortsDiffer.self,
    OpaquePortOfHTTPServer.self,
    SkippedPortBehindService.self,
    ServerSelectsNothing.self,
    ServerPortNotDeclared.self,
    ServersOnOnePort.self,
    ServerDeniesEverybody.self,
    AccessPolicyMakesPoliciesMoot.self,
    AuthorizationForEverybody.self,
    NetworkInsteadOfIdentity.self,
    LinkerdPolicyTargetMissing.self,
    NamespacePolicyWithoutServer.self,
    RoutePolicyRestrictsNothing.self,
    ServerAuthorizationGrantsNothing.self,
    PortWithoutServer.self,
    PoliciesWithoutMeshedWorkload.self,
    RefusedByLinkerd.self,
    AuthenticationNotFound.self,
    UnusedAuthentication.self,
    MalformedIdentity.self,
    IdentityOfAnotherMesh.self,
    EveryIdentityAuthorized.self,
    ServiceAccountWithoutIdentity.self,
    RateLimitWithoutServer.self,
    CompetingRateLimits.self,
    RateLimitWithoutHTTP.self,
    EgressNetworkOverlapsCluster.self,
    CompetingEgressNetworks.self,
    ExternalWorkloadWithoutTLS.self,
    DefaultAccountAuthorized.self,
    FailingProbe.self,
    RouteParentIgnored.self,
    RouteParentNotFound.self,
    RouteOfOtherProtocol.self,
    ConflictingRouteKinds.self,
    UnsupportedRouteFeature.self,
    RouteBackendNotFound.self,
    PolicyNamesOtherRouteGroup.self,
    ServiceProfileWithoutService.self,
    TrafficAnnotationIgnored.self,
    TrustDomainSourcesDisagree.self,
    IssuerSecretDoesNotFitScheme.self,
    TrustRootsMissing.self,
    TrustAnchorSecretNotRead.self,
    IssuerWithoutRenewal.self,
    ControlPlaneIncomplete.self,
    TooFewControlPlaneReplicas.self,
    WebhookIgnoresFailures.self,
    ExtensionLabelNotUnique.self,
    ProxyVersionSkew.self,
    NewerThanControlPlane.self,
    InvalidLinkerdValue.self,
    UnreadLinkerdConfigKey.self,
    UnknownProxyVariable.self,
    InvalidLink.self,
    LinkCredentialsUnusable.self,
    ExpiredCertificate.self,
    UnreadableCertificate.self,
    KeyOfOtherCertificate.self,
    CertificatesInWrongOrder.self,
    ExpiringCertificate.self,
    PrivateKeyInManifest.self,
    WeakKey.self,
    WeakSignature.self,
    LongLivedCertificate.self,
    IssuerIsNoCA.self,
    UnsupportedLinkerdCrypto.self,
    IssuerNotFromTrustAnchor.self,
    IssuerKeyNotRead.self,
    TrustAnchorsDisagree.self,
    UselessTrustAnchor.self,
    CertificatesNotReadToEnd.self,
    FrozenAnchorsOfProxy.self,
    IssuerLifeTooShort.self,
    IssuerOutlivesTrustAnchor.self,
    LinkerdWebhookNotTrusted.self,
    WebhookValuesConflict.self,
    IncompleteCacerts.self,
    UnusableCacerts.self,
    IstioCASecretBesideCacerts.self,
    RootCertificatesDiffer.self,
    HostNotInCertificate.self,
    CertificateNotForServers.self,
    CertificateOutlivesIssuer.self,
    WorkloadLifetimeRefused.self,
    WorkloadLifetimeIgnored.self,
    IstioCSRDoesNotFitIstio.self,
    BrokenCertificateChain.self,
    MeshRootsNotUsed.self,
    WrongSPIFFEIDInCertificate.self,
    NetworkPolicyBlocksControlPlane.self,
    NetworkPolicyClosesMeshPort.self,
    NetworkPolicyBlocksDNS.self,
    RefusedBySPIRE.self,
    FailingSPIFFETemplate.self,
    PodWithoutSPIFFEID.self,
    UnknownFederatedTrustDomain.self,
    FederatedTrustDomainWithoutEffect.self,
    FederationWithoutFirstBundle.self,
    SharedSPIFFEID.self,
    SPIREAdminWorkload.self,
    UnusableStaticEntry.self,
    SPIREClassWithoutController.self,
    MaskedSPIREEntry.self,
    InjectionTemplateWithoutProxy.self,
    UnknownInjectionTemplate.self,
    SPIREProxyNotRegistered.self,
    ProxyPassesOverSPIRE.self,
    SPIFFEIDNotIstios.self,
    SPIFFEVolumeNotReadOnly.self,
    SPIREPathNotMounted.self,
    SPIRESocketMisnamed.self,
    InvalidSPIREConfiguration.self,
    SVIDOutlivesCA.self,
    SPIRETrustDomainMismatch.self,
    SPIREClusterMismatch.self,
    SPIREAgentNotAllowed.self,
    SPIREServerNotReached.self,
    SPIREBundleNotFound.self,
    InsecureBootstrap.self,
    SPIREStateNotKept.self,
    SPIRESocketNotShared.self,
    SPIREProbeFails.self,
    JoinTokenInManifest.self,
    NamespaceIgnoredByPattern.self,
    SPIREExampleNames.self,
    NodeTokenNotFound.self,
    SPIREAgentWithoutHostPID.self,
    KubeletNotVerified.self,
    SDSNamesNotIstios.self,
    RefusedByCertManager.self,
    IgnoredByCertManager.self,
    IssuerNotFound.self,
    CertificatesShareSecret.self,
    OverwrittenByController.self,
    IssuerCycle.self,
    CAIssuerCannotSign.self,
    AuthorityOutlived.self,
    AuthorityKeyKept.self,
    CAInjectionWithoutSource.self,
    SelfSignedLeaf.self,
    ACMEIssuerForAuthority.self,
    UnfitMeshAuthority.self,
    LinkerdIssuerRenewedTooLate.self,
    LinkerdAuthorityNotTrusted.self,
    TrustBundleUnfitForLinkerd.self,
    RootKeyBesideLinkerd.self,
    WebhookCertificateWithoutServiceName.self,
    BundleSourceNotFound.self,
    SecretTargetNotAllowed.self,
  ]

  /// Every rule about suppressions, in the order of their codes.
  package static let suppressionRules: [any SuppressionRule.Type] = [
    UnusedSuppression.self,
    UnknownSuppression.self,
    ExpiredSuppression.self,
    SuppressionWithoutReason.self,
    MalformedSuppression.self,
  ]

  /// Every rule that there is.
  ///
  /// Converted one by one: the conversion of a whole array would look for the conformance of each rule at run time.
  package static let catalogue: [any CataloguedRule.Type] =
    allRules.map { $0 as any CataloguedRule.Type } + suppressionRules.map { $0 as any CataloguedRule.Type }

  /// Whether a rule is one about suppressions.
  package static func isAboutSuppressions(_ rule: RuleID) -> Bool { suppressionRules.contains { $0.page.id == rule } }

  /// Whether a rule says what namespaces lack.
  package static func judgesNamespaces(_ rule: RuleID) -> Bool { rulesOnNamespaces.contains(rule) }

  private static let rulesOnNamespaces = Set(allRules.filter { $0.judgesNamespaces }.map { $0.page.id })

  package var rules: [any Rule.Type]

  package init(rules: [any Rule.Type] = Linter.allRules) { self.rules = rules }

  /// Runs the rules side by side and returns what they found, in report order and without repetitions, and what they
  /// could not judge.
  package func lint(_ context: RuleContext) async -> (findings: [Finding], incomplete: [Report.Incomplete]) {
    let results = await run(context)
    var findings: Set<Finding> = []
    var incomplete: [Report.Incomplete] = []
    let unfilled = context.mesh.mesh.objectsWithPlaceholders
    for (rule, found) in zip(rules, results) {
      for finding in found.findings {
        if !unfilled.isEmpty, !rule.judgesPlaceholders, finding.object.map(unfilled.contains) ?? false { continue }
        findings.insert(Finding(finding, of: rule.page))
      }
      for (needs, count) in found.unjudged.sorted(by: { $0.key < $1.key }) {
        incomplete.append(Report.Incomplete(rule: rule.page.id, count: count, needs: needs))
      }
    }
    return (findings.sorted(by: Finding.reportOrder), incomplete)
  }

  /// What rules about suppressions find, in report order.
  package static func lint(
    _ suppressions: [WrittenSuppression], rules: [any SuppressionRule.Type]
  ) -> [Finding] {
    var found: Set<Finding> = []
    for rule in rules {
      var findings = RuleFindings()
      for suppression in suppressions { rule.init().check(suppression, &findings) }
      found.formUnion(findings.findings.map { Finding($0, of: rule.page) })
    }
    return found.sorted(by: Finding.reportOrder)
  }

  /// What each rule finds, in the order of ``rules``.
  ///
  /// A few tasks take one rule after the other: most rules are done in less time than it takes to start a task.
  private func run(_ context: RuleContext) async -> [RuleFindings] {
    let next = RuleCounter()
    return await withTaskGroup(of: [(Int, RuleFindings)].self) { group in
      for _ in 0..<8 {
        group.addTask { [rules] in
          var done: [(Int, RuleFindings)] = []
          while let number = next.take(below: rules.count) {
            var found = RuleFindings()
            if rules[number].applies(to: context.mesh) { rules[number].init().check(context, &found) }
            done.append((number, found))
          }
          return done
        }
      }
      return await group.reduce(into: [RuleFindings](repeating: RuleFindings(), count: rules.count)) { all, done in
        for (number, found) in done { all[number] = found }
      }
    }
  }
}

extension Rule {
  /// Whether a mesh is what the rule is for.
  fileprivate static func applies(to mesh: EffectiveMesh) -> Bool {
    switch scope {
    case .kubernetes: true
    case .istio: mesh.isAboutIstio
    case .linkerd: mesh.linkerd != nil
    }
  }
}

/// Gives out the numbers from 0, each once, to tasks that run side by side.
private final class RuleCounter: Sendable {
  private let next = Atomic(0)

  func take(below count: Int) -> Int? {
    let number = next.add(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }
}

extension Finding {
  fileprivate init(_ finding: RuleFinding, of page: RulePage) {
    self.init(
      rule: page.id, severity: finding.severity ?? page.severity, confidence: page.confidence,
      message: finding.message, help: finding.help, object: finding.object, span: finding.span,
      related: finding.related, istioctlSpan: finding.istioctlSpan,
      subject: finding.subject)
  }
}
