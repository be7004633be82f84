import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds sidecars that are declared with an image that Istio does not publish.
package struct UnqualifiedProxyImage: Rule {
  package static let page = RulePage.unqualifiedProxyImage

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for workload in context.mesh.workloads {
      for container in workload.pod.containers + workload.pod.initContainers
      where container.name?.value == "istio-proxy" {
        guard let image = container.image, image.value != "auto", !image.value.contains("/"), !image.value.isEmpty
        else {
          continue
        }
        findings.report(
          RuleFinding(
            "The image \(quoted(image.value)) of the sidecar names no registry and no project, so that nodes look for it "
              + "in docker.io/library, where Istio publishes nothing",
            on: workload.metadata.reference, at: image.span,
            help: "leave the sidecar to injection, or write the image in full, as in docker.io/istio/proxyv2:1.30.3"))
      }
    }
  }
}
