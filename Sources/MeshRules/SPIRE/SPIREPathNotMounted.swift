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
      for container in workload.pod.containers + workload.pod.initContainers {
        let wanted = container.wordsAboutSPIRE
        guard !wanted.isEmpty, !installation.isProcess(container, of: workload), !container.makesDirectories else {
          continue
        }
        for word in wanted {
          let path = word.value.pathOfSetting
          guard path.hasPrefix("/"), !container.volumeMounts.contains(where: { $0.path.value.holds(path) }) else {
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
}

extension Container {
  /// What says where it looks for SPIRE's socket or files.
  fileprivate var wordsAboutSPIRE: [Located<String>] {
    let sockets = environment.filter { $0.name == "SPIFFE_ENDPOINT_SOCKET" }.map(\.value)
    let others = words.filter { word in
      word.value.pathOfSetting.utf8.starts(with: "/run/spire/".utf8) && !sockets.contains(word)
    }
    guard !others.isEmpty else { return sockets }
    // SPIRE's own programs make these.
    let made = ["socketPath", "dataDir"].compactMap { flag($0)?.value }
    return sockets + others.filter { word in !made.contains { $0[...] == word.value.pathOfSetting } }
  }

  /// Whether it runs `mkdir`, so that paths need not be there.
  fileprivate var makesDirectories: Bool { words.contains { $0.value.split(separator: "/").last == "mkdir" } }
}

extension String {
  /// What a setting such as `--socket=unix:///run/spire/sockets/agent.sock` names.
  fileprivate var pathOfSetting: Substring {
    var path = utf8[...]
    if let sign = path.lastIndex(of: UInt8(ascii: "=")) { path = path[path.index(after: sign)...] }
    if path.starts(with: "unix:".utf8) { path = path.dropFirst("unix:".utf8.count) }
    while path.starts(with: "//".utf8) { path = path.dropFirst() }
    return Substring(path.prefix { $0 > 0x20 })
  }

  /// Whether a path is this one or below it.
  fileprivate func holds(_ path: Substring) -> Bool {
    var mount = self[...]
    while mount.hasSuffix("/") { mount = mount.dropLast() }
    // `/var/run` is `/run` in nearly every image.
    let places = [String(mount), mount.hasPrefix("/var/run/") ? String(mount.dropFirst(4)) : "/var" + mount]
    return places.contains { path == $0[...] || path.hasPrefix($0 + "/") }
  }
}
