import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds annotations by which cert-manager is to fill in a CA bundle, and cannot.
struct CAInjectionWithoutSource: Rule {
  static let page = RulePage.caInjectionWithoutSource
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh.mesh
    let certificates = Dictionary(grouping: mesh.certManager.certificates, by: \.name)
    let targets =
      mesh.webhookConfigurations.map(\.metadata) + mesh.customResourceDefinitions.map(\.metadata)
      + mesh.others.lazy.filter { $0.metadata.kind.value == "APIService" }.map(\.metadata)
    // Those of a patch may stand for others yet.
    for target in targets where !mesh.layout.isPatch(target.extent.file) {
      let sources = target.annotations.entries.filter { CAInjection(key: $0.key.value) != nil }
      if sources.count > 1 { findings.report(.several(sources, of: target)) }
      for source in sources {
        switch CAInjection(key: source.key.value) {
        case .certificate: check(source, of: target, certificates, context, &findings)
        case .secret: check(source, of: target, context, &findings)
        case .apiServer, nil: break
        }
      }
    }
    for configuration in mesh.webhookConfigurations {
      guard
        let source = configuration.metadata.annotations.entries.first(where: { CAInjection(key: $0.key.value) != nil }),
        let bundle = configuration.webhooks.lazy.compactMap(\.caBundle).first(where: \.isCertificate)
      else { continue }
      findings.report(.besideBundle(source, of: configuration.metadata, at: bundle.span))
    }
  }

  private func check(
    _ source: LocatedMap.Entry, of target: Metadata, _ certificates: [String: [ManagedCertificate]],
    _ context: RuleContext, _ findings: inout RuleFindings
  ) {
    guard let (namespace, name) = source.value.value.namespacedName else {
      findings.report(.malformed(source, of: target, "Certificate"))
      return
    }
    let namesakes = certificates[name] ?? []
    guard !namesakes.contains(where: { $0.namespace == namespace || $0.metadata.namespace == nil }) else { return }
    if let other = namesakes.first {
      findings.report(.otherNamespace(source, of: target, other))
    } else if context.mesh.options.isComplete {
      findings.report(.missing(source, of: target, "Certificate"))
    } else {
      findings.skip(needs: "the Certificates that CA bundles are taken from")
    }
  }

  private func check(
    _ source: LocatedMap.Entry, of target: Metadata, _ context: RuleContext, _ findings: inout RuleFindings
  ) {
    guard let (namespace, name) = source.value.value.namespacedName else {
      findings.report(.malformed(source, of: target, "Secret"))
      return
    }
    let allows = "cert-manager.io/allow-direct-injection"
    guard let secret = context.mesh.certificateGraph.secret(.init(namespace, name)),
      secret.metadata.annotations[allows]?.value != "true"
    else { return }
    findings.report(.notAllowed(source, of: target, secret))
  }
}

/// What an annotation takes a CA bundle from (`pkg/apis/certmanager/v1/types.go` WantInjectAnnotation).
private enum CAInjection {
  case certificate, secret, apiServer

  init?(key: String) {
    switch key {
    case "cert-manager.io/inject-ca-from": self = .certificate
    case "cert-manager.io/inject-ca-from-secret": self = .secret
    case "cert-manager.io/inject-apiserver-ca": self = .apiServer
    default: return nil
    }
  }
}

extension String {
  /// The parts of `namespace/name`; nil for another form.
  fileprivate var namespacedName: (namespace: String, name: String)? {
    let parts = split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty ? (parts[0], parts[1]) : nil
  }
}

extension Located<String> {
  /// Whether the text is base64 that begins as PEM does.
  fileprivate var isCertificate: Bool { value.hasPrefix("LS0tLS1CRUdJT") }
}

extension RuleFinding {
  fileprivate static func several(_ sources: [LocatedMap.Entry], of target: Metadata) -> RuleFinding {
    RuleFinding(
      "\(target.title) takes its CA bundle from several sources, of which cert-manager uses one", on: target.reference,
      at: sources.first?.key.span ?? target.span,
      related: sources.dropFirst().map { .init("another source", at: $0.key.span) },
      help: "keep the annotation that is meant", severity: .warning)
  }

  fileprivate static func malformed(_ source: LocatedMap.Entry, of target: Metadata, _ kind: String) -> RuleFinding {
    RuleFinding(
      "\(target.title) gets no CA bundle: \(quoted(source.value.value)) is not the namespace and name of a \(kind)",
      on: target.reference, at: source.value.span, help: "write NAMESPACE/NAME")
  }

  fileprivate static func otherNamespace(
    _ source: LocatedMap.Entry, of target: Metadata, _ other: ManagedCertificate
  ) -> RuleFinding {
    RuleFinding(
      "\(target.title) takes its CA bundle from Certificate \(quoted(source.value.value)), which is not there",
      on: target.reference, at: source.value.span,
      related: [.init("a Certificate of this name in another namespace", at: other.metadata.span)],
      help: "write \(other.metadata.reference.path)", severity: .warning)
  }

  fileprivate static func missing(_ source: LocatedMap.Entry, of target: Metadata, _ kind: String) -> RuleFinding {
    RuleFinding(
      "\(target.title) takes its CA bundle from \(kind) \(quoted(source.value.value)), which does not exist",
      on: target.reference, at: source.value.span, help: "add the \(kind), or name one that exists")
  }

  fileprivate static func notAllowed(
    _ source: LocatedMap.Entry, of target: Metadata, _ secret: Secret
  ) -> RuleFinding {
    RuleFinding(
      "\(target.title) gets no CA bundle from \(secret.title), which does not allow it", on: target.reference,
      at: source.value.span, related: [.init("the Secret", at: secret.metadata.span)],
      help: "annotate the Secret with cert-manager.io/allow-direct-injection: \"true\"")
  }

  fileprivate static func besideBundle(
    _ source: LocatedMap.Entry, of target: Metadata, at place: SourceSpan
  ) -> RuleFinding {
    RuleFinding(
      "\(target.title) has a CA bundle that cert-manager replaces by the one from \(quoted(source.value.value))",
      on: target.reference, at: place, related: [.init("what it is taken from", at: source.key.span)],
      help: "leave caBundle out; a tool that applies the manifest again would put it back", severity: .info)
  }
}
