import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds issuer credentials under other names than those under which linkerd-identity looks for them.
package struct IssuerSecretDoesNotFitScheme: LinkerdRule {
  package static let page = RulePage.issuerSecretDoesNotFitScheme

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let controlPlane = linkerd.controlPlane
    for secret in linkerd.mesh.secrets where secret.name == "linkerd-identity-issuer" && !secret.isEncrypted {
      guard secret.namespace == controlPlane.namespace || !linkerd.settings.areKnown else { continue }
      check(secret, controlPlane, linkerd, &findings)
    }
    for release in linkerd.mesh.linkerdReleases { check(release, linkerd.mesh.layout, &findings) }
    // What is said of a Secret that is given holds for the Certificate that makes it too.
    guard !linkerd.mesh.secrets.contains(where: { $0.name == LinkerdSecretName.issuer }) else { return }
    for certificate in context.mesh.linkerdIssuerCertificates { check(certificate, linkerd, &findings) }
  }

  /// cert-manager writes the keys of the scheme of Kubernetes.
  private func check(_ certificate: ManagedCertificate, _ linkerd: LinkerdMesh, _ findings: inout RuleFindings) {
    guard let secret = certificate.secretName else { return }
    let scheme = linkerd.controlPlane.issuerScheme
    if scheme == nil, !linkerd.settings.areKnown {
      findings.report(.schemeMustSay(certificate, secret))
    } else if IssuerScheme(scheme?.value ?? IssuerScheme.linkerd.rawValue) == .linkerd,
      linkerd.mesh.linkerdReleases.isEmpty
    {
      findings.report(.otherScheme(certificate, secret, at: scheme?.span))
    }
  }

  private func check(
    _ secret: Secret, _ controlPlane: LinkerdControlPlane, _ linkerd: LinkerdMesh, _ findings: inout RuleFindings
  ) {
    let isKnown = linkerd.settings.areKnown || controlPlane.issuerScheme != nil
    let scheme = IssuerScheme(controlPlane.issuerScheme?.value ?? IssuerScheme.linkerd.rawValue)
    let keys = Set((secret.data.entries + secret.stringData.entries).map(\.key.value))
    let missing = scheme.keys.filter { !keys.contains($0) }
    guard missing.isEmpty else {
      let other = scheme == .linkerd ? IssuerScheme.kubernetes : .linkerd
      let fitsOther = keys.isSuperset(of: other.keys)
      // Where nothing says what the scheme is, the keys of either may be right.
      guard isKnown || !fitsOther else {
        guard other == .kubernetes else { return }
        findings.report(.schemeMustSay(other, secret))
        // cert-manager adds it to what it writes.
        let isMade = linkerd.mesh.secretSources.contains { $0.secretName == secret.name }
        if !isMade, !keys.contains("ca.crt") { findings.report(.missingAnchor(secret)) }
        return
      }
      findings.report(
        .missing(missing, scheme, secret, at: controlPlane.issuerScheme?.span, other: fitsOther ? other : nil))
      return
    }
    if scheme == .kubernetes, isKnown, !keys.contains("ca.crt") { findings.report(.missingAnchor(secret)) }
  }

  private func check(_ release: LinkerdRelease, _ layout: InputLayout, _ findings: inout RuleFindings) {
    let values = release.values
    let scheme = IssuerScheme(values.issuerScheme?.value ?? IssuerScheme.linkerd.rawValue)
    let written = [values.issuerCertificate, values.issuerKey].compactMap { $0 }.filter { !$0.value.isBlank }
    switch scheme {
    case .kubernetes:
      if let first = written.first { findings.report(.ignoredCredentials(release, at: first.span)) }
    case .linkerd:
      guard written.count < 2, !release.hasOtherValues, !layout.mayComplete(release.metadata.extent.file) else {
        return
      }
      findings.report(.lackingCredentials(release))
    }
  }
}

