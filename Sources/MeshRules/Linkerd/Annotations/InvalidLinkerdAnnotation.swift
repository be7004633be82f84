import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds annotations for Linkerd's proxy with a value that Linkerd cannot read.
package struct InvalidLinkerdAnnotation: LinkerdRule {
  package static let page = RulePage.invalidLinkerdAnnotation

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for carrier in linkerd.carriers where [.pods, .namespace].contains(carrier.kind) {
      if let workload = carrier.workload, linkerd.isOutside(workload) { continue }
      for annotation in carrier.annotations.entries {
        guard let definition = LinkerdAnnotation.named(annotation.key.value) else { continue }
        if let finding = finding(about: annotation, of: carrier, definition, linkerd) { findings.report(finding) }
      }
    }
  }

  private func finding(
    about annotation: LocatedMap.Entry, of carrier: LinkerdCarrier, _ definition: LinkerdAnnotation,
    _ linkerd: LinkerdMesh
  ) -> RuleFinding? {
    let value = annotation.value.value
    if let problem = definition.problem(with: value) {
      let effect = Effect(of: definition)
      return RuleFinding(
        "The annotation \(definition.name) of \(carrier.title) is \(quoted(value)), which is \(problem), "
          + effect.words,
        on: carrier.metadata.reference, at: annotation.value.span,
        help: definition.suggestion(for: value).map { "did you mean \(quoted($0))?" }, severity: effect.severity)
    }
    guard definition.name == "config.linkerd.io/close-wait-timeout", carrier.kind == .pods,
      value.utf8.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }),
      linkerd.failsAtCloseWaitTimeout != false
    else { return nil }
    return RuleFinding(
      "With \(definition.name) the injector refuses \(carrier.title), unless Linkerd is installed with "
        + "proxyInit.runAsRoot",
      on: carrier.metadata.reference, at: annotation.value.span,
      help: "remove the annotation, or set proxyInit.runAsRoot in the values of Linkerd",
      severity: linkerd.failsAtCloseWaitTimeout == true ? .error : .warning)
  }
}

extension InvalidLinkerdAnnotation {
  /// What becomes of a proxy whose annotation cannot be read.
  private struct Effect {
    var words: String
    var severity: Severity?

    init(of definition: LinkerdAnnotation) {
      switch definition.name {
      case "config.linkerd.io/default-inbound-policy":
        (words, severity) = (
          "so the policy of Linkerd's installation holds, which lets everybody in by default", .error
        )
      case "config.linkerd.io/proxy-log-http-headers":
        (words, severity) = ("with which the injector fails and refuses the pods", .error)
      case "config.linkerd.io/image-pull-policy":
        (words, severity) = ("which the API server refuses in the pods that are injected", .error)
      default: words = "so Linkerd keeps its own setting"
      }
    }
  }
}

extension LinkerdMesh {
  /// Whether nothing reads the annotations of the pods of a workload, which get no proxy or have one already.
  fileprivate func isOutside(_ workload: Int) -> Bool {
    proxies[workload].presence == .none || injections[workload].obstacle == .ownProxy
  }
}
