import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds annotations for pods on what runs them, and on Services.
package struct MisplacedLinkerdAnnotation: LinkerdRule {
  package static let page = RulePage.misplacedLinkerdAnnotation

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for carrier in linkerd.carriers where carrier.kind == .controller || carrier.kind == .service {
      for annotation in carrier.annotations.entries where isMisplaced(annotation, on: carrier, linkerd) {
        findings.report(
          RuleFinding(
            "The annotation \(annotation.key.value) of \(carrier.title) has no effect: Linkerd reads it from pods and "
              + "namespaces only",
            on: carrier.metadata.reference, at: annotation.key.span,
            help: carrier.kind == .service
              ? "annotate the pods behind the Service" : "annotate the pod template, under spec.template.metadata"))
      }
    }
  }

  private func isMisplaced(
    _ annotation: LocatedMap.Entry, on carrier: LinkerdCarrier, _ linkerd: LinkerdMesh
  ) -> Bool {
    let key = annotation.key.value
    let isRequest = key == "linkerd.io/inject"
    // Linkerd's own extensions are annotated like that.
    guard isRequest || LinkerdAnnotation.named(key) != nil, carrier.labels["linkerd.io/extension"] == nil else {
      return false
    }
    guard let workload = carrier.workload else { return !isRequest && key != "config.linkerd.io/opaque-ports" }
    // One that the pods have too, or that changes nothing, does no harm.
    guard linkerd.workloads[workload].podAnnotations[key] == nil else { return false }
    guard isRequest else { return linkerd.pod(workload)[key]?.value != annotation.value.value }
    return switch linkerd.proxies[workload].presence {
    case .sidecar, .ambient: annotation.value.value != "enabled"
    case .none: annotation.value.value != "disabled"
    case .unknown: true
    }
  }
}
