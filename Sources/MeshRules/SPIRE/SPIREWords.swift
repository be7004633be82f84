import Diagnostics
import MeshModel
import MeshResolver

extension SPIREConfiguration {
  /// `server.conf of ConfigMap "spire/spire-server"`.
  var title: String { "\(key.value) of \(owner.title)" }
}

extension ControllerManagerConfig {
  /// As of ``SPIREConfiguration``.
  var title: String { "\(key.value) of \(owner.title)" }
}
