import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Bundles for Linkerd's trust anchors that do not make what Linkerd reads.
struct TrustBundleUnfitForLinkerd: LinkerdRule {
  static let page = RulePage.trustBundleUnfitForLinkerd

  func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh.mesh
    for bundle in mesh.certManager.bundles where bundle.name == LinkerdSecretName.trustRoots {
      if let key = bundle.configMapKeys.first {
        let isWritten = bundle.configMapKeys.contains { $0.value == LinkerdSecretName.trustRootsKey }
        if !isWritten { findings.report(.otherKey(bundle, key)) }
      } else if let key = bundle.secretKeys.first {
        findings.report(.secret(bundle, at: key.span))
      }
      if let namespace = mesh.namespaces[linkerd.settings.controlPlaneNamespace], !bundle.selects(namespace) {
        findings.report(.notSelected(bundle, namespace))
      }
      for release in mesh.linkerdReleases where release.makesTrustRoots(mesh.layout) {
        findings.report(.alsoInChart(bundle, release))
      }
    }
  }
}

extension LinkerdRelease {
  /// Whether the chart makes the ConfigMap too.
  fileprivate func makesTrustRoots(_ layout: InputLayout) -> Bool {
    guard let anchors = values.identityTrustAnchorsPEM, !anchors.value.isBlank else { return false }
    return values.externalCA?.value != true && !hasOtherValues && !layout.mayComplete(metadata.extent.file)
  }
}

extension RuleFinding {
  fileprivate static func otherKey(_ bundle: TrustBundle, _ key: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) writes the trust anchors under \(quoted(key.value)), and Linkerd reads "
        + LinkerdSecretName.trustRootsKey,
      on: bundle.metadata.reference, at: key.span, help: "write \(LinkerdSecretName.trustRootsKey)")
  }

  fileprivate static func secret(_ bundle: TrustBundle, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) writes a Secret, and Linkerd reads the trust anchors from a ConfigMap",
      on: bundle.metadata.reference, at: place,
      help: "let its target be a configMap with the key \(LinkerdSecretName.trustRootsKey)")
  }

  fileprivate static func notSelected(_ bundle: TrustBundle, _ namespace: Namespace) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) does not choose namespace \(quoted(namespace.name)), so Linkerd's control plane gets no trust "
        + "anchors",
      on: bundle.metadata.reference, at: bundle.namespaceSelector?.span ?? bundle.metadata.span,
      related: [.init("the Namespace", at: namespace.metadata.span)],
      help: "choose it by its name, or label it, as with linkerd.io/is-control-plane: \"true\"")
  }

  fileprivate static func alsoInChart(_ bundle: TrustBundle, _ release: LinkerdRelease) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) and the chart of \(release.metadata.title) both make the ConfigMap "
        + LinkerdSecretName.trustRoots,
      on: bundle.metadata.reference, at: bundle.metadata.span,
      related: [
        .init(
          "the anchors that the chart is given",
          at: release.values.identityTrustAnchorsPEM?.span ?? release.metadata.span)
      ],
      help: "set identity.externalCA: true in the values, and leave identityTrustAnchorsPEM out", severity: .warning)
  }
}
