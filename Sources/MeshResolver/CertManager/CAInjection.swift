package import MeshModel

/// What an object, by an annotation, has cert-manager's cainjector fill its CA bundles in from
/// (`pkg/apis/certmanager/v1/types.go`, `pkg/controller/cainjector/sources.go`).
package struct CAInjection: Sendable {
  /// What the CA is taken from.
  package enum Source: Sendable {
    /// The Secret of a Certificate.
    case certificate(CAInjectionName)
    case secret(CAInjectionName)
    /// What the API server itself is called with.
    case apiServer
  }

  /// The webhook, CustomResourceDefinition or APIService; for a webhook of Linkerd's that is yet to be rendered, the
  /// release that has it.
  package let target: Metadata
  /// The part of the release that has the webhook, such as `proxyInjector`; nil for the object itself.
  package let component: String?
  package let source: Source
  /// The name of the annotation or value, and where the source is named.
  package let key: Located<String>
  package let value: Located<String>
  /// The annotations that cert-manager does not come to, since it takes the first of those that it knows.
  package let ignored: [Located<String>]
  /// A CA bundle that is written beside; nil where none is.
  package let written: Located<String>?
}

/// How an annotation names what a CA is taken from.
package enum CAInjectionName: Sendable {
  case name(namespace: String, name: String)
  /// The text is not `NAMESPACE/NAME`.
  case malformed
  /// No object can have such a name, so that it stands for one that is put in when the manifest is rendered.
  case placeholder
}

extension EffectiveMesh {
  /// The injections that the input asks for, objects before releases. Linear in the objects and the texts that hold
  /// certificates.
  package var caInjections: [CAInjection] {
    let services = mesh.others.filter { $0.metadata.kind.value == "APIService" }
    let targets =
      mesh.webhookConfigurations.map(\.metadata) + mesh.customResourceDefinitions.map(\.metadata)
      + services.map(\.metadata)
    let asking = targets.filter { $0.annotations.entries.contains { $0.key.value.hasPrefix(CAInjection.prefix) } }
    guard !asking.isEmpty else { return releasedInjections }
    var bundles: [ObjectIdentifier: Located<String>] = [:]
    for text in mesh.certificateTexts where text.value.value.hasPrefix(CAInjection.startOfCertificate) {
      if text.name.hasSuffix("caBundle"), bundles[ObjectIdentifier(text.owner)] == nil {
        bundles[ObjectIdentifier(text.owner)] = text.value
      }
    }
    return asking.compactMap { CAInjection($0, written: bundles[ObjectIdentifier($0)]) } + releasedInjections
  }

  /// The names of the Certificates, and of the Secrets, whose CA a controller hands out again at each renewal. Nil
  /// where some are not written: they are put in later, or chosen by labels. A definition that replaces another may
  /// name the same in a different namespace, so namespaces are left out.
  package var distributedNames: Set<String>? {
    let injections = caInjections
    let sources = written.certManager.bundles.flatMap(\.sources).filter { $0.kind == .secret }
    guard !injections.contains(where: \.isNamedLater), sources.allSatisfy({ $0.name != nil }) else { return nil }
    return Set(injections.compactMap(\.sourceName)).union(sources.compactMap(\.name?.value))
  }

  /// Those of Linkerd's webhooks, which the chart annotates (`charts/linkerd-control-plane/templates`).
  private var releasedInjections: [CAInjection] {
    mesh.linkerdReleases.flatMap { release in
      release.values.webhooks.compactMap { CAInjection($0, of: release.metadata) }
    }
  }
}

extension CAInjection {
  fileprivate static let prefix = "cert-manager.io/inject-"
  /// What PEM of a certificate begins with in base64.
  fileprivate static let startOfCertificate = "LS0tLS1CRUdJT"

  /// Nil where no annotation asks for anything. Of several, the order is that of `pkg/controller/cainjector/setup.go`.
  fileprivate init?(_ target: Metadata, written: Located<String>?) {
    let secret = target.annotations.entry("cert-manager.io/inject-ca-from-secret")
    let certificate = target.annotations.entry("cert-manager.io/inject-ca-from")
    let apiServer = target.annotations.entry("cert-manager.io/inject-apiserver-ca").flatMap {
      $0.value.value == "true" ? $0 : nil
    }
    let found = [
      secret.map { ($0, Source.secret(CAInjectionName($0.value.value))) },
      certificate.map { ($0, .certificate(CAInjectionName($0.value.value))) },
      apiServer.map { ($0, .apiServer) },
    ].compactMap { $0 }
    guard let (entry, source) = found.first else { return nil }
    self.target = target
    component = nil
    self.source = source
    (key, value) = (entry.key, entry.value)
    ignored = found.dropFirst().map(\.0.key)
    self.written = written
  }

  /// Nil where the values of a webhook name nothing. That they name two is found with the values.
  fileprivate init?(_ values: LinkerdWebhookValues, of release: Metadata) {
    guard let value = values.injectCaFrom ?? values.injectCaFromSecret else { return nil }
    let name = CAInjectionName(value.value)
    target = release
    component = values.component
    source = values.injectCaFrom == nil ? .secret(name) : .certificate(name)
    (key, self.value) = (value, value)
    ignored = []
    written = nil
  }

  /// How the Certificate or Secret is named; nil for the API server's own CA.
  private var named: CAInjectionName? {
    switch source {
    case .certificate(let name), .secret(let name): name
    case .apiServer: nil
    }
  }

  /// The namespace that the source is in; empty where none is written.
  package var sourceNamespace: String { if case .name(let namespace, _) = named { namespace } else { "" } }

  /// The name of the source without its namespace; nil where none is written.
  package var sourceName: String? { if case .name(_, let name) = named { name } else { nil } }

  /// Whether the source is named when the manifest is rendered only.
  package var isNamedLater: Bool { if case .placeholder = named { true } else { false } }
}

extension CAInjectionName {
  fileprivate init(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let isPlaceholder = text.contains { "$<{%".contains($0) || $0.isUppercase }
    self =
      isPlaceholder
      ? .placeholder
      : parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
        ? .name(namespace: String(parts[0]), name: String(parts[1])) : .malformed
  }
}
