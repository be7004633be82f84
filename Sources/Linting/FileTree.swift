import Glibc

/// Where the files of a run come from: the disk, or a revision of a repository.
package protocol FileTree: Sendable {
  /// The manifests that the paths of a call name.
  ///
  /// Throws: Which of the paths does not exist.
  func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles

  /// Whether a path of a call names a file or directory.
  func exists(_ path: String) -> Bool

  /// The bytes of a file.
  func read(_ path: String) throws(UnreadableFile) -> [UInt8]
}

/// Why a file cannot be read, in words.
package struct UnreadableFile: Error, Sendable {
  package var message: String

  package init(message: String) { self.message = message }
}

/// The files on disk.
package struct WorkingTree: FileTree {
  package init() {}

  package func discover(_ paths: [String], _ filter: FileFilter) throws(MissingPath) -> DiscoveredFiles {
    try FileWalker.discover(paths, filter)
  }

  package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package func read(_ path: String) throws(UnreadableFile) -> [UInt8] { try FileReader.read(path) }
}
