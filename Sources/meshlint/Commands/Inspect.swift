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
      Who gets a proxy of Istio or Linkerd and why, what each port demands and whom it lets in, which policies are in \
      force, and what clients send to every service and what becomes of it.

      EXAMPLES
        meshlint inspect ./k8s
        meshlint inspect ./k8s --workload shop/cart          which policy decided which port
        meshlint inspect ./k8s --from shop/web --to shop/cart:80   one connection, step by step
        meshlint inspect ./k8s --from shop/web --to shop/cart:8080 --method POST --path /items
                                                             whether it is let in, and by which rule
        meshlint inspect ./k8s -o mermaid                    a drawing for a pull request
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Input") var listing: ListingOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Mesh") var mesh: MeshOptions

  @Option(name: [.customShort("o", allowingJoined: true), .customLong("output")], help: "The format.")
  var output = Format.text

  @Option(help: ArgumentHelp("Explain one workload.", valueName: "namespace/name"))
  var workload: String?

  @Option(
    help: ArgumentHelp(
      "Explain what a client sends and whether it is let in; wants --to.",
      discussion: """
        A workload, an identity TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT, in Linkerd \
        ACCOUNT.NAMESPACE.serviceaccount.identity.linkerd.TRUSTDOMAIN, or plaintext.
        """,
      valueName: "namespace/name|principal"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Where it is sent; wants --from.",
      discussion: """
        A workload with its port, or a host with the Service's port. With the Service's port, or without one, what is \
        sent is explained too.
        """, valueName: "namespace/name[:port]|host[:port]"))
  var to: String?

  @OptionGroup(title: "Request of --from and --to") var request: RequestOptions

  @Option(
    help: ArgumentHelp(
      "Say of each request in a JSON file whether it is let in.",
      discussion: """
        The file holds an array such as [{"dest": "shop/cart", "port": 8080, "method": "GET", "path": "/", \
        "principal": "cluster.local/ns/shop/sa/web"}]; without principal the client speaks plain text. In Linkerd a \
        principal is a name such as web.shop.serviceaccount.identity.linkerd.cluster.local.
        """, valueName: "file"))
  var requests: String?

  @Option(help: "Colour the text: auto is only on a terminal, and never where NO_COLOR is set.")
  var color = ColorChoice.auto

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to belong together.") }
    if from == nil, request.isWritten { throw ValidationError("A request wants --from and --to.") }
    if requests != nil, workload != nil || from != nil || output == .mermaid || output == .dot {
      throw ValidationError("--requests goes with -o text and -o json alone.")
    }
    if workload != nil, from != nil { throw ValidationError("Give either --workload, or --from and --to.") }
    if workload != nil || from != nil, output != .text {
      throw ValidationError("--workload, --from and --to explain in words; leave -o \(output.rawValue) out.")
    }
  }

  func run() async throws {
    let meshes = try ConfiguredCall(input, mesh, configuration, paths: input.namedPaths()).meshes
    if listing.listFiles { return try await listFiles(of: meshes) }
    let (mesh, loaded) = try await Analysis.loadOrFail(try only(of: meshes))
    let style = color.style(for: STDOUT_FILENO)
    let asked = try requests.map { try readRequests($0, mesh) }
    switch output {
    case .text: Output.standard(try text(mesh, loaded.files, style, asked))
    case .mermaid: Output.standard(drawing(of: mesh).mermaid)
    case .dot: Output.standard(drawing(of: mesh).dot)
    case .json:
      var buffer = ""
      try jsonInspection(of: mesh, verdicts: asked?.map(mesh.verdict)) { text in
        buffer += text
        guard buffer.utf8.count > 1 << 16 else { return }
        Output.standard(buffer)
        buffer = ""
      }
      Output.standard(buffer)
    }
    withExtendedLifetime(mesh) { status(of: mesh, loaded, meshes).exit() }
  }

  private func status(of mesh: EffectiveMesh, _ loaded: LoadedInput, _ meshes: [AnalysisOptions]) -> ExitStatus {
    if loaded.unreadable > 0 { return .unreadable }
    guard mesh.mesh.resourceCount == 0, !input.allowEmpty else { return .success }
    input.complain(ofNothingIn: meshes)
    return .unreadable
  }

  /// The one mesh to show.
  private func only(of meshes: [AnalysisOptions]) throws -> AnalysisOptions {
    guard let first = meshes.first, meshes.count == 1 else {
      let names = meshes.compactMap(\.mesh).joined(separator: ", ")
      throw CallFailure(
        description: meshes.isEmpty
          ? "the lists name no manifest"
          : "these are the meshes \(names); choose one with --mesh NAME")
    }
    return first
  }

  private func readRequests(_ path: String, _ mesh: EffectiveMesh) throws -> [Request] {
    do throws(UnusableFile) { return try RequestFile.read(path, for: mesh) } catch {
      throw CallFailure(description: error.description)
    }
  }

  private func text(
    _ mesh: EffectiveMesh, _ files: SourceFiles, _ style: Style, _ asked: [Request]?
  ) throws -> String {
    let explanation = Explanation(mesh, files: files, style: style)
    if let asked { return explanation.verdicts(on: asked) }
    if let workload { return explanation.workload(try mesh.workload(named: workload)) }
    guard let from, let to else { return textInspection(of: mesh, files: files, style: style) }
    return try Question(mesh, from: from, to: to, options: request).answer(explanation)
  }
}
