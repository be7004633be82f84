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
      var lost: [String: [LostFile]] = [:]
      let files = [
        hasUpstream ? nil : settings.keysPath.map { LostFile(path: $0, title: "the keys of the CA", loss: ["its CA"]) },
        settings.databasePath.map {
          LostFile(path: $0, title: "the database", loss: ["every entry", "every attested node"])
        },
      ]
      guard let process = server.processes.first else { continue }
      for case var file? in files where file.path.value.hasPrefix("/") {
        let place = process.volume(of: file.path.value)
        // A volume that the pod does not define is a claim.
        guard place == nil || place?.volume?.isEmptyDir == true else { continue }
        file.volume = place?.volume
        lost[place?.volume?.name ?? "", default: []].append(file)
      }
      for files in lost.sorted(by: { $0.key < $1.key }).map(\.value) {
        findings.report(.lost(files, by: configuration))
      }
    }
  }
}

/// A file that is gone with the pod.
private struct LostFile {
  let path: Located<String>
  let title: String
  let loss: [String]
  /// The emptyDir that it is in; nil for the container itself.
  var volume: PodVolume?
}

extension RuleFinding {
  fileprivate static func lost(_ files: [LostFile], by server: SPIREConfiguration) -> RuleFinding {
    let volume = files[0].volume
    let place = volume == nil ? "in the container itself" : "in an emptyDir"
    return lost(
      "\(server.title) keeps \(list(files.map(\.title))) \(place)", list(files.flatMap(\.loss)), on: server.owner,
      at: files[0].path.span,
      related: files.dropFirst().map { Finding.Related($0.title, at: $0.path.span) }
        + (volume.map { [Finding.Related("the emptyDir \(quoted($0.name))", at: $0.span)] } ?? []))
  }

  fileprivate static func lost(
    _ fact: String, _ loss: String, on owner: Metadata, at span: SourceSpan, related: [Finding.Related] = []
  ) -> RuleFinding {
    RuleFinding(
      "\(fact), so that a new pod of the server has lost \(loss)", on: owner.reference, at: span, related: related,
      help: "keep it on a PersistentVolumeClaim, or in a service of its own")
  }
}
