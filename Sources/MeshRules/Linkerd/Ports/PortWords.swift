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

/// `port 80`, `ports 80 and 443`.
func portWords(_ ports: some Collection<Int>) -> String {
  "port\(ports.count == 1 ? "" : "s") \(list(ports.sorted().map(String.init)))"
}
