package import Git

/// The files of a repository: what the next commit will hold, what a commit holds, or what is on disk without what git
/// ignores.
///
/// What may be read of the index or a commit is loaded at the start: manifests, the settings of this program, and the
/// files that the call names. Submodules are other repositories and empty here. What lies outside of the repository is
/// read as it is on disk.
package struct RevisionTree: WalkableTree {
  package let isEarlier: Bool
  /// The paths of submodules, from the top of the repository.
  package let submodules: [String]
  /// Whether the clone holds all files that may be read.
  package let isWhole: Bool

  private let repository: GitRepository
  private let revision: GitRevision
  /// How messages name the revision.
  private let name: String
  private let nodes: RevisionNodes
  /// The bytes of files and of other objects, by the names of the objects.
  private let contents: [String: [UInt8]]

  /// `named`: Paths of the call that are read whatever their names. `later`: What this is compared with; what both
  /// hold is loaded once.
  package init(
    _ revision: GitRevision, of repository: GitRepository, name: String, named: [String], later: RevisionTree? = nil
  ) async throws(GitFailure) {
    self.repository = repository
    self.revision = revision
    self.name = name
    isEarlier = later != nil
    let entries = try await repository.entries(of: revision)
    submodules = entries.filter { $0.kind == .submodule }.map(\.path).sorted()
    nodes = try await RevisionNodes(entries, of: revision, in: repository)
    guard revision != .workingTree else {
      (isWhole, contents) = (true, [:])
      return
    }
    let named = named.compactMap(repository.path)
    let objects = Set((nodes.paths.filter(Self.mayBeRead) + named).compactMap(nodes.object))
    let known = (later?.contents ?? [:]).filter { objects.contains($0.key) }
    let missing = objects.subtracting(known.keys)
    contents = known.merging(try await repository.contents(of: missing)) { old, _ in old }
    isWhole = contents.count == objects.count
  }

  package func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    switch place(of: path, true) {
    case .outside(let path)?: return try FileReader.read(path)
    case .inside(let path)? where revision == .workingTree: return try FileReader.read("\(repository.root)/\(path)")
    case .inside(let path)?:
      guard let object = nodes.object(at: path) else { throw UnreadableFile(message: "is no regular file") }
      guard let bytes = contents[object] else { throw UnreadableFile(message: "this clone lacks the object \(object)") }
      return bytes
    case nil: throw missing
    }
  }

  /// Whether a file is a manifest or has settings for this program, by its name.
  package static func mayBeRead(_ path: String) -> Bool { FileWalker.isManifest(path) || holdsSettings(path) }

  /// Whether a file has settings for this program, by its name.
  package static func holdsSettings(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasPrefix(".meshlint") || name == "meshlint.yaml"
  }

  /// Whether a search from the top of the repository comes by a file, by the names of its directories.
  package static func isReached(_ path: String) -> Bool {
    !path.split(separator: "/").dropLast().contains { $0 != "." && $0 != ".." && FileWalker.isPruned($0) }
  }

  /// Where a path of the call leads to, from the top of the repository; nil for one that is elsewhere.
  package func place(of path: String) -> String? {
    guard case .inside(let path)? = place(of: path, true) else { return nil }
    return path
  }

  // MARK: The search for manifests

  var isChosenByGit: Bool { true }

  func status(of path: String, followingLinks: Bool) throws(UnreadableFile) -> FileStatus {
    switch place(of: path, followingLinks) {
    case .outside(let path)?: return try WorkingTree().status(of: path, followingLinks: followingLinks)
    case .inside(let path)?: return FileStatus(kind: nodes.kind(of: path), identity: .inRevision(path))
    case nil: throw missing
    }
  }

  func entries(of directory: String) throws(UnreadableFile) -> [DirectoryEntry] {
    switch place(of: directory, true) {
    case .outside(let path)?: return try WorkingTree().entries(of: path)
    case .inside(let path)?: return nodes.entries(of: path)
    case nil: throw missing
    }
  }

  func realPath(_ path: String) -> String? {
    switch place(of: path, true) {
    case .outside(let path)?: PathSpace.realPath(path)
    case .inside(let path)?: repository.root.appending(path: path.isEmpty ? "." : path).plainPath
    case nil: nil
    }
  }

  private func place(of path: String, _ followingLinks: Bool) -> RevisionNodes.Place? {
    guard let path = repository.path(below: path) else { return .outside(path) }
    return nodes.place(of: path, followingLinks: followingLinks)
  }

  private var missing: UnreadableFile { UnreadableFile(message: "there is no such file in \(name)") }
}
