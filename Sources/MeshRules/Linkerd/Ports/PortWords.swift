import Diagnostics
import MeshModel
import MeshResolver

// How the rules about Linkerd's lists of ports word what they find.

extension LinkerdMesh {
  /// `Deployment shop/cart`, with how many others, for workloads as indexes.
  func names(of indexes: [Int]) -> String {
    list(indexes.map { workloads[$0].metadata.reference.friendlyName })
  }
}

extension Service {
  /// The value of `config.linkerd.io/opaque-ports`.
  var opaquePorts: Located<String>? { metadata.annotations["config.linkerd.io/opaque-ports"] }

  /// Whether an item of ``opaquePorts`` means ports to the destination controller, which tells clients: a name of one
  /// of its ports too (`controller/api/destination/watcher/opaque_ports_watcher.go` parseServiceOpaquePorts).
  func understands(_ item: Substring) -> Bool {
    PortRanges.redirectionRange(item) != nil || ports.contains { $0.name?.value == String(item) }
  }
}

/// `port 80`, `ports 80 and 443`.
func portWords(_ ports: some Collection<Int>) -> String {
  "port\(ports.count == 1 ? "" : "s") \(list(ports.sorted().map(String.init)))"
}
