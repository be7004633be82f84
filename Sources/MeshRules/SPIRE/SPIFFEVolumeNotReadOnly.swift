import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds volumes of the SPIFFE CSI driver that it refuses to mount.
struct SPIFFEVolumeNotReadOnly: Rule {
  static let page = RulePage.spiffeVolumeNotReadOnly
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for workload in context.mesh.workloads {
      for volume in workload.pod.csiVolumes where volume.driver.value == "csi.spiffe.io" {
        guard volume.readOnly?.value != true else { continue }
        findings.report(
          RuleFinding(
            "The pods of \(workload.title) never start: the driver csi.spiffe.io mounts read-only volumes alone",
            on: workload.metadata.reference, at: volume.readOnly?.span ?? volume.driver.span,
            help: "write `readOnly: true` beside the driver; that of the volumeMount does not count"))
      }
    }
  }
}
