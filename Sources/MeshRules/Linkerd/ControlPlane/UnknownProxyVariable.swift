import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds environment variables of a proxy that are named as its own and that it does not read.
package struct UnknownProxyVariable: LinkerdRule {
  package static let page = RulePage.unknownProxyVariable

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for workload in linkerd.workloads {
      for container in workload.pod.containers + workload.pod.initContainers
      where container.name?.value == "linkerd-proxy" {
        for (name, value) in container.environment where name.hasPrefix(Self.prefix) && !Self.names.contains(name) {
          let similar = closest(to: name, of: Self.names.sorted())
          findings.report(
            RuleFinding(
              "\(workload.title) sets \(name) for its proxy, which has no such variable",
              on: workload.metadata.reference, at: value.span,
              help: similar.map { "did you mean \($0)" }
                ?? "remove it: the injector writes what the proxy needs, from the values of the installation"))
        }
      }
    }
  }

  private static let prefix = "LINKERD2_PROXY_IDENTITY_"

  /// Those about identities alone, which hardly change from one version to the next.
  private static let names = Set(
    [
      "DIR", "TRUST_ANCHORS", "TOKEN_FILE", "SVC_ADDR", "SVC_NAME", "LOCAL_NAME", "SERVER_ID", "SERVER_NAME",
      "SPIRE_WORKLOAD_API_ADDRESS", "SPIRE_SOCKET", "SPIRE_WORKLOAD_API_SOCKET", "MIN_REFRESH", "MAX_REFRESH",
      "DISABLED", "POLL_INTERVAL",
    ].map { prefix + $0 })
}
