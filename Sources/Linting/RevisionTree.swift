package import Git

/// The files of a repository: what the next commit will hold, what a commit holds, or what is on disk without what git
/// ignores.
///
/// What may be read of the index or a commit is loaded at the start, with one run of git: manifests, the settings of this
/// program, and the files that the call names. Submodules are other repositories and not read. What lies outside of the
/// repository is read as it is on disk.
package struct RevisionTree: FileTree {
  private let repository: GitRepository
  private let revision: GitRevision
  /// How messages name the revision.
  private let name: String
  /// The names of the objects with the bytes of files, by their paths from the top of the repository.
  private let objects: [String: String]
  private let paths: [String]
  private let links: RevisionLinks
  private let contents: [String: [UInt8]]
  /// The paths of submodules, from the top of the repository.
  package let submodules: [String]

  /// `named`: Paths of the call that are read whatever their names.
  package init(
    _ revision: GitRevision, of repository: GitRepository, name: String, named: [String]
  ) async throws(GitFailure) {
    self.repository = repository
    self.revision = revision
    self.name = name
    let entries = try await repository.entries(of: revision)
    let named = Set(named.compactMap(repository.path))
    var objects: [String: String] = [:]
    for entry in entries where entry.kind == .file { objects[entry.path] = entry.object }
    links = try await RevisionLinks(entries, of: revision, in: repository)
    for case (let link, .file(let path)) in links.targets { objects[link] = objects[path] }
    self.objects = objects.filter { Self.mayBeRead($0.key) || named.contains($0.key) }
    paths = self.objects.keys.sorted()
    submodules = entries.filter { $0.kind == .submodule }.map(\.path).sorted()
    contents = revision == .workingTree ? [:] : try await repository.contents(of: Set(self.objects.values))
  }

  /// Whether the clone holds all files that may be read.
  package var isWhole: Bool { revision == .workingTree || objects.values.allSatisfy { contents[$0] != nil } }

  package func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles {
    var found = DiscoveredFiles()
    var roots: [String] = []
    for spelling in paths {
      guard let path = repository.path(below: spelling), revision != .workingTree || isListed(path) else {
        let onDisk = try WorkingTree().discover([spelling], filter)
        found.sources += onDisk.sources
        found.problems += onDisk.problems
        continue
      }
      guard isListed(path) else { throw MissingPath(path: spelling, reason: "there is no such file in \(name)") }
      roots.append(path)
      let shown = repository.shown(path)
      if objects[path] != nil, shown != spelling { found.spellings[shown] = spelling }
    }
    let named = Set(roots)
    var files = Set(
      self.paths.lazy.filter {
        links.targets[$0] == nil && (named.contains($0) || FileWalker.isManifest($0) && Self.isFound($0, below: roots))
      })
    // A file that several paths lead to is read under one of them, its own before those of links.
    var read = files
    for (link, target) in links.targets.sorted(by: { $0.key < $1.key }) where Self.isFound(link, below: roots) {
      let isManifest = FileWalker.isManifest(link)
      switch target {
      case .file(let path) where named.contains(link) || isManifest && roots.contains { Self.isBelow(path, $0) }:
        if read.insert(path).inserted { files.insert(link) }
      case .directory(let path?) where roots.contains { Self.isBelow(path, $0) }: continue
      case .file where !isManifest, .unknown where !isManifest: continue
      case .file, .unknown, .directory: found.problems.append((repository.shown(link), .foreignLink))
      }
    }
    found.sources += files.map(repository.shown).sorted().map { .file($0) }
    found.problems.sort { $0.path < $1.path }
    return found
  }

  package func exists(_ path: String) -> Bool {
    guard let inside = repository.path(below: path) else { return WorkingTree().exists(path) }
    if revision == .workingTree { return WorkingTree().exists("\(repository.root)/\(inside)") }
    // Who looks for the top of the repository looks for this.
    return inside == ".git" || isListed(inside)
  }

  package func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    guard let inside = repository.path(below: path) else { return try FileReader.read(path) }
    if revision == .workingTree { return try FileReader.read("\(repository.root)/\(inside)") }
    guard let object = objects[inside] else { throw UnreadableFile(message: "there is no such file in \(name)") }
    guard let bytes = contents[object] else { throw UnreadableFile(message: "this clone lacks the object \(object)") }
    return bytes
  }

  /// Whether a file is a manifest or has settings for this program, by its name.
  package static func mayBeRead(_ path: String) -> Bool { FileWalker.isManifest(path) || holdsSettings(path) }

  /// Whether a file has settings for this program, by its name.
  package static func holdsSettings(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasPrefix(".meshlint") || name == "meshlint.yaml"
  }

  /// Whether a path is that of a file that may be read, or of a directory with one.
  private func isListed(_ path: String) -> Bool { paths.contains { Self.isBelow($0, path) } }

  private static func isBelow(_ path: String, _ directory: String) -> Bool {
    directory.isEmpty || path == directory || path.hasPrefix(directory + "/")
  }

  /// Whether a search below some directories comes by a path.
  private static func isFound(_ path: String, below directories: [String]) -> Bool {
    directories.contains { directory in
      isBelow(path, directory)
        && !path.dropFirst(directory.count).split(separator: "/").dropLast().contains { FileWalker.isPruned($0) }
    }
  }
}
