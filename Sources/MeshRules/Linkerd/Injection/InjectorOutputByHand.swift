import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds pod templates that hold what the injector adds.
package struct InjectorOutputByHand: LinkerdRule {
  package static let page = RulePage.injectorOutputByHand

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (index, workload) in linkerd.workloads.enumerated() {
      guard !workload.isRunningPod, workload.podLabels["linkerd.io/control-plane-component"] == nil else { continue }
      if linkerd.injections[index].obstacle == .ownProxy {
        reportProxy(of: workload, linkerd.injections[index], &findings)
      } else {
        reportAnnotations(of: workload, &findings)
      }
    }
  }

  private func reportProxy(
    of workload: Workload, _ injection: LinkerdInjection, _ findings: inout RuleFindings
  ) {
    findings.report(
      RuleFinding(
        "\(workload.metadata.reference.friendlyName) declares Linkerd's proxy itself, so that the injector leaves it alone "
          + "and its version, configuration and trust anchors stay as they are written",
        on: workload.metadata.reference, at: injection.verdict.place ?? workload.metadata.span,
        help: "remove what was injected and annotate the pods linkerd.io/inject: enabled"))
  }

  private func reportAnnotations(of workload: Workload, _ findings: inout RuleFindings) {
    for (key, remedy) in Self.annotations {
      guard let entry = workload.podAnnotations.entry(key) else { continue }
      findings.report(
        RuleFinding(
          "The annotation \(key) of the pods of \(workload.metadata.reference.friendlyName) sets nothing: the injector "
            + "writes it when it adds a proxy",
          on: workload.metadata.reference, at: entry.key.span, help: remedy, severity: .info))
    }
  }

  private static let annotations = [
    ("linkerd.io/proxy-version", "to choose the version of the proxy, write config.linkerd.io/proxy-version"),
    ("linkerd.io/trust-root-sha256", "remove it"),
  ]
}
