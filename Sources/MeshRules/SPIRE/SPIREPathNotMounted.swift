import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds containers that look for what SPIRE provides where no volume is mounted.
struct SPIREPathNotMounted: Rule {
  static let page = RulePage.spirePathNotMounted
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for workload in context.mesh.workloads {
      for container in workload.pod.containers + workload.pod.initContainers
      where !installation.isProcess(container, of: workload) && !container.makesDirectories {
        let sockets = container.environment.filter { $0.name == "SPIFFE_ENDPOINT_SOCKET" }.map(\.value)
        // SPIRE's own programs make these.
        let made = ["socketPath", "dataDir"].compactMap { container.flag($0)?.value }
        let words = container.words.filter { word in
          let path = Self.path(in: word.value)
          return path.hasPrefix("/run/spire/") && !sockets.contains(word) && !made.contains(path)
        }
        for word in sockets + words {
          let path = Self.path(in: word.value)
          guard path.hasPrefix("/"), !container.volumeMounts.contains(where: { Self.holds($0.path.value, path) }) else {
            continue
          }
          findings.report(
            RuleFinding(
              "The container \(quoted(container.name?.value ?? "")) of \(workload.title) looks for \(path), where no "
                + "volume is mounted", on: workload.metadata.reference, at: word.span,
              help: "mount a volume of the driver csi.spiffe.io, or the one that spiffe-helper writes to, there"))
        }
      }
    }
  }

  /// What a setting such as `--socket=unix:///run/spire/sockets/agent.sock` names.
  private static func path(in word: String) -> String {
    var path = word[...]
    if let sign = path.lastIndex(of: "=") { path = path[path.index(after: sign)...] }
    if path.hasPrefix("unix:") { path = path.dropFirst("unix:".count) }
    while path.hasPrefix("//") { path = path.dropFirst() }
    return String(path.prefix { !$0.isWhitespace })
  }

  private static func holds(_ mount: String, _ path: String) -> Bool {
    var mount = mount[...]
    while mount.hasSuffix("/") { mount = mount.dropLast() }
    // `/var/run` is `/run` in nearly every image.
    let places = [String(mount), mount.hasPrefix("/var/run/") ? String(mount.dropFirst(4)) : "/var" + mount]
    return places.contains { path == $0 || path.hasPrefix($0 + "/") }
  }
}

extension Container {
  /// Whether it runs `mkdir`, so that paths need not be there.
  fileprivate var makesDirectories: Bool { words.contains { $0.value.split(separator: "/").last == "mkdir" } }
}