/// What the Secret with the issuer's certificate and key looks like; every scheme but Linkerd's own is taken for that
/// of Kubernetes (`controller/cmd/identity/main.go`).
private enum IssuerScheme: String {
  case linkerd = "linkerd.io/tls"
  case kubernetes = "kubernetes.io/tls"

  init(_ text: String) { self = Self(rawValue: text) ?? .kubernetes }

  var keys: [String] { self == .linkerd ? ["crt.pem", "key.pem"] : ["tls.crt", "tls.key"] }
}

extension RuleFinding {
  fileprivate static func missing(
    _ keys: [String], _ scheme: IssuerScheme, _ secret: Secret, at place: SourceSpan?, other: IssuerScheme?
  ) -> RuleFinding {
    RuleFinding(
      "\(secret.title) lacks \(list(keys)), which linkerd-identity reads under the scheme \(scheme.rawValue)",
      on: secret.metadata.reference, at: secret.keysPlace,
      related: place.map { [.init("the scheme", at: $0)] } ?? [],
      help: other.map { "its keys are those of the scheme \($0.rawValue): set identity.issuer.scheme to it" }
        ?? "store the certificate as \(scheme.keys[0]) and the private key as \(scheme.keys[1])")
  }

  fileprivate static func schemeMustSay(_ scheme: IssuerScheme, _ secret: Secret) -> RuleFinding {
    RuleFinding(
      "\(secret.title) has the keys of the scheme \(scheme.rawValue), which linkerd-identity reads only where the "
        + "installation says so",
      on: secret.metadata.reference, at: secret.keysPlace,
      help: "install Linkerd with identity.issuer.scheme: \(scheme.rawValue)", severity: .info)
  }

  fileprivate static func schemeMustSay(
    _ certificate: ManagedCertificate, _ secret: Located<String>
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) writes the keys of the scheme kubernetes.io/tls, which linkerd-identity reads only where "
        + "the installation says so",
      on: certificate.metadata.reference, at: secret.span,
      help: "install Linkerd with identity.issuer.scheme: kubernetes.io/tls", severity: .info)
  }

  fileprivate static func otherScheme(
    _ certificate: ManagedCertificate, _ secret: Located<String>, at place: SourceSpan?
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) writes tls.crt and tls.key, and linkerd-identity reads crt.pem and key.pem under the "
        + "scheme linkerd.io/tls",
      on: certificate.metadata.reference, at: secret.span,
      related: place.map { [.init("the scheme", at: $0)] } ?? [],
      help: "set identity.issuer.scheme to kubernetes.io/tls")
  }

  fileprivate static func missingAnchor(_ secret: Secret) -> RuleFinding {
    RuleFinding(
      "\(secret.title) lacks ca.crt, without which \"linkerd check\" and the command line client fail",
      on: secret.metadata.reference, at: secret.keysPlace, help: "add the trust anchor as ca.crt", severity: .warning)
  }

  fileprivate static func ignoredCredentials(_ release: LinkerdRelease, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(release.metadata.title) gives the issuer's credentials, which the chart leaves out under the scheme "
        + "kubernetes.io/tls",
      on: release.metadata.reference, at: place,
      related: release.values.issuerScheme.map { [.init("the scheme", at: $0.span)] } ?? [],
      help: "remove them: the Secret linkerd-identity-issuer has to come from elsewhere", severity: .warning)
  }

  fileprivate static func lackingCredentials(_ release: LinkerdRelease) -> RuleFinding {
    let values = release.values
    return RuleFinding(
      "\(release.metadata.title) gives no issuer certificate and key, without which the chart does not render",
      on: release.metadata.reference,
      at: values.issuerScheme?.span ?? values.issuerCertificate?.span ?? release.metadata.span,
      help: "set identity.issuer.scheme to kubernetes.io/tls and let cert-manager write the Secret, or give "
        + "identity.issuer.tls.crtPEM and keyPEM")
  }
}

extension Secret {
  /// Where the keys stand.
  fileprivate var keysPlace: SourceSpan { (data.entries + stringData.entries).first?.key.span ?? metadata.span }
}
