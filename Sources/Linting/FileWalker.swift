/// Walks directories for manifests: files that end in `.yaml`, `.yml` or `.json`.
///
/// Hidden directories, directories with the code of others and what the filter leaves out are not entered. A symbolic
/// link is followed only where it leads to something inside the given paths, and no directory is entered twice, so
/// loops of links end. A file that several paths lead to is read under one of them.
struct FileWalker {
  /// A directory on the way, and what holds in it.
  private struct Directory {
    /// As reports show it.
    var path: String
    /// With a slash at the end.
    var absolutePath: [UInt8]
    /// From the working directory, with a slash at the end; what the patterns of the filter match.
    var relativePath: [UInt8]
    var rules: IgnoreRules
    /// Whether a pattern that says what to read matches the directory or one above it.
    var isIncluded: Bool
  }

  private struct FoundFile {
    var path: String
    var isLink: Bool

    /// Whether this is the better path of a file: a real one, from the working directory, the first.
    func isBetter(than other: FoundFile) -> Bool {
      if isLink != other.isLink { return other.isLink }
      let isAbsolute = path.hasPrefix("/")
      if isAbsolute != other.path.hasPrefix("/") { return !isAbsolute }
      return path < other.path
    }
  }

  private let tree: any WalkableTree
  /// The absolute paths of the call, without links.
  private let roots: [String]
  private let filter: PathFilter
  private let here = PathSpace.current
  private var visited: Set<FileIdentity> = []
  private var files: [FileIdentity: FoundFile] = [:]
  /// Links to directories: entered last, so that what is inside is found under its own path where that is read, too.
  private var links: [(Directory, FileIdentity)] = []
  private var found = DiscoveredFiles()

  /// Whether the name of a file says that it holds manifests.
  static func isManifest(_ name: String) -> Bool {
    !isOwn(name) && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }

  /// Whether a file is the configuration or a baseline of this program.
  private static func isOwn(_ name: String) -> Bool { name.hasPrefix(".meshlint") }

  /// Whether the name of a directory says that it is not entered.
  static func isPruned(_ name: some StringProtocol) -> Bool { name.hasPrefix(".") || name == "node_modules" }

  /// Throws: Which of the paths does not exist.
  static func discover(
    _ paths: [String], _ filter: FileFilter, in tree: some WalkableTree
  ) throws(MissingPath) -> DiscoveredFiles {
    var walker = FileWalker(tree: tree, roots: paths.compactMap(tree.realPath), filter: PathFilter(filter))
    // Whatever the order of the call, a directory is entered under its path from the working directory.
    let (absolute, relative) = (paths.filter { $0.hasPrefix("/") }, paths.filter { !$0.hasPrefix("/") })
    for path in relative.sorted() + absolute.sorted() { try walker.add(named: path) }
    while !walker.links.isEmpty {
      let (directory, identity) = walker.links.removeFirst()
      if walker.visited.contains(identity) { walker.skip(directory.path, .readElsewhere) }
      walker.walk(directory, identity)
    }
    return walker.result
  }

  private init(tree: any WalkableTree, roots: [String], filter: PathFilter) {
    self.tree = tree
    self.roots = roots
    self.filter = filter
  }

  private var result: DiscoveredFiles {
    var found = found
    found.identities = files.mapValues(\.path)
    found.sources += files.values.map(\.path).sorted().map { .file($0) }
    found.problems.sort { $0.path < $1.path }
    let reasons = Dictionary(found.skipped.map { ($0.path, $0.reason) }) { first, _ in first }
    found.skipped = reasons.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return found
  }

  /// Adds a path of the call: a file of any name, or a directory.
  private mutating func add(named spelling: String) throws(MissingPath) {
    guard spelling != "-" else {
      if found.sources.isEmpty { found.sources = [.standardInput] }
      return
    }
    let status: FileStatus
    do throws(UnreadableFile) { status = try tree.status(of: spelling, followingLinks: true) } catch {
      throw MissingPath(path: spelling, reason: error.message)
    }
    let path = spelling.plainPath
    if status.kind == .directory {
      walk(root(path), status.identity)
    } else {
      if path != spelling { found.spellings[path] = spelling }
      add(file: path, status, isLink: (try? tree.status(of: path, followingLinks: false))?.kind == .link)
    }
  }

  /// A directory of the call.
  private func root(_ path: String) -> Directory {
    let real = tree.realPath(path) ?? path
    let isForeign = path.hasPrefix("/") || path.split(separator: "/").contains("..")
    let relative = isForeign ? here.relativePath(to: real) : path
    let rules =
      filter.heedsIgnoreFiles
      ? IgnoreRules(above: real, from: here, in: tree, showsAbsolutePaths: path.hasPrefix("/")) : IgnoreRules()
    return Directory(
      path: path, absolutePath: Array((real == "/" ? "/" : real + "/").utf8),
      relativePath: relative == "." ? [] : Array((relative + "/").utf8), rules: rules,
      isIncluded: filter.includesEverything(in: relative))
  }

