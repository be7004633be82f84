import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds annotations in Linkerd's domain that Linkerd does not read.
package struct UnknownLinkerdAnnotation: LinkerdRule {
  package static let page = RulePage.unknownLinkerdAnnotation

  package static let options = [annotations]

  private static let annotations = RuleOption("annotations", "Annotations that something of your own reads.")

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var budget = SuggestionBudget()
    for carrier in linkerd.carriers {
      for annotation in carrier.annotations.entries where annotation.key.value.isLinkerdKey {
        let key = annotation.key.value
        guard let kind = UnknownKey(key, &budget), !context.options.covers(key, Self.annotations, of: Self.self)
        else { continue }
        findings.report(
          RuleFinding(
            "Linkerd reads no annotation \(key), so that of \(carrier.title) has no effect",
            on: carrier.metadata.reference, at: annotation.key.span, help: kind.help))
      }
    }
  }
}

/// A key of an annotation that Linkerd does not have.
private struct UnknownKey {
  var help: String?

  /// Nil for one that Linkerd, or an extension of it, may read.
  init?(_ key: String, _ budget: inout SuggestionBudget) {
    guard LinkerdAnnotation.named(key) == nil, !Self.others.contains(key), let slash = key.firstIndex(of: "/") else {
      return nil
    }
    let prefix = key[...slash]
    let name = String(key[key.index(after: slash)...])
    if let reason = LinkerdAnnotation.removed[key] {
      help = "remove it: \(reason)"
    } else if let namesake = Self.names[name] {
      help = "did you mean \(namesake)?"
    } else if LinkerdAnnotation.prefixes.contains(where: { $0 == prefix }) {
      guard budget.take(), let near = closest(to: name, of: Self.names.keys.sorted()) else { return }
      help = Self.names[near].map { "did you mean \($0)?" }
    } else if prefix == "linkerd.io/", budget.take(), closest(to: name, of: ["inject"]) != nil {
      help = "did you mean linkerd.io/inject?"
    } else {
      return nil
    }
  }

  /// The annotations of pods by what stands behind the slash.
  private static let names: [String: String] = Dictionary(
    LinkerdAnnotation.all.map { ($0.name.split(separator: "/").last.map(String.init) ?? "", $0.name) }
      + [("inject", "linkerd.io/inject")]
  ) { $0.hasPrefix("config.linkerd.io/") ? $0 : $1 }

  /// Keys that Linkerd knows as an annotation for something else, writes itself, or reads from labels.
  private static let others: Set<String> = [
    "linkerd.io/inject", "linkerd.io/proxy-version", "config.linkerd.io/admission-webhooks",
  ]
}
