import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds pods that both meshes are to take in.
package struct BothMeshesOnPod: LinkerdRule {
  package static let page = RulePage.bothMeshesOnPod

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let ofServers = linkerd.workloadsOfUnenforcedServers { $0.obstacle == .istio }
    var places: [SourceSpan] = []
    var pods: [SourceSpan: [Int]] = [:]
    for (index, injection) in linkerd.injections.enumerated()
    where injection.request.asksForProxy && !ofServers.contains(index) {
      let isAmbient = context.mesh.proxies[index].presence == .ambient && injection.verdict.presence == .sidecar
      guard injection.obstacle == .istio || isAmbient, let place = injection.request.annotation?.span else { continue }
      if pods[place] == nil { places.append(place) }
      pods[place, default: []].append(index)
    }
    for place in places {
      let found = pods[place] ?? []
      guard let first = found.first else { continue }
      let isOfNamespace = linkerd.injections[first].request.isOfNamespace
      let owner = isOfNamespace ? linkerd.mesh.namespaces[linkerd.workloads[first].namespace]?.metadata : nil
      let istio = context.mesh.proxies[first]
      let names = list(found.map { linkerd.workloads[$0].metadata.reference.friendlyName })
      let outcome =
        istio.presence == .ambient
        ? "both meshes take over the traffic of its pods"
        : "only Istio injects its proxy, since its webhook comes first"
      findings.report(
        RuleFinding(
          "Linkerd and Istio are both to take in \(names): \(outcome)",
          on: (owner ?? linkerd.workloads[first].metadata).reference, at: place,
          related: istio.place.map { [.init("this asks for Istio", at: $0)] } ?? [],
          help: "leave one of them out, with linkerd.io/inject: disabled or Istio's label"))
    }
  }
}
