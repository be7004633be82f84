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
    for agent in installation.agents {
      guard let path = agent.configuration.agent?.trustBundlePath,
        let place = agent.processes.lazy.compactMap({ $0.volume(of: path.value) }).first,
        let volume = place.volume, let files = volume.files.first, volume.files.count == 1,
        let server = installation.server(of: agent)?.configuration, let settings = server.server
      else { continue }
      let key = files.paths.map { paths in paths.first { $0.value == place.path }?.key ?? place.path } ?? place.path
      let namespace = agent.configuration.owner.namespaceName
      let map = context.mesh.mesh.configMaps.first { $0.namespace == namespace && $0.name == files.configMap.value }
      // A bundle that is written down needs nobody who writes it.
      if map?.data[key] != nil { continue }
      let published = settings.publications
      guard !published.isEmpty else { continue }
      let name = quotedPath(namespace, files.configMap.value)
      if let writer = published.first(where: {
        $0.namespace == namespace && $0.configMap == files.configMap.value && $0.key == key
      }) {
        let format = agent.configuration.agent?.trustBundleFormat
        guard writer.format != (format?.value ?? "pem") else { continue }
        findings.report(
          .otherFormat(format?.value ?? "pem", at: format?.span ?? path.span, writer, in: agent.configuration))
      } else {
        findings.report(
          .unwritten(path, "entry \(quoted(key)) of ConfigMap \(name)", published, in: agent.configuration))
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
    _ format: String, at span: SourceSpan, _ writer: SPIREServerSettings.Publication, in agent: SPIREConfiguration
  ) -> RuleFinding {
    RuleFinding(
      "\(agent.title) reads the trust bundle as \(format), and the server writes it as \(writer.format)",
      on: agent.owner.reference, at: span, related: [Finding.Related("the server writes it here", at: writer.span)],
      help: "let trust_bundle_format and the format of the server be the same, pem or spiffe")
  }
}
