import Glibc

/// Where the files of a run come from: the disk, or a revision of a repository. Paths are those of the call, from the
/// working directory.
package protocol FileTree: Sendable {
  /// Whether something later is compared with this, so that what the call or its settings name may be missing here.
  var isEarlier: Bool { get }

  /// The manifests that the paths of a call name.
  ///
  /// Throws: Which of the paths does not exist.
  func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles

  /// Whether a path names a file or directory.
  func exists(_ path: String) -> Bool

  /// The bytes of a file.
  func read(_ path: String) throws(UnreadableFile) -> [UInt8]
}

extension FileTree {
  package var isEarlier: Bool { false }
}

/// A tree that is searched for manifests, directory by directory.
protocol WalkableTree: FileTree {
  /// Whether git has chosen the files, so that `.gitignore` has nothing more to say about them.
  var isChosenByGit: Bool { get }

  /// What a path names.
  ///
  /// Throws: Why it names nothing.
  func status(of path: String, followingLinks: Bool) throws(UnreadableFile) -> FileStatus

  /// What a directory holds, in any order.
  func entries(of directory: String) throws(UnreadableFile) -> [DirectoryEntry]

  /// An absolute path without links; nil where it leads nowhere.
  func realPath(_ path: String) -> String?
}

extension WalkableTree {
  package func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles {
    try FileWalker.discover(paths, filter, in: self)
  }

  package func exists(_ path: String) -> Bool { (try? status(of: path, followingLinks: true)) != nil }
}

/// What a path names.
struct FileStatus: Sendable {
  enum Kind: Sendable { case file, directory, link, other }

  var kind: Kind
  var identity: FileIdentity
}

/// A file or directory, whatever the path that leads to it.
enum FileIdentity: Hashable, Sendable {
  case onDisk(dev_t, ino_t)
  /// By the path from the top of the repository.
  case inRevision(String)
}

/// A name in a directory.
struct DirectoryEntry: Sendable {
  var name: String
  /// Whether it is known, without asking for the status, to be that of a regular file.
  var isFile: Bool
  /// The same of a directory.
  var isDirectory = false
}

/// Why a file cannot be read, in words.
package struct UnreadableFile: Error, Hashable, Sendable {
  package var message: String

  package init(message: String) { self.message = message }
}

/// The files on disk.
package struct WorkingTree: WalkableTree {
  var isChosenByGit: Bool { false }

  package init() {}

  func status(of path: String, followingLinks: Bool) throws(UnreadableFile) -> FileStatus {
    var status = stat()
    guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { throw .lastError }
    let kind: FileStatus.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .link
      default: .other
      }
    return FileStatus(kind: kind, identity: .onDisk(status.st_dev, status.st_ino))
  }

  func entries(of directory: String) throws(UnreadableFile) -> [DirectoryEntry] {
    guard let stream = opendir(directory) else { throw .lastError }
    defer { closedir(stream) }
    var entries: [DirectoryEntry] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let type = Int(entry.pointee.d_type)
      entries.append(DirectoryEntry(name: name, isFile: type == DT_REG, isDirectory: type == DT_DIR))
    }
    return entries
  }

  func realPath(_ path: String) -> String? { PathSpace.realPath(path) }

  package func read(_ path: String) throws(UnreadableFile) -> [UInt8] { try FileReader.read(path) }
}

extension UnreadableFile {
  /// What the last call of the system complained about.
  static var lastError: UnreadableFile { UnreadableFile(code: errno) }

  /// There is no such file.
  static var missing: UnreadableFile { UnreadableFile(code: ENOENT) }

  private init(code: Int32) { self.init(message: String(cString: strerror(code)).lowercased()) }
}
