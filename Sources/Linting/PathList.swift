import Glibc

/// Lists of paths in files, for calls that name more than a command line holds.
package enum PathList {
  /// The paths in a list, one a line or with a NUL behind each. Files whose names are no manifest's are passed over,
  /// since lists often come from git and hold everything; one that names nothing that exists is kept, for the error.
  ///
  /// `list`: The path of the list, or `-` for standard input.
  package static func read(_ list: String) throws(UnusableFile) -> [String] {
    let bytes: [UInt8]
    do throws(UnreadableFile) {
      bytes = list == "-" ? try FileReader.readStandardInput() : try FileReader.read(list)
    } catch {
      throw UnusableFile(path: list, message: error.message)
    }
    let lines = bytes.contains(0) ? bytes.split(separator: 0) : bytes.split { $0 == 0x0A || $0 == 0x0D }
    return lines.map { String(decoding: $0, as: UTF8.self) }.filter { path in
      var status = stat()
      let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      return isDirectory || FileWalker.isManifest(path)
    }
  }
}
