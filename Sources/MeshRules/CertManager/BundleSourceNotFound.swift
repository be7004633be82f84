import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Bundles of trust-manager that take certificates from where there are none.
struct BundleSourceNotFound: Rule {
  static let page = RulePage.bundleSourceNotFound
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let bundles = context.mesh.mesh.certManager.bundles
    guard !bundles.isEmpty else { return }
    let places = TrustBundleSources(context.mesh.mesh)
    for bundle in bundles {
      for source in bundle.sources {
        let kind = source.secret == nil ? "ConfigMap" : "Secret"
        guard let reference = source.secret ?? source.configMap, let name = reference.name,
          let problem = places.problem(with: source)
        else { continue }
        let object = "\(kind) \(quoted(name.value))"
        switch problem {
        case .elsewhere(let other):
          findings.report(.elsewhere(bundle, object, at: name.span, other, places.namespace))
        case .withoutKey(let holder): findings.report(.withoutKey(bundle, reference, holder))
        case .privateKey(let holder): findings.report(.privateKey(bundle, reference, holder))
        case .missing where context.mesh.options.isComplete:
          findings.report(.missing(bundle, object, at: name.span, places.namespace))
        case .missing: findings.skip(needs: "the sources of Bundles")
        }
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func elsewhere(
    _ bundle: TrustBundle, _ object: String, at place: SourceSpan, _ other: Metadata, _ namespace: String
  ) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) takes certificates from \(object), which is in namespace \(quoted(other.namespaceName)); "
        + "trust-manager reads namespace \(quoted(namespace)) only",
      on: bundle.metadata.reference, at: place, related: [.init("what holds or makes it", at: other.span)],
      help: "move it to namespace \(quoted(namespace))", severity: .warning)
  }

  fileprivate static func withoutKey(
    _ bundle: TrustBundle, _ reference: TrustBundle.Source.Reference, _ holder: Metadata
  ) -> RuleFinding {
    let key = reference.key
    return RuleFinding(
      "\(bundle.title) is not written: \(holder.title) gives no \(quoted(key?.value ?? ""))",
      on: bundle.metadata.reference, at: key?.span ?? bundle.metadata.span,
      related: [.init("what holds or makes it", at: holder.span)], help: "name a key that is there, such as tls.crt")
  }

  fileprivate static func privateKey(
    _ bundle: TrustBundle, _ reference: TrustBundle.Source.Reference, _ holder: Metadata
  ) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) takes the private key of \(holder.title), where it needs the certificate",
      on: bundle.metadata.reference, at: reference.key?.span ?? bundle.metadata.span,
      related: [.init("what holds or makes it", at: holder.span)], help: "name tls.crt or ca.crt")
  }

  fileprivate static func missing(
    _ bundle: TrustBundle, _ object: String, at place: SourceSpan, _ namespace: String
  ) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) is not written: namespace \(quoted(namespace)) has no \(object)", on: bundle.metadata.reference,
      at: place, help: "add it, or take it out of the sources", severity: .warning)
  }
}
