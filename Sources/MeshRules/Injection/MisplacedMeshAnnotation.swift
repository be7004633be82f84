import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations for the sidecar where Istio does not look, or that it does not know.
package struct MisplacedMeshAnnotation: Rule {
  package static let page = RulePage.misplacedMeshAnnotation

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for workload in context.mesh.workloads {
      reportMisspelt(workload.podAnnotations, of: workload.metadata, &findings)
      guard workload.metadata.kind.value != "Pod" else { continue }
      reportMisplaced(
        on: workload.metadata, unless: workload.podAnnotations, help: "annotate the pod template instead", &findings)
    }
    for namespace in context.mesh.mesh.namespaces.values {
      reportMisplaced(
        on: namespace.metadata, unless: LocatedMap(), help: "annotate the pods, that is, the pod templates", &findings)
    }
  }

  /// `copies`: Where the annotation counts; one that stands there too does no harm.
  private func reportMisplaced(
    on metadata: Metadata, unless copies: LocatedMap, help: String, _ findings: inout RuleFindings
  ) {
    for annotation in metadata.annotations.entries
    where SidecarAnnotation.isKnown(annotation.key.value) && copies[annotation.key.value] == nil {
      findings.report(
        RuleFinding(
          "The annotation \(quoted(annotation.key.value)) of \(metadata.reference.friendlyName) has no effect: Istio "
            + "reads it from pods only",
          on: metadata.reference, at: annotation.key.span, help: help))
    }
  }

  private func reportMisspelt(_ annotations: LocatedMap, of metadata: Metadata, _ findings: inout RuleFindings) {
    for annotation in annotations.entries {
      let key = annotation.key.value
      guard !SidecarAnnotation.isKnown(key), let name = SidecarAnnotation.name(in: key),
        let near = closest(to: name, of: SidecarAnnotation.prefixes.keys.sorted()),
        let prefix = SidecarAnnotation.prefixes[near]
      else { continue }
      findings.report(
        RuleFinding(
          "Istio knows no annotation \(quoted(key)), so that of \(metadata.reference.friendlyName) has no effect",
          on: metadata.reference, at: annotation.key.span, help: "did you mean \(quoted(prefix + near))?"))
    }
  }
}
