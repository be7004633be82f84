import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents that read their server's trust bundle where nothing writes it.
struct SPIREBundleNotFound: Rule {
  static let page = RulePage.spireBundleNotFound
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    guard !installation.agents.isEmpty else { return }
    let maps = Dictionary(context.mesh.mesh.configMaps.map { ("\($0.namespace)/\($0.name)", $0) }) { first, _ in first }
    for agent in installation.agents {
      guard let path = agent.configuration.agent?.trustBundlePath,
        let place = agent.processes.lazy.compactMap({ $0.volume(of: path.value) }).first,
        let volume = place.volume, let files = volume.files.first, volume.files.count == 1,
        let server = installation.server(of: agent)?.configuration, let published = server.server?.publications
      else { continue }
      let key = files.paths.map { paths in paths.first { $0.value == place.path }?.key ?? place.path } ?? place.path
      let namespace = agent.configuration.owner.namespaceName
      // A bundle that is written down needs nobody who writes it.
      if published.isEmpty || maps["\(namespace)/\(files.configMap.value)"]?.data[key] != nil { continue }
      let name = quotedPath(namespace, files.configMap.value)
      let writers = published.filter {
        $0.namespace == namespace && $0.configMap == files.configMap.value && $0.key == key
      }
      if writers.isEmpty {
        findings.report(
          .unwritten(path, "entry \(quoted(key)) of ConfigMap \(name)", published, in: agent.configuration))
      } else if let format = agent.configuration.agent?.trustBundleFormat,
        let other = writers.first(where: { $0.format != format.value })
      {
        findings.report(.otherFormat(format, other, writers, in: agent.configuration))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func unwritten(
    _ path: Located<String>, _ entry: String, _ published: [SPIREServerSettings.Publication],
    in agent: SPIREConfiguration
  ) -> RuleFinding {
    let written = published.map { "\(quoted($0.key)) of ConfigMap \(quotedPath($0.namespace, $0.configMap))" }
    return RuleFinding(
      "\(agent.title) reads the trust bundle from \(entry), and the server writes it to \(list(written))",
      on: agent.owner.reference, at: path.span,
      related: published.prefix(4).map { Finding.Related("the server writes it here", at: $0.span) },
      help: "read the bundle where the server writes it: without one the agent does not start")
  }

  fileprivate static func otherFormat(
    _ format: Located<String>, _ other: SPIREServerSettings.Publication, _ writers: [SPIREServerSettings.Publication],
    in agent: SPIREConfiguration
  ) -> RuleFinding {
    let isOneOfTwo = writers.contains { $0.format == format.value }
    return RuleFinding(
      "\(agent.title) reads the trust bundle as \(format.value), and the server writes it as \(other.format)"
        + (isOneOfTwo ? " too, whichever it does last" : ""),
      on: agent.owner.reference, at: format.span,
      related: [Finding.Related("the server writes it here", at: other.span)],
      help: isOneOfTwo
        ? "let one plugin of the server alone write this entry"
        : "let trust_bundle_format and the format of the server be the same, pem or spiffe")
  }
}
