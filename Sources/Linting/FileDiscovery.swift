import Glibc

/// The files that a call names, found in its paths.
package struct DiscoveredFiles: Sendable {
  package enum Source: Hashable, Sendable {
    case file(String)
    case standardInput
  }

  /// What is read, in the order of the paths; standard input comes first.
  package var sources: [Source] = []
  /// How the call spells the path of a file that it names, where that is not the path under which the file is read.
  package var spellings: [String: String] = [:]
  /// Files that are named or found but cannot be read, and why.
  package var problems: [(path: String, problem: DiscoveryProblem)] = []

  package init() {}
}

/// Why a file that was found is not read.
package enum DiscoveryProblem: Hashable, Sendable {
  case unreadable(String)
  /// A FIFO, a device or a socket.
  case notRegular
  /// A symbolic link that leads out of the given paths.
  case foreignLink
}

/// A path of the call that does not exist.
package struct MissingPath: Error, CustomStringConvertible, Sendable {
  package let path: String
  package let reason: String

  package var description: String { "\(path): \(reason)" }
}

/// Walks directories for manifests: files that end in `.yaml`, `.yml` or `.json`.
///
/// Hidden directories and `node_modules` are not entered, and this program's own files (`.meshlint…`) not read. A
/// symbolic link is followed only where it leads to something inside the given paths, and no directory is entered
/// twice, so loops of links end.
struct FileWalker {
  /// Whether the name of a file says that it holds manifests.
  static func isManifest(_ name: String) -> Bool {
    !isOwn(name) && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }

  /// Whether the name of a directory says that it is not entered.
  static func isPruned(_ name: some StringProtocol) -> Bool { name.hasPrefix(".") || name == "node_modules" }

  private struct Identity: Hashable {
    var device: dev_t
    var inode: ino_t
  }

  private let roots: [String]
  private var visited: Set<Identity> = []
  private var files: Set<String> = []
  private var spellings: [String: String] = [:]
  private var readsStandardInput = false
  private var problems: [(path: String, problem: DiscoveryProblem)] = []

  /// Throws: Which of the paths does not exist.
  static func discover(_ paths: [String]) throws(MissingPath) -> DiscoveredFiles {
    var walker = FileWalker(roots: paths.compactMap(realPath))
    for path in paths { try walker.add(named: path) }
    var found = DiscoveredFiles()
    found.sources = (walker.readsStandardInput ? [.standardInput] : []) + walker.files.sorted().map { .file($0) }
    found.spellings = walker.spellings
    found.problems = walker.problems.sorted { $0.path < $1.path }
    return found
  }

  private init(roots: [String]) { self.roots = roots }

  /// Adds a path of the call: a file of any name, or a directory.
  private mutating func add(named spelling: String) throws(MissingPath) {
    guard spelling != "-" else {
      readsStandardInput = true
      return
    }
    var status = stat()
    guard stat(spelling, &status) == 0 else { throw MissingPath(path: spelling, reason: Self.lastError) }
    let path = Self.plain(spelling)
    if status.st_mode & S_IFMT == S_IFDIR {
      walk(path, Identity(device: status.st_dev, inode: status.st_ino))
    } else {
      if path != spelling { spellings[path] = spelling }
      add(file: path, status)
    }
  }

  /// A path without the parts that lead nowhere, so that `a.yaml` and `./a.yaml` are one file.
  private static func plain(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + parts : parts.isEmpty ? "." : parts
  }

  private mutating func walk(_ directory: String, _ identity: Identity) {
    guard visited.insert(identity).inserted else { return }
    guard let stream = opendir(directory) else {
      problems.append((directory, .unreadable(Self.lastError)))
      return
    }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    closedir(stream)
    for name in names.sorted() { visit(name, in: directory) }
  }

  private mutating func visit(_ name: String, in directory: String) {
    let path = directory == "." ? name : directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    let isManifest = Self.isManifest(name)
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFLNK {
      guard stat(path, &status) == 0 else {
        if isManifest { problems.append((path, .unreadable(Self.lastError))) }
        return
      }
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      guard let target = Self.realPath(path), leadsInside(target) else {
        if isManifest || isDirectory { problems.append((path, .foreignLink)) }
        return
      }
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      guard !Self.isPruned(name) else { return }
      walk(path, Identity(device: status.st_dev, inode: status.st_ino))
    } else if isManifest {
      add(file: path, status)
    }
  }

  private mutating func add(file path: String, _ status: stat) {
    if status.st_mode & S_IFMT == S_IFREG { files.insert(path) } else { problems.append((path, .notRegular)) }
  }

  /// Whether a file is the configuration or a baseline of this program.
  private static func isOwn(_ name: String) -> Bool { name.hasPrefix(".meshlint") }

  private func leadsInside(_ target: String) -> Bool {
    roots.contains { target == $0 || target.hasPrefix($0 == "/" ? "/" : $0 + "/") }
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static var lastError: String { String(cString: strerror(errno)).lowercased() }
}
