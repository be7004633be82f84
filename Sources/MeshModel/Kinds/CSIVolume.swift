import Diagnostics

/// A volume of a pod that a driver provides while the pod runs (`volumes[].csi`).
package struct CSIVolume: Sendable {
  package let driver: Located<String>
  package let readOnly: Located<Bool>?

  init?(_ volume: ManifestNode) {
    guard let source = volume["csi"], let driver = source["driver"]?.string else { return nil }
    self.driver = driver
    readOnly = source["readOnly"]?.bool
  }
}
