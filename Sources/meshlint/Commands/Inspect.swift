import ArgumentParser
import Diagnostics
import Glibc
import Inspection
import Linting
import MeshModel
import MeshResolver
import Reporting

/// `meshlint inspect`
struct Inspect: AsyncParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, mermaid, dot }

  static let configuration = CommandConfiguration(
    abstract: "Show what the mesh will do with manifests.",
    discussion: """
      Who gets a proxy and why, which mutual TLS mode holds on which port, which policies are in force, and what \
      clients send to every service and what becomes of it.

      EXAMPLES
        meshlint inspect ./k8s
        meshlint inspect ./k8s --workload shop/cart          which policy decided which port
        meshlint inspect ./k8s --from shop/web --to shop/cart:80   one connection, step by step
        meshlint inspect ./k8s -o mermaid                    a drawing for a pull request
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Mesh") var mesh: MeshOptions

  @Option(name: [.short, .customLong("output")], help: "The format.")
  var output = Format.text

  @Option(help: ArgumentHelp("Explain one workload.", valueName: "namespace/name"))
  var workload: String?

  @Option(help: ArgumentHelp("Explain what this workload sends; wants --to.", valueName: "namespace/name"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Explain what is sent to this host, or to the services of this workload; wants --from.",
      valueName: "host|namespace/name[:port]"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Say of each request in a JSON file whether it is let in.",
      discussion: """
        The file holds an array such as [{"dest": "shop/cart", "port": 8080, "method": "GET", "path": "/", \
        "principal": "cluster.local/ns/shop/sa/web"}]; without principal the client speaks plain text.
        """, valueName: "file"))
  var requests: String?

  @Option(help: "Colour the text: auto is only on a terminal, and never where NO_COLOR is set.")
  var color = ColorChoice.auto

  @Flag(help: "Read no configuration file.")
  var noConfig = false

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to belong together.") }
    if workload != nil, from != nil { throw ValidationError("Give either --workload, or --from and --to.") }
    if workload != nil || from != nil, output != .text {
      throw ValidationError("--workload, --from and --to explain in words; leave -o \(output.rawValue) out.")
    }
  }

  func run() async throws {
    let (mesh, input) = try await Analysis.loadOrFail(AnalysisOptions(input, mesh))
    let style = color.style(for: STDOUT_FILENO)
    let verdicts = try requests.map { try readRequests($0, mesh).map(mesh.verdict) }
    switch output {
    case .text: Output.standard(try text(mesh, input.files, style))
    case .mermaid: Output.standard(drawing(of: mesh).mermaid)
    case .dot: Output.standard(drawing(of: mesh).dot)
    case .json:
      var buffer = ""
      try jsonInspection(of: mesh, verdicts: verdicts) { text in
        buffer += text
        guard buffer.utf8.count > 1 << 16 else { return }
        Output.standard(buffer)
        buffer = ""
      }
      Output.standard(buffer)
    }
    withExtendedLifetime(mesh) { (input.unreadable > 0 ? ExitStatus.unreadable : .success).exit() }
  }

  private func readRequests(_ path: String, _ mesh: EffectiveMesh) throws -> [Request] {
    do throws(UnusableFile) { return try RequestFile.read(path, for: mesh) } catch {
      throw CallFailure(description: error.description)
    }
  }

  private func text(_ mesh: EffectiveMesh, _ files: SourceFiles, _ style: Style) throws -> String {
    let explanation = Explanation(mesh, files: files, style: style)
    if let workload { return explanation.workload(try find(workload, in: mesh)) }
    guard let from, let to else { return textInspection(of: mesh, files: files, style: style) }
    let client = try find(from, in: mesh)
    let (name, port) = split(to)
    let services =
      name.contains("/")
      ? mesh.registry.services(of: try find(name, in: mesh))
      : mesh.services.indices.filter { mesh.services[$0].hostname == name }
    guard !services.isEmpty else {
      let near = nearest(to: name, of: mesh.services.map(\.hostname))
      throw CallFailure(description: "--to \(to): no service of that name\(near)")
    }
    return services.map { explanation.connection(from: client, to: $0, port: port) }.joined(separator: "\n")
  }

  private func find(_ name: String, in mesh: EffectiveMesh) throws -> Int {
    if let index = mesh.workloads.firstIndex(where: { $0.metadata.key == name }) { return index }
    let near = nearest(to: name, of: mesh.workloads.map(\.metadata.key))
    throw CallFailure(description: "there is no workload '\(name)'\(near)")
  }

  private func nearest(to name: String, of names: [String]) -> String {
    closest(to: name, of: names).map { "; did you mean \($0)?" } ?? ""
  }

  /// `name:port` in its parts.
  private func split(_ text: String) -> (name: String, port: Int?) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
      return (text, nil)
    }
    return (String(text[..<colon]), port)
  }
}
