package import MeshModel

/// Why cert-manager's cainjector fills in nothing.
package enum CAInjectionProblem: Sendable {
  /// The text is not `NAMESPACE/NAME`.
  case malformed
  /// A Certificate of the name is in other namespaces only.
  case otherNamespace(ManagedCertificate)
  case missing
  /// The Secret is there, or made by what is given, and does not say that others may take its CA.
  case notAllowed(Metadata)
  /// The Secret has no `ca.crt`.
  case withoutCA(Secret)
}

/// The Certificates and Secrets of the input that CA bundles are taken from, by their names. Certificates count that
/// are refused: that is found where they stand.
package struct CAInjectionSources: Sendable {
  private let certificates: [String: [ManagedCertificate]]
  private let writers: [String: [ManagedCertificate]]
  private let secrets: [String: [Secret]]
  private let otherSources: [String: [SecretSource]]
  /// What programs are told of, among it the Secrets that they write themselves, as cert-manager's own webhook does.
  private let argumentsOfPrograms: Set<Substring>

  /// Linear in Certificates, Secrets and the arguments of workloads.
  init(_ mesh: Mesh) {
    certificates = Dictionary(grouping: mesh.certManager.certificates, by: \.name)
    writers = Dictionary(grouping: mesh.certManager.certificates) { $0.secretName?.value ?? "" }
    secrets = Dictionary(grouping: mesh.secrets, by: \.name)
    otherSources = Dictionary(
      grouping: mesh.secretSources.filter { $0.metadata.kind.value != "Certificate" }, by: \.secretName)
    let words = mesh.workloads.lazy.flatMap(\.pod.containers).flatMap(\.words)
    argumentsOfPrograms = Set(words.compactMap { $0.value.split { "=/".contains($0) }.last })
  }

  /// Nil where nothing keeps a CA from being filled in, and where that is not known.
  package func problem(with injection: CAInjection) -> CAInjectionProblem? {
    switch injection.source {
    case .certificate(.malformed), .secret(.malformed): .malformed
    case .certificate(.name(let namespace, let name)): problem(withCertificate: name, in: namespace)
    case .secret(.name(let namespace, let name)): problem(withSecret: name, in: namespace)
    case .certificate(.placeholder), .secret(.placeholder), .apiServer: nil
    }
  }

  private func problem(withCertificate name: String, in namespace: String) -> CAInjectionProblem? {
    guard let namesakes = certificates[name] else { return .missing }
    return namesakes.contains { $0.mayBe(in: namespace) } ? nil : namesakes.first.map { .otherNamespace($0) }
  }

  private func problem(withSecret name: String, in namespace: String) -> CAInjectionProblem? {
    let written = secrets[name]?.filter { $0.mayBe(in: namespace) } ?? []
    let writers = writers[name]?.filter { $0.mayBe(in: namespace) } ?? []
    if otherSources[name]?.contains(where: { $0.mayBe(in: namespace) }) ?? false { return nil }
    let allows = "cert-manager.io/allow-direct-injection"
    let allowed = written.filter { $0.metadata.annotations[allows]?.value == "true" }
    guard allowed.isEmpty, !writers.contains(where: { $0.secretAnnotations[allows]?.value == "true" }) else {
      return writers.isEmpty ? allowed.first { $0.lacksCA }.map { .withoutCA($0) } : nil
    }
    if let holder = written.first?.metadata ?? writers.first?.metadata { return .notAllowed(holder) }
    return argumentsOfPrograms.contains(Substring(name)) ? nil : .missing
  }
}

extension Resource {
  /// Whether the object is in a namespace, or names none and may be put there.
  fileprivate func mayBe(in namespace: String) -> Bool { metadata.namespace.map { $0.value == namespace } ?? true }
}

extension Secret {
  /// Whether it holds something, and no CA. An empty one may be filled yet.
  fileprivate var lacksCA: Bool {
    let keys = (data.entries + stringData.entries).map(\.key.value)
    return !isEncrypted && !keys.isEmpty && !keys.contains("ca.crt")
  }
}

extension EffectiveMesh {
  /// What CA bundles are taken from.
  package var caInjectionSources: CAInjectionSources { CAInjectionSources(written) }
}
