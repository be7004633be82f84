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
    let places = context.mesh.trustBundleSources
    for bundle in bundles {
      if let place = bundle.defaultCAs, places.lacksDefaultCAs { findings.report(.noDefaultCAs(bundle, at: place)) }
      for source in bundle.sources {
        guard let problem = places.problem(with: source), let name = source.name else { continue }
        let object = "\(source.kind.rawValue) \(quoted(name.value))"
        switch problem {
        case .elsewhere(let other):
          findings.report(.elsewhere(bundle, object, at: name.span, other, places))
        case .withoutKey(let holder): findings.report(.withoutKey(bundle, source, holder))
        case .privateKey(let holder): findings.report(.privateKey(bundle, source, holder))
        case .keyPair(let holder): findings.report(.keyPair(bundle, object, at: source.key.span, holder))
        case .missing where context.mesh.options.isComplete:
          findings.report(.missing(bundle, object, at: name.span, places.namespaces))
        case .missing: findings.skip(needs: "the sources of Bundles")
        }
      }
    }
  }
}

extension TrustBundle.Source {
  /// The key, as it is written, and the place that says which entries are taken.
  fileprivate var key: Located<String> {
    switch entries {
    case .one(let key), .matching(let key): key
    case .all(let span): Located("", at: span)
    case nil: Located("", at: span)
    }
  }
}

extension RuleFinding {
  fileprivate static func elsewhere(
    _ bundle: TrustBundle, _ object: String, at place: SourceSpan, _ other: Metadata, _ places: TrustBundleSources
  ) -> RuleFinding {
    let namespaces = list(places.namespaces.map(quoted))
    let reads =
      places.areNamespacesKnown
      ? "trust-manager reads namespace \(namespaces) only"
      : "trust-manager reads namespace \(namespaces) unless it is told otherwise"
    return RuleFinding(
      "\(bundle.title) takes certificates from \(object), which is in namespace \(quoted(other.namespaceName)); \(reads)",
      on: bundle.metadata.reference, at: place, related: [.init("what holds or makes it", at: other.span)],
      help: "move it to namespace \(namespaces)", severity: places.areNamespacesKnown ? .warning : .info)
  }

  fileprivate static func withoutKey(
    _ bundle: TrustBundle, _ source: TrustBundle.Source, _ holder: Metadata
  ) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) is not written: \(holder.title) gives no \(quoted(source.key.value))",
      on: bundle.metadata.reference, at: source.key.span,
      related: [.init("what holds or makes it", at: holder.span)], help: "name a key that is there, such as tls.crt")
  }

  fileprivate static func privateKey(
    _ bundle: TrustBundle, _ source: TrustBundle.Source, _ holder: Metadata
  ) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) takes the private key of \(holder.title), where it needs the certificate",
      on: bundle.metadata.reference, at: source.key.span,
      related: [.init("what holds or makes it", at: holder.span)], help: "name tls.crt or ca.crt")
  }

  fileprivate static func keyPair(
    _ bundle: TrustBundle, _ object: String, at place: SourceSpan, _ holder: Metadata
  ) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) is not written: it takes every key of \(object), and under tls.key is the private key",
      on: bundle.metadata.reference, at: place, related: [.init("what holds or makes it", at: holder.span)],
      help: "name one key, tls.crt or ca.crt")
  }

  fileprivate static func missing(
    _ bundle: TrustBundle, _ object: String, at place: SourceSpan, _ namespaces: [String]
  ) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) is not written: namespace \(list(namespaces.map(quoted))) has no \(object)",
      on: bundle.metadata.reference, at: place, help: "add it, or take it out of the sources", severity: .warning)
  }

  fileprivate static func noDefaultCAs(_ bundle: TrustBundle, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(bundle.title) is not written: it takes the default CAs, and trust-manager is installed without them",
      on: bundle.metadata.reference, at: place, help: "enable defaultPackage in trust-manager's chart")
  }
}
