import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE servers that lose their keys or their entries when they restart.
struct SPIREStateNotKept: Rule {
  static let page = RulePage.spireStateNotKept
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for server in context.mesh.spireInstallation.servers {
      let configuration = server.configuration
      guard let settings = configuration.server else { continue }
      // An authority above vouches for the next key too.
      let hasUpstream = configuration.plugins.contains { $0.type == "UpstreamAuthority" && $0.isEnabled }
      if !hasUpstream, let keys = configuration.plugin("KeyManager"), keys.name.value == "memory" {
        findings.report(
          .lost(
            "\(configuration.title) keeps the keys of the CA in memory", "its CA", on: configuration.owner,
            at: keys.name.span))
      }
      let files = [
        (hasUpstream ? nil : settings.keysPath, "the keys of the CA", "its CA"),
        (settings.databasePath, "the database", "every entry and attested node"),
      ]
      for case (let path?, let what, let loss) in files where path.value.hasPrefix("/") {
        guard let process = server.processes.first else { continue }
        let place = process.volume(of: path.value)
        let isKept = place.map { $0.volume.map { !$0.isEmptyDir } ?? true } ?? false
        guard !isKept else { continue }
        findings.report(
          .lost(
            "\(configuration.title) keeps \(what) \(place == nil ? "in the container itself" : "in an emptyDir")", loss,
            on: configuration.owner, at: path.span,
            related: place?.volume.map { Finding.Related("the emptyDir \(quoted($0.name))", at: $0.span) }))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func lost(
    _ fact: String, _ loss: String, on owner: Metadata, at span: SourceSpan, related: Finding.Related? = nil
  ) -> RuleFinding {
    RuleFinding(
      "\(fact), so that a new pod of the server has lost \(loss)", on: owner.reference, at: span,
      related: related.map { [$0] } ?? [],
      help: "keep it on a PersistentVolumeClaim, or in a service of its own")
  }
}
