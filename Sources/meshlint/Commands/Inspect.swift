import ArgumentParser
import Diagnostics
import Glibc
import Inspection
import Linting
import MeshResolver
import Reporting

/// `meshlint inspect`
struct Inspect: AsyncParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case json }

  static let configuration = CommandConfiguration(
    abstract: "Show what the mesh will do with manifests.",
    discussion: """
      Who gets a proxy and why, which mutual TLS mode holds on which port, which policies are in force, and what every \
      client sends to every service.
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Mesh") var mesh: MeshOptions

  @Option(name: [.short, .customLong("output")], help: "The format: json.")
  var output = Format.json

  @Flag(help: "Read no configuration file.")
  var noConfig = false

  func run() async throws {
    let (mesh, input) = try await Analysis.loadOrFail(AnalysisOptions(input, mesh))
    var buffer = ""
    try jsonInspection(of: mesh) { text in
      buffer += text
      guard buffer.utf8.count > 1 << 16 else { return }
      Output.standard(buffer)
      buffer = ""
    }
    Output.standard(buffer)
    withExtendedLifetime(mesh) { (input.unreadable > 0 ? ExitStatus.unreadable : .success).exit() }
  }
}
