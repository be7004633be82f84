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
      guard let settings = configuration.agent, let path = settings.tokenPath, configuration.problems.isEmpty else {
        continue
      }
      for process in agent.processes {
        let place = process.volume(of: path.value)
        guard let volume = place?.volume, let token = volume.tokens.first(where: { $0.path.value == place?.path })
        else {
          let isKnown = place == nil || place?.volume?.tokens.isEmpty == false
          if isKnown { findings.report(.missing(path, process, place?.volume)) }
          continue
        }
        guard let name = settings.cluster?.value,
          let cluster = installation.server(of: agent)?.configuration.server?.cluster(named: name)
        else { continue }
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
    _ path: Located<String>, _ process: SPIREInstallation.Process, _ volume: PodVolume?
  ) -> RuleFinding {
    RuleFinding(
      "\(process.workload.title) has no ServiceAccount token at \(path.value), where its agent looks for one",
      on: process.workload.metadata.reference, at: volume?.span ?? process.workload.metadata.span,
      related: [Finding.Related("the agent's configuration", at: path.span)],
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
