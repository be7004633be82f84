import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds annotations about retries, timeouts and load balancing that change nothing.
package struct TrafficAnnotationIgnored: LinkerdRule {
  package static let page = RulePage.trafficAnnotationIgnored

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for ignored in linkerd.ignoredTrafficAnnotations() {
      let name = ignored.entry.key
      let subject = "Linkerd ignores the annotation \(name.value) of \(ignored.object.title)"
      let reference = ignored.object.reference
      switch ignored.reason {
      case .unknown(let suggestion):
        findings.report(
          RuleFinding(
            "\(subject), which it does not know", on: reference, at: name.span,
            help: suggestion.map { "did you mean \(quoted($0))?" }))
      case .malformed(let expected, let group):
        findings.report(
          RuleFinding(
            "Linkerd cannot read the annotation \(name.value) of \(ignored.object.title) and ignores \(group) there",
            on: reference, at: ignored.entry.value.span, help: "write \(expected)"))
      case .needs(let main):
        findings.report(
          RuleFinding("\(subject), which counts beside \(main) only", on: reference, at: name.span, help: "add \(main)")
        )
      case .elsewhere(let kinds):
        findings.report(RuleFinding("\(subject), which counts on \(kinds) only", on: reference, at: name.span))
      }
    }
  }
}