  private mutating func walk(_ directory: Directory, _ identity: FileIdentity) {
    guard visited.insert(identity).inserted else { return }
    let entries: [DirectoryEntry]
    do throws(UnreadableFile) { entries = try tree.entries(of: directory.path) } catch {
      found.problems.append((directory.path, .unreadable(error.message)))
      return
    }
    var directory = directory
    if filter.heedsIgnoreFiles {
      let hidden = Set(entries.lazy.map(\.name).filter { $0.hasPrefix(".") })
      directory.rules.enter(directory.absolutePath.dropLast(), path: directory.path, names: hidden, in: tree)
    }
    for entry in entries.sorted(by: { $0.name < $1.name }) { visit(entry, in: directory) }
  }

  private mutating func visit(_ entry: DirectoryEntry, in directory: Directory) {
    let name = entry.name
    let isManifest = Self.isManifest(name)
    guard isManifest || !entry.isFile else {
      if name.isLikeManifest { skip(directory.path.appending(path: name), Self.isOwn(name) ? .own : .otherExtension) }
      return
    }
    let path = directory.path.appending(path: name)
    var status: FileStatus
    do throws(UnreadableFile) { status = try tree.status(of: path, followingLinks: false) } catch {
      if isManifest || entry.isDirectory { noteUnreachable(path, error) }
      return
    }
    let isLink = status.kind == .link
    var isDirectory = status.kind == .directory
    guard isManifest || isDirectory || isLink else { return }
    if isDirectory, name == ".git" { return }
    if isDirectory, let reason = reason(toSkipDirectory: name, at: path) { return skip(path, reason) }
    if let reason = reason(toSkip: name, in: directory, isDirectory: isDirectory) {
      if isManifest || isDirectory { skip(path, reason) }
      return
    }
    if isLink {
      do throws(UnreadableFile) { status = try tree.status(of: path, followingLinks: true) } catch {
        if isManifest { found.problems.append((path, .unreadable(error.message))) }
        return
      }
      isDirectory = status.kind == .directory
      guard let target = tree.realPath(path), roots.contains(where: target.isInside) else {
        if isManifest || isDirectory { found.problems.append((path, .foreignLink)) }
        return
      }
      if isDirectory, let reason = reason(toSkipDirectory: name, at: path) { return skip(path, reason) }
    }
    if isDirectory {
      let child = child(name, of: directory, path: path)
      if isLink { links.append((child, status.identity)) } else { walk(child, status.identity) }
    } else if isManifest {
      add(file: path, status, isLink: isLink)
    }
  }

  private func child(_ name: String, of directory: Directory, path: String) -> Directory {
    var child = directory
    child.path = path
    child.absolutePath += Array(name.utf8) + [UInt8(ascii: "/")]
    child.relativePath += Array(name.utf8) + [UInt8(ascii: "/")]
    child.isIncluded = directory.isIncluded || filter.includes(Array(child.relativePath.dropLast()), isDirectory: true)
    return child
  }

  private func reason(toSkipDirectory name: String, at path: String) -> SkipReason? {
    if Self.isPruned(name) { return name.hasPrefix(".") ? .hiddenDirectory : .dependencies }
    // Go and Composer leave these files; other directories of this name hold manifests that are applied.
    let marks = name == "vendor" ? ["modules.txt", "autoload.php"] : []
    return marks.contains { tree.exists(path.appending(path: $0)) } ? .dependencies : nil
  }

  /// Why the ignore files or the filter leave out what a directory holds.
  private func reason(toSkip name: String, in directory: Directory, isDirectory: Bool) -> SkipReason? {
    if !directory.rules.isEmpty,
      let reason = directory.rules.reason(toIgnore: directory.absolutePath + name.utf8, isDirectory: isDirectory)
    {
      return reason
    }
    guard filter.hasPatterns else { return nil }
    let path = directory.relativePath + name.utf8
    if let pattern = filter.exclusion(of: path, isDirectory: isDirectory) { return .excluded(pattern: pattern) }
    let isIncluded = isDirectory || directory.isIncluded || filter.includes(path, isDirectory: false)
    return isIncluded ? nil : .notIncluded
  }

  /// Notes what a directory lists but has no way to, unless it was deleted in between.
  private mutating func noteUnreachable(_ path: String, _ failure: UnreadableFile) {
    if path.contains("\u{fffd}") {
      found.problems.append((path, .unreadable("its name is not UTF-8")))
    } else if failure != .missing {
      found.problems.append((path, .unreadable(failure.message)))
    }
  }

  private mutating func skip(_ path: String, _ reason: SkipReason) { found.skipped.append((path, reason)) }

  private mutating func add(file path: String, _ status: FileStatus, isLink: Bool) {
    guard status.kind == .file else {
      found.problems.append((path, .notRegular))
      return
    }
    let file = FoundFile(path: path, isLink: isLink)
    guard let other = files.updateValue(file, forKey: status.identity), other.path != path else { return }
    if other.isBetter(than: file) { files[status.identity] = other }
    skip(other.isBetter(than: file) ? path : other.path, .readElsewhere)
  }
}

extension String {
  /// Whether the name says that a manifest is made from the file, as `cart.yaml.tpl` does.
  fileprivate var isLikeManifest: Bool {
    utf8.firstRange(of: ".yaml".utf8) != nil || utf8.firstRange(of: ".yml".utf8) != nil
  }
}
