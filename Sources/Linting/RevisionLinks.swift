import Git
import Glibc

/// Where the symbolic links of a revision lead to.
struct RevisionLinks {
  enum Target {
    case file(String)
    /// Nil for one that is not in the revision.
    case directory(String?)
    case unknown
  }

  /// By paths from the top of the repository.
  private(set) var targets: [String: Target] = [:]

  init(_ entries: [GitEntry], of revision: GitRevision, in repository: GitRepository) async throws(GitFailure) {
    let links = entries.filter { $0.kind == .link }
    guard !links.isEmpty else { return }
    let texts = revision == .workingTree ? [:] : try await repository.contents(of: Set(links.map(\.object)))
    var next: [String: String] = [:]
    for link in links {
      let text = revision == .workingTree ? Self.text(of: "\(repository.root)/\(link.path)") : texts[link.object] ?? []
      next[link.path] = Self.path(String(decoding: text, as: UTF8.self), from: link.path)
    }
    let files = Set(entries.lazy.filter { $0.kind == .file }.map(\.path))
    let directories = Set(files.flatMap(Self.directories))
    for link in links {
      var path = next[link.path]
      // A link may lead to another; Linux follows so many.
      for _ in 0..<40 { path = path.flatMap { next[$0] ?? $0 } }
      targets[link.path] =
        if let path, files.contains(path) {
          .file(path)
        } else if let path, directories.contains(path) {
          .directory(path)
        } else {
          Self.isDirectory("\(repository.root)/\(link.path)") ? .directory(nil) : .unknown
        }
    }
  }

  /// The path from the top of the repository that a link says; nil where it leads out of it.
  private static func path(_ text: String, from link: String) -> String? {
    guard !text.hasPrefix("/") else { return nil }
    return GitRepository.plain((directories(of: link).last ?? "") + "/" + text)
  }

  /// The directories above a file, from the outermost.
  private static func directories(of path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
  }

  private static func text(of link: String) -> [UInt8] {
    let text = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(link, $0, buffer.count)) } ?? 0
    }
    return text.map { UInt8(bitPattern: $0) }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
