import Synchronization

/// What several rules word, or several answers need. Rules run side by side, and some runs ask for none of it.
///
/// Nothing here may hold the ``EffectiveMesh`` that holds it.
final class SharedAnswers: Sendable {
  let visibleHosts = Once<VisibleHosts>()
  let gatewayReferences = Once<GatewayReferences>()
  let idleSubsets = Once<(found: [IdleSubset], unjudged: [String])>()
  let placedAnnotations = Once<[PlacedAnnotation]>()
  let serviceDisagreements = Once<[ServiceDisagreement]>()
  let unreadablePorts = Once<[UnreadablePort]>()
  let autoImages = Once<AutoImages>()
  let certificates = Once<CertificateInventory>()
  let certificateOccurrences = Once<[CertificateOccurrence]>()
  let keyPairProblems = Once<[KeyPairProblem]>()
  let servedCertificates = Once<[ServedCertificates]>()
  let renewedSecrets = Once<RenewedSecrets>()
  let invalidCredentials = Once<(found: [InvalidCredential], unjudged: [String])>()
  let networkPolicies = Once<NetworkPolicyIndex>()
  let linkerdTrusts = Once<[LinkerdTrust]>()
  let spireInstallation = Once<SPIREInstallation>()
  let injectionTemplates = Once<InjectionTemplates>()
  let spiffeDrivers = Once<Set<String>>()
  let askingSPIRE = Once<[RequestedTemplates]>()
  let spireControllers = Once<SPIREControllers>()
  let spireRegistrations = Once<SPIRERegistrations>()
  let istiodEnvironments = Once<[IstiodEnvironment]>()
  let certificateGraph = Once<CertificateGraph>()
}

/// A value that is computed when somebody first asks for it, for all who ask.
final class Once<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  /// `compute` must not ask for the same value.
  func callAsFunction(_ compute: () -> Value) -> Value {
    value.withLock { known in
      if let known { return known }
      let computed = compute()
      known = computed
      return computed
    }
  }
}
