import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds values about the certificates of Linkerd's webhooks that the chart refuses, or makes a broken webhook of.
package struct WebhookValuesConflict: LinkerdRule {
  package static let page = RulePage.webhookValuesConflict

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for release in linkerd.mesh.linkerdReleases {
      let mayBeCompleted = release.hasOtherValues || linkerd.mesh.layout.mayComplete(release.metadata.extent.file)
      for webhook in release.values.webhooks {
        guard let conflict = webhook.conflict(mayBeCompleted: mayBeCompleted) else { continue }
        findings.report(
          RuleFinding(
            "\(release.metadata.title) \(conflict.fact)", on: release.metadata.reference, at: conflict.place,
            help: conflict.help))
      }
    }
  }
}

extension LinkerdWebhookValues {
  fileprivate typealias Conflict = (fact: String, place: SourceSpan, help: String)

  /// What cannot be (`charts/partials/templates/_validate.tpl`, `templates/proxy-injector-rbac.yaml`); nil where
  /// nothing is wrong.
  ///
  /// `mayBeCompleted`: Whether values that are not written here may come from elsewhere.
  fileprivate func conflict(mayBeCompleted: Bool) -> Conflict? {
    let isExternal = externalSecret?.value ?? false
    if let injectCaFrom, injectCaFromSecret != nil {
      return refused(
        "injectCaFrom and injectCaFromSecret", injectCaFrom.span, "keep the one that names where the CA is")
    }
    if let inject = injectCaFrom ?? injectCaFromSecret {
      if let caBundle {
        return refused("caBundle beside an injected CA", caBundle.span, "remove caBundle, which cert-manager writes")
      }
      guard !isExternal, !mayBeCompleted || externalSecret != nil else { return nil }
      return refused(
        "an injected CA without externalSecret", inject.span,
        "set \(component).externalSecret to true and let a Certificate write the Secret")
    }
    guard !mayBeCompleted else { return nil }
    if let externalSecret, isExternal, caBundle == nil {
      return refused(
        "externalSecret without the CA", externalSecret.span, "add \(component).injectCaFrom or \(component).caBundle")
    }
    guard !isExternal else { return nil }
    if let certificate, caBundle == nil {
      return broken("crtPEM without caBundle", certificate.span, "add the CA that signed the certificate as caBundle")
    }
    if let caBundle, certificate == nil {
      return broken("caBundle without crtPEM", caBundle.span, "add crtPEM and keyPEM, or remove caBundle")
    }
    if let certificate, key == nil {
      return broken("crtPEM without keyPEM", certificate.span, "add the key of the certificate")
    }
    return nil
  }

  private func refused(_ words: String, _ place: SourceSpan, _ help: String) -> Conflict {
    ("gives \(component) \(words), with which the chart does not render", place, help)
  }

  private func broken(_ words: String, _ place: SourceSpan, _ help: String) -> Conflict {
    ("gives \(component) \(words), for which the chart makes one that does not go with it", place, help)
  }
}
