import Diagnostics
package import MeshModel

/// An annotation that sets up the proxies of pods: written on them, or on their Namespace and copied from there.
package struct AnnotationInForce: Sendable {
  package var key: String
  package var value: Located<String>
  /// What carries it: a workload, or its Namespace.
  package var owner: Metadata
  /// The workloads that certainly have a proxy and for which it is in force, as indexes into ``LinkerdMesh/workloads``;
  /// never empty.
  package var workloads: [Int]
}

extension LinkerdMesh {
  /// The annotations `config.linkerd.io/NAME` that are in force for workloads with a proxy, in the order of the first
  /// of these.
  package func annotations(_ name: String) -> [AnnotationInForce] {
    let key = "config.linkerd.io/\(name)"
    var found: [SourceSpan: AnnotationInForce] = [:]
    for index in workloads.indices where isMeshed(index) {
      guard let value = pod(index)[key] else { continue }
      let workload = workloads[index]
      let owner = workload.podAnnotations[key] == nil ? mesh.namespaces[workload.namespace]?.metadata : nil
      let empty = AnnotationInForce(key: key, value: value, owner: owner ?? workload.metadata, workloads: [])
      found[value.span, default: empty].workloads.append(index)
    }
    return found.values.sorted { $0.workloads[0] < $1.workloads[0] }
  }
}
