import Diagnostics
import Foundation
import Linting
import MeshModel
import MeshResolver
import Testing
import YAMLTree

/// A mesh whose first comments say what the resolver must answer, and which source function says so.
struct MeshFile: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String

  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Meshes")

  static let all: [MeshFile] = {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "yaml" }
      .map { file in
        MeshFile(
          name: file.pathComponents.suffix(2).joined(separator: "/"),
          text: (try? String(contentsOf: file, encoding: .utf8)) ?? "")
      }
      .sorted { $0.name < $1.name }
  }()

  /// The words of every comment line that starts with `keyword`.
  func lines(_ keyword: String) -> [String] {
    text.components(separatedBy: "\n").filter { $0.hasPrefix("# \(keyword) ") }.map {
      String($0.dropFirst(keyword.count + 3))
    }
  }

  var options: ResolverOptions {
    var options = ResolverOptions()
    let written = text.components(separatedBy: "\n").first { $0.hasPrefix("# options: ") }
    for option in written?.dropFirst("# options: ".count).components(separatedBy: ", ") ?? [] {
      let parts = option.components(separatedBy: "=")
      switch parts[0] {
      case "assume-complete": options.isComplete = true
      case "revision": options.revisions.insert(parts.last ?? "")
      case "root-namespace": options.rootNamespace = parts.last
      default: Issue.record("unknown option '\(option)' in \(name)")
      }
    }
    return options
  }
}

extension EffectiveMesh {
  /// Answers in the words of the expectations.
  func answers() -> (workloads: [String: String], connections: [String: String]) {
    var answers: (workloads: [String: String], connections: [String: String]) = ([:], [:])
    for (index, workload) in workloads.enumerated() {
      let mode = serverModes[index]
      let ports = workloadPorts(of: index).map { " \($0)=\(mode.mode(of: $0).rawValue)" }.joined()
      answers.workloads[workload.metadata.key] =
        "proxy=\(proxies[index].presence.rawValue) mode=\(mode.base.mode.rawValue)\(ports)"
    }
    for view in clientViews() {
      for service in visibleServices(from: view) {
        for connection in connections(from: view, to: service) {
          let subset = connection.subset.map { " subset=\($0)" } ?? ""
          let rule = connection.rule?.rules.first.map { destinationRules[$0].metadata.key } ?? "-"
          let endpoints = connection.endpoints.map { end in
            "\(name(of: end.endpoint.target)):\(end.endpoint.port)(\(end.sent?.rawValue ?? "unknown"),\(end.outcome.rawValue))"
          }.sorted().joined(separator: ",")
          for client in view.clients {
            let key =
              "\(workloads[client].metadata.key) -> \(services[service].hostname):\(connection.port.number)\(subset)"
            answers.connections[key] =
              "rule=\(rule) transport=\(connection.transport.rawValue) endpoints=\(endpoints.isEmpty ? "-" : endpoints)"
          }
        }
      }
    }
    return answers
  }
}

@Suite struct `Meshes of our own` {
  @Test(arguments: MeshFile.all) func `are resolved as the named source does`(file: MeshFile) async throws {
    let trees = try YAMLTree.parse(file.text)
    let mesh = await EffectiveMesh(Mesh([Manifests(trees, file: FileID(0))]), options: file.options)
    let answers = mesh.answers()
    #expect(file.text.hasPrefix("# source: "))
    let expected = ["workload", "connection", "no connection", "request"].flatMap(file.lines)
    #expect(!expected.isEmpty)
    for line in file.lines("workload") {
      let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
      let words = Set((answers.workloads[parts[0]] ?? "missing").split(separator: " ").map(String.init))
      let missing = parts[1].split(separator: " ").map(String.init).filter { !words.contains($0) }
      #expect(missing == [], "\(parts[0]) is \(words.sorted())")
    }
    for line in file.lines("connection") {
      let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
      let found = answers.connections[parts[0]]
      #expect(found.map(Self.sortingEndpoints) == Self.sortingEndpoints(parts[1]), "\(parts[0])")
    }
    for line in file.lines("request") {
      // The verdict, and where one policy decides, the policy and its rule, `deny shop/cart[0]: {…}`, or Linkerd's
      // resource with its kind, `deny Server shop/web: {…}`.
      let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
      let request = try #require(try RequestFile.parse("[\(parts[1])]", path: file.name, for: mesh).first)
      let verdict = mesh.verdict(on: request)
      let policy = verdict.policy.map { " " + mesh.authorizationPolicyIndex.policies[$0].metadata.key } ?? ""
      let resource = verdict.resource.map { " \($0.kind.value) \($0.key)" } ?? ""
      let rule = verdict.rule.map { "[\($0)]" } ?? ""
      #expect("\(verdict.decision.rawValue)\(policy)\(rule)\(resource)" == parts[0], "\(parts[1]): \(verdict.reason)")
    }
    for line in file.lines("no connection") { #expect(answers.connections[line] == nil, "\(line)") }
  }

  private static func sortingEndpoints(_ answer: String) -> String {
    let parts = answer.components(separatedBy: " endpoints=")
    guard parts.count == 2 else { return answer }
    let endpoints = parts[1].components(separatedBy: "),").map { $0.hasSuffix(")") || $0 == "-" ? $0 : $0 + ")" }
    return parts[0] + " endpoints=" + endpoints.sorted().joined(separator: ",")
  }
}
