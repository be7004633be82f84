import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds annotations by which cert-manager is to fill in a CA bundle, and cannot.
struct CAInjectionWithoutSource: Rule {
  static let page = RulePage.caInjectionWithoutSource
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let injections = context.mesh.caInjections
    guard !injections.isEmpty else { return }
    let sources = context.mesh.caInjectionSources
    // Those of a patch may stand for others yet.
    for injection in injections where !context.mesh.mesh.layout.isPatch(injection.target.extent.file) {
      guard let problem = sources.problem(with: injection) else {
        if !injection.ignored.isEmpty { findings.report(.several(injection)) }
        if let bundle = injection.written { findings.report(.besideBundle(injection, at: bundle.span)) }
        continue
      }
      switch problem {
      case .malformed: findings.report(.malformed(injection))
      case .otherNamespace(let other) where context.describes(injection.sourceNamespace):
        findings.report(.otherNamespace(injection, other))
      case .missing where context.mesh.options.isComplete: findings.report(.missing(injection))
      case .notAllowed(let holder): findings.report(.notAllowed(injection, holder))
      case .withoutCA(let secret): findings.report(.withoutCA(injection, secret))
      case .otherNamespace, .missing:
        findings.skip(needs: "the \(injection.sourceKind)s that CA bundles are taken from")
      }
    }
  }
}

extension CAInjection {
  fileprivate var title: String { component.map { "\($0) of \(target.title)" } ?? target.title }

  fileprivate var sourceKind: String { if case .certificate = source { "Certificate" } else { "Secret" } }
}

extension RuleFinding {
  fileprivate static func several(_ injection: CAInjection) -> RuleFinding {
    RuleFinding(
      "\(injection.title) takes its CA bundle from several sources, of which cert-manager uses "
        + quoted(injection.key.value),
      on: injection.target.reference, at: injection.ignored.first?.span ?? injection.target.span,
      related: [.init("what it uses", at: injection.key.span)], help: "keep the annotation that is meant",
      severity: .warning)
  }

  fileprivate static func malformed(_ injection: CAInjection) -> RuleFinding {
    RuleFinding(
      "\(injection.title) gets no CA bundle: \(quoted(injection.value.value)) is not the namespace and name of a "
        + injection.sourceKind,
      on: injection.target.reference, at: injection.value.span, help: "write NAMESPACE/NAME")
  }

  fileprivate static func otherNamespace(_ injection: CAInjection, _ other: ManagedCertificate) -> RuleFinding {
    RuleFinding(
      "\(injection.title) takes its CA bundle from Certificate \(quoted(injection.value.value)), which is not there",
      on: injection.target.reference, at: injection.value.span,
      related: [.init("a Certificate of this name in another namespace", at: other.metadata.span)],
      help: "write \(other.metadata.reference.path)", severity: .warning)
  }

  fileprivate static func missing(_ injection: CAInjection) -> RuleFinding {
    let kind = injection.sourceKind
    return RuleFinding(
      "\(injection.title) takes its CA bundle from \(kind) \(quoted(injection.value.value)), which does not exist",
      on: injection.target.reference, at: injection.value.span, help: "add the \(kind), or name one that exists",
      // A program may write a Secret of its own.
      severity: kind == "Secret" ? .warning : nil)
  }

  fileprivate static func notAllowed(_ injection: CAInjection, _ holder: Metadata) -> RuleFinding {
    let isMade = holder.kind.value == "Certificate"
    return RuleFinding(
      "\(injection.title) gets no CA bundle from Secret \(quoted(injection.value.value)), which does not allow it",
      on: injection.target.reference, at: injection.value.span,
      related: [.init(isMade ? "the Certificate that makes it" : "the Secret", at: holder.span)],
      help: (isMade ? "annotate the Secret by secretTemplate" : "annotate the Secret")
        + " with cert-manager.io/allow-direct-injection: \"true\"")
  }

  fileprivate static func withoutCA(_ injection: CAInjection, _ secret: Secret) -> RuleFinding {
    RuleFinding(
      "\(injection.title) gets no CA bundle from \(secret.title), which has no ca.crt",
      on: injection.target.reference, at: injection.value.span,
      related: [.init("the Secret", at: secret.metadata.span)],
      help: "store the CA's certificate as ca.crt")
  }

  fileprivate static func besideBundle(_ injection: CAInjection, at place: SourceSpan) -> RuleFinding {
    let source = if case .apiServer = injection.source { "the API server" } else { quoted(injection.value.value) }
    return RuleFinding(
      "\(injection.title) has a CA bundle that cert-manager replaces by the one from \(source)",
      on: injection.target.reference, at: place, related: [.init("what it is taken from", at: injection.key.span)],
      help: "leave caBundle out; a tool that applies the manifest again would put it back", severity: .info)
  }
}
