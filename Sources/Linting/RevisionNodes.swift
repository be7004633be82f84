import Git
import Glibc

/// The files, links and directories of a revision, by their paths from the top of the repository.
struct RevisionNodes: Sendable {
  private enum Node {
    case file(object: String)
    case link(to: String)
    case directory
  }

  /// Where a path leads.
  enum Place {
    case inside(String)
    /// What lies on disk, outside of the repository or where git does not look.
    case outside(String)
  }

  private let repository: GitRepository
  /// Whether what git ignores can be named all the same.
  private let isOnDisk: Bool
  private var nodes: [String: Node] = ["": .directory]
  private var children: [String: [DirectoryEntry]] = [:]

  init(_ entries: [GitEntry], of revision: GitRevision, in repository: GitRepository) async throws(GitFailure) {
    self.repository = repository
    isOnDisk = revision == .workingTree
    let links = isOnDisk ? [] : Set(entries.lazy.filter { $0.kind == .link }.map(\.object))
    let targets = try await repository.contents(of: links)
    for entry in entries {
      switch entry.kind {
      case .file: add(.file(object: entry.object), at: entry.path)
      case .link:
        let target = isOnDisk ? Self.target(of: "\(repository.root)/\(entry.path)") : targets[entry.object] ?? []
        add(.link(to: String(decoding: target, as: UTF8.self)), at: entry.path)
      case .submodule: add(.directory, at: entry.path)
      }
    }
    // Who looks for the top of the repository looks for this.
    nodes[".git"] = .directory
  }

  private mutating func add(_ node: Node, at path: String) {
    var (node, path) = (node, path)
    while nodes.updateValue(node, forKey: path) == nil {
      let (directory, name) = Self.split(path)
      let isFile = if case .file = node { true } else { false }
      children[directory, default: []].append(DirectoryEntry(name: name, isFile: isFile))
      guard nodes[directory] == nil else { return }
      (node, path) = (.directory, directory)
    }
  }

  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }

  private static func target(of link: String) -> [UInt8] {
    let text = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(link, $0, buffer.count)) } ?? 0
    }
    return text.map { UInt8(bitPattern: $0) }
  }

  // MARK: Questions

  /// All paths, but for directories.
  var paths: some Sequence<String> {
    nodes.lazy.filter { if case .directory = $0.value { false } else { true } }.map(\.key)
  }

  func kind(of path: String) -> FileStatus.Kind {
    switch nodes[path] {
    case .file?: .file
    case .link?: .link
    case .directory?, nil: .directory
    }
  }

  func entries(of directory: String) -> [DirectoryEntry] { children[directory] ?? [] }

  /// The name of the object with the bytes of a file, or of that to which a link leads.
  func object(at path: String) -> String? {
    guard case .inside(let path)? = place(of: path, followingLinks: true), case .file(let object)? = nodes[path] else {
      return nil
    }
    return object
  }

  /// Where a path leads when the links on the way are followed; nil where that is nowhere.
  ///
  /// `followingLinks`: Whether a link at the end is followed, too.
  func place(of path: String, followingLinks: Bool) -> Place? {
    // What git lists lies behind no link.
    switch nodes[path] {
    case .file?, .directory?: return .inside(path)
    case .link?, nil: break
    }
    var rest = path.split(separator: "/").reversed() as [Substring]
    var path = ""
    // Linux follows so many.
    var linksLeft = 40
    while let part = rest.popLast() {
      if part == "." { continue }
      if part == ".." {
        guard !path.isEmpty else { return .outside(outside("\(repository.root)/..", rest)) }
        path = Self.split(path).directory
        continue
      }
      let next = path.isEmpty ? String(part) : "\(path)/\(part)"
      guard let node = nodes[next] else {
        return isOnDisk ? .outside(outside("\(repository.root)/\(next)", rest)) : nil
      }
      guard case .link(let target) = node, followingLinks || !rest.isEmpty else {
        path = next
        continue
      }
      linksLeft -= 1
      guard linksLeft >= 0 else { return nil }
      if target.hasPrefix("/") {
        guard let inside = repository.path(below: target) else { return .outside(outside(target, rest)) }
        (path, rest) = ("", rest + inside.split(separator: "/").reversed())
      } else {
        rest += target.split(separator: "/").reversed()
      }
    }
    return .inside(path)
  }

  /// `rest`: The parts behind a path, the last one first.
  private func outside(_ path: String, _ rest: [Substring]) -> String {
    ([path] + rest.reversed().map(String.init)).joined(separator: "/")
  }
}
