import Diagnostics
import MeshRules

/// What becomes of a file or directory that a run comes across.
package enum FileFate: Hashable, Sendable, CustomStringConvertible {
  case read
  case readAsContext
  /// It is YAML, but none of its documents is a Kubernetes object.
  case holdsNoManifest
  case template
  case linkOutside
  case unreadable(String)
  case skipped(SkipReason)

  package var description: String {
    switch self {
    case .read: "read"
    case .readAsContext: "read as context"
    case .holdsNoManifest: "no Kubernetes manifest"
    case .template: "not read: a template that is not rendered"
    case .linkOutside: "not read: the link leads out of the given paths"
    case .unreadable(let message): "not read in full: \(message)"
    case .skipped(let reason): "not read: \(reason)"
    }
  }
}

extension Analysis {
  /// What becomes of the files of one mesh, in the order of their paths. Nothing is judged.
  ///
  /// Throws: ``MissingPath`` or ``UnusableFile``.
  package static func fates(of options: AnalysisOptions) async throws -> [(path: String, fate: FileFate)] {
    let (input, skipped) = try await read(options)
    var fates: [String: FileFate] = [:]
    // What the search leaves out may be entered because the call names something in it.
    let entered = input.files.files.reduce(into: Set<String>()) { directories, file in
      var path = file.path[...]
      while let slash = path.lastIndex(of: "/") {
        path = path[..<slash]
        guard directories.insert(String(path)).inserted else { break }
      }
    }
    for (path, reason) in skipped where !entered.contains(path) { fates[path] = .skipped(reason) }
    for (index, file) in input.files.files.enumerated() {
      let isContext = input.contextFiles.contains(FileID(index))
      fates[file.path] = input.holdsManifest[index] ? isContext ? .readAsContext : .read : .holdsNoManifest
    }
    for problem in input.problems.reversed() {
      let path = input.files.path(of: problem.span)
      switch problem.kind {
      case .unreadable(let message, _): fates[path] = .unreadable(message)
      case .template: fates[path] = .template
      case .foreignLink: fates[path] = .linkOutside
      case .duplicateKey: break
      }
    }
    return fates.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
