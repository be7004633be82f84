import Diagnostics

/// What the Helm values of Linkerd say about the certificate of one webhook
/// (`charts/partials/templates/_validate.tpl`). What is not written, or empty, is nil.
package struct LinkerdWebhookValues: Sendable {
  /// `proxyInjector`, `profileValidator` or `policyValidator`.
  package let component: String
  /// Whether the Secret comes from elsewhere.
  package let externalSecret: Located<Bool>?
  package let certificate: Located<String>?
  package let key: Located<String>?
  package let caBundle: Located<String>?
  /// The Certificate of cert-manager, as `namespace/name`, whose CA is written into the webhook.
  package let injectCaFrom: Located<String>?
  /// The Secret, as `namespace/name`.
  package let injectCaFromSecret: Located<String>?

  /// `place`: Where in the file a place in the values is.
  init(_ node: ManifestNode, _ component: String, place: (SourceSpan) -> SourceSpan) {
    func text(_ key: StaticString) -> Located<String>? {
      node[key]?.string.flatMap { $0.value.isEmpty ? nil : Located($0.value, at: place($0.span)) }
    }
    self.component = component
    externalSecret = node["externalSecret"]?.bool.map { Located($0.value, at: place($0.span)) }
    certificate = text("crtPEM")
    key = text("keyPEM")
    caBundle = text("caBundle")
    injectCaFrom = text("injectCaFrom")
    injectCaFromSecret = text("injectCaFromSecret")
  }
}
