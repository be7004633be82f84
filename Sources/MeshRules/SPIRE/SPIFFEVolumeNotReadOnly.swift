import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds volumes of the SPIFFE CSI driver that it refuses to mount.
struct SPIFFEVolumeNotReadOnly: Rule {
  static let page = RulePage.spiffeVolumeNotReadOnly
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let drivers = context.mesh.spiffeDrivers
    func refused(_ volumes: [PodVolume]) -> [PodVolume.CSI] {
      volumes.compactMap(\.csi).filter { drivers.contains($0.driver.value) && $0.readOnly?.value != true }
    }
    for workload in context.mesh.workloads {
      for volume in refused(workload.pod.volumes) {
        report(volume, "The pods of \(workload.title) never start", on: workload.metadata.reference, &findings)
      }
    }
    for template in context.mesh.injectionTemplates.ofInstallation {
      for volume in refused(template.volumes) {
        report(
          volume, "No pod with the injection template \(quoted(template.name)) starts", on: nil, &findings)
      }
    }
  }

  private func report(
    _ volume: PodVolume.CSI, _ effect: String, on object: ResourceReference?, _ findings: inout RuleFindings
  ) {
    findings.report(
      RuleFinding(
        "\(effect): the driver \(volume.driver.value) mounts read-only volumes alone",
        on: object, at: volume.readOnly?.span ?? volume.driver.span,
        help: "write `readOnly: true` beside the driver; that of the volumeMount does not count"))
  }
}
