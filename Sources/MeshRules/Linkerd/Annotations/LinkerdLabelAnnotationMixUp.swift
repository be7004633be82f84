import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds annotations of Linkerd that are written as labels, and labels that are written as annotations.
package struct LinkerdLabelAnnotationMixUp: LinkerdRule {
  package static let page = RulePage.linkerdLabelAnnotationMixUp

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for carrier in linkerd.carriers {
      for label in carrier.labels.entries where isAnnotation(label.key.value) {
        findings.report(
          RuleFinding(
            "The label \(label.key.value) of \(carrier.title) has no effect: Linkerd reads it from annotations",
            on: carrier.metadata.reference, at: label.key.span,
            help: carrier.kind == .controller
              ? "write it under annotations, of the pod template" : "write it under annotations"))
      }
      for annotation in carrier.annotations.entries
      where Self.labels[annotation.key.value] == carrier.kind && carrier.labels[annotation.key.value] == nil {
        findings.report(
          RuleFinding(
            "The annotation \(annotation.key.value) of \(carrier.title) has no effect: Linkerd reads it from labels",
            on: carrier.metadata.reference, at: annotation.key.span, help: "write it under labels"))
      }
    }
  }

  private func isAnnotation(_ key: String) -> Bool {
    key == "linkerd.io/inject" || LinkerdAnnotation.named(key) != nil
  }

  /// What Linkerd selects by labels alone, and of what.
  private static let labels: [String: LinkerdCarrier.Kind] = [
    "config.linkerd.io/admission-webhooks": .namespace, "linkerd.io/extension": .namespace,
    "mirror.linkerd.io/exported": .service, "mirror.linkerd.io/federated": .service,
  ]
}
