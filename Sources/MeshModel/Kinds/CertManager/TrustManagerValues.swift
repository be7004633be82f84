/// How trust-manager is set up: values of its Helm chart, or the arguments of its container.
package struct TrustManagerValues: Sendable {
  /// Which Secrets it may write.
  package enum SecretTargets: Sendable {
    case none
    /// Those of these names, in every namespace.
    case named([String])
    case all
  }

  /// `app.trust.namespace`: where sources are read. Nil where it is not known.
  package let namespace: String?
  /// Whether there are public CAs that Bundles can ask for: `defaultPackage.enabled`. Nil where it is not known.
  package let hasDefaultCAs: Bool?
  /// `secretTargets`. Nil where it is not known.
  package let secretTargets: SecretTargets?

  /// What is not written has the default of the chart (`deploy/charts/trust-manager/values.yaml`).
  ///
  /// `areComplete`: Whether no values come from elsewhere.
  init(_ values: ManifestNode?, areComplete: Bool) {
    namespace = values?["app"]?["trust"]?["namespace"]?.string?.value ?? (areComplete ? "cert-manager" : nil)
    hasDefaultCAs = values?["defaultPackage"]?["enabled"]?.bool?.value ?? (areComplete ? true : nil)
    let targets = values?["secretTargets"]
    if let isEnabled = targets?["enabled"]?.bool?.value ?? (areComplete ? false : nil) {
      let names = targets?["authorizedSecrets"]?.strings.map(\.value) ?? (areComplete ? [] : nil)
      let writesAll = targets?["authorizedSecretsAll"]?.bool?.value ?? false
      secretTargets = !isEnabled ? SecretTargets.none : writesAll ? .all : names.map(SecretTargets.named)
    } else {
      secretTargets = nil
    }
  }

  /// What is not written has the default of the program (`cmd/trust-manager/app/options/options.go`). What its role
  /// allows is not looked at.
  ///
  /// `flag`: The value of a flag, with variables in it replaced; nil where the flag is not given.
  package init(flag: (String) -> String?) {
    let namespace = flag("trust-namespace") ?? "cert-manager"
    self.namespace = namespace.contains("$(") ? nil : namespace
    hasDefaultCAs = flag("default-package-location").map { !$0.isEmpty } ?? false
    secretTargets = flag("secret-targets-enabled").map { $0 != "false" } ?? false ? .all : SecretTargets.none
  }
}
