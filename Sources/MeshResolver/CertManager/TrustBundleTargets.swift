package import MeshModel

/// Why trust-manager does not write the Secrets of a Bundle.
package enum SecretTargetProblem: Sendable {
  /// It writes no Secrets, and nothing of such a Bundle (`pkg/bundle/bundle.go`, reason SecretTargetsDisabled).
  case disabled
  /// Its role allows it Secrets of other names only, in the order of the text
  /// (`deploy/charts/trust-manager/templates/_helpers.tpl`).
  case notNamed(among: [String])
}

/// What the trust-managers of the input may write.
package struct TrustBundleTargets: Sendable {
  /// Empty where the input does not tell.
  private let secrets: [TrustManagerValues.SecretTargets]

  /// Linear in the workloads and releases.
  init(_ mesh: Mesh) {
    let setups = mesh.trustManagers
    let known = setups.compactMap(\.secretTargets)
    secrets = known.count == setups.count ? known : []
  }

  /// Nil where they are written, where the Bundle asks for none, and where it is not known.
  package func problem(withSecretsOf bundle: TrustBundle) -> SecretTargetProblem? {
    guard bundle.secretTarget != nil else { return nil }
    let problems = secrets.map { targets -> SecretTargetProblem? in
      switch targets {
      case .none: .disabled
      case .named(let names): names.contains(bundle.name) ? nil : .notNamed(among: names)
      case .all: nil
      }
    }
    // One of several that writes it is enough.
    return problems.contains { $0 == nil } ? nil : problems.first ?? nil
  }
}

extension EffectiveMesh {
  /// What the trust-managers of the input may write.
  package var trustBundleTargets: TrustBundleTargets { TrustBundleTargets(mesh) }
}
