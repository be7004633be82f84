import Diagnostics
import MeshModel
import MeshResolver
import MeshRules
import RuleCatalogue
import Testing
import YAMLTree

/// What the table of connections says against what the rules say, on meshes of every shape.
@Suite struct `Findings about connections` {
  struct Refused: Hashable {
    var host: String
    var port: Int
    var subset: String?
    var server: Int
  }

  /// Thirty meshes a case, so that cases run side by side.
  @Test(arguments: 0..<8) func `name every refused connection, and no other`(batch: Int) async throws {
    var refusedCount = 0
    for seed in batch * 30..<batch * 30 + 30 {
      let text = GeneratedMesh(seed: UInt64(seed)).text
      let trees = try YAMLTree.parse(text)
      var options = ResolverOptions()
      options.isComplete = true
      let mesh = await EffectiveMesh(Mesh([Manifests(trees, file: FileID(0))]), options: options)
      let table = refused(in: mesh)
      let survey = mesh.survey()
      let found = Dictionary(
        (survey.conflicts.flatMap(\.refusals) + survey.failures.flatMap(\.refusals)).map { refusal in
          let key = Refused(
            host: refusal.host, port: refusal.port, subset: refusal.subset, server: refusal.workload)
          return (key, refusal.clients)
        }, uniquingKeysWith: +)
      refusedCount += table.count
      let findings = await Self.linter.lint(RuleContext(mesh: mesh)).findings.filter { isAboutConnections($0) }
      if mesh.captures.isEmpty {
        #expect(table == found, "seed \(seed)")
        #expect(findings.isEmpty == table.isEmpty, "seed \(seed): \(findings.map(\.message))")
      } else {
        // Clients that keep a port from their proxy are counted for the rule and for their annotation, and reach also
        // what their Sidecar hides.
        let excluded = Set(
          mesh.excludedPortsToStrict().flatMap(\.refusals).map { refusal in
            Refused(host: refusal.host, port: refusal.port, subset: nil, server: refusal.server.workload)
          })
        let unnamed = table.keys.filter { found[$0] == nil && !excluded.contains($0) }
        #expect(unnamed.isEmpty, "seed \(seed): \(unnamed)")
      }
      #expect(findings.count(where: { $0.rule.code == "IST0113" }) == survey.conflicts.count, "seed \(seed)")
      #expect(findings.count >= survey.conflicts.count + survey.failures.count, "seed \(seed)")
    }
    #expect(refusedCount > 10)
  }

  /// Every refused connection of the full table, with the number of clients.
  private func refused(in mesh: EffectiveMesh) -> [Refused: Int] {
    var table: [Refused: Int] = [:]
    for view in mesh.clientViews() {
      for service in mesh.visibleServices(from: view) {
        for connection in mesh.connections(from: view, to: service) {
          for end in connection.endpoints where end.outcome == .refused {
            guard case .workload(let server) = end.endpoint.target else { continue }
            let key = Refused(
              host: mesh.services[service].hostname, port: connection.port.number, subset: connection.subset,
              server: server)
            table[key, default: 0] += view.clients.count
          }
        }
      }
    }
    return table
  }

  /// The rules that speak of refused connections.
  private static let linter = Linter(
    rules: Linter.allRules.filter { $0.page.id.code == "IST0113" || $0.page.id.code.hasPrefix("MSH05") })

  private func isAboutConnections(_ finding: Finding) -> Bool {
    let mentionsRefusal = finding.message.contains(" fail")
    return mentionsRefusal
      && (finding.rule.code == "IST0113" || finding.rule.code.hasPrefix("MSH050") || finding.rule.code == "MSH0510")
  }
}
