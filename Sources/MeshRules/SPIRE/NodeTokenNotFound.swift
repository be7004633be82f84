import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents without the token by which they prove on which node they run.
struct NodeTokenNotFound: Rule {
  static let page = RulePage.nodeTokenNotFound
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for agent in installation.agents {
      let configuration = agent.configuration
      guard let settings = configuration.agent, settings.attestsByToken, configuration.problems.isEmpty else {
        continue
      }
      // `pkg/agent/plugin/nodeattestor/k8spsat/psat.go`
      let path = settings.tokenPath?.value ?? "/var/run/secrets/tokens/spire-agent"
      for process in agent.processes {
        let place = process.volume(of: path)
        guard let volume = place?.volume, let token = volume.tokens.first(where: { $0.path.value == place?.path })
        else {
          let isKnown = place == nil || place?.volume?.tokens.isEmpty == false
          if isKnown { findings.report(.missing(path, settings, configuration, process, place?.volume)) }
          continue
        }
        let cluster = installation.server(of: agent)?.configuration.server?.clusters.first {
          $0.name.value == settings.cluster?.value
        }
        guard let cluster else { continue }
        let wanted = cluster.audience?.map(\.value) ?? ["spire-server"]
        // An empty list stands for the audience of the API server.
        guard !wanted.isEmpty, !wanted.contains(token.audience?.value ?? "") else { continue }
        findings.report(.otherAudience(token, wanted, cluster, process))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func missing(
    _ path: String, _ settings: SPIREAgentSettings, _ agent: SPIREConfiguration,
    _ process: SPIREInstallation.Process, _ volume: PodVolume?
  ) -> RuleFinding {
    RuleFinding(
      "\(process.workload.title) has no ServiceAccount token at \(path), where its agent looks for one",
      on: process.workload.metadata.reference, at: volume?.span ?? process.workload.metadata.span,
      related: [Finding.Related("the agent's configuration", at: settings.tokenPath?.span ?? agent.key.span)],
      help: "mount a projected volume with a serviceAccountToken there: without it the agent cannot attest")
  }

  fileprivate static func otherAudience(
    _ token: PodVolume.Token, _ wanted: [String], _ cluster: SPIREServerSettings.Cluster,
    _ process: SPIREInstallation.Process
  ) -> RuleFinding {
    let given = token.audience.map { quoted($0.value) } ?? "the API server"
    return RuleFinding(
      "The token of \(process.workload.title) is for \(given), and the SPIRE server takes tokens for "
        + list(wanted.map(quoted)),
      on: process.workload.metadata.reference, at: token.audience?.span ?? token.path.span,
      related: [Finding.Related("what the server takes", at: cluster.audience?.first?.span ?? cluster.name.span)],
      help: "set the audience of the token to \(wanted[0])")
  }
}
