import Glibc

/// Reads whole files.
enum FileReader {
  /// The bytes of a regular file, read without following what it may become meanwhile.
  static func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .lastError }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .lastError }
    guard status.st_mode & S_IFMT == S_IFREG else { throw UnreadableFile(message: "is no regular file") }
    return try read(descriptor, expecting: Int(status.st_size))
  }

  static func readStandardInput() throws(UnreadableFile) -> [UInt8] {
    try read(STDIN_FILENO, expecting: 65_536)
  }

  /// Reads to the end, in one go where the file is as long as expected.
  private static func read(_ descriptor: Int32, expecting size: Int) throws(UnreadableFile) -> [UInt8] {
    var bytes: [UInt8] = []
    var capacity = size + 1
    while true {
      var problem: UnreadableFile?
      var isAtEnd = false
      let chunk = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        while count < buffer.count {
          let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
          if got < 0, errno == EINTR { continue }
          if got < 0 { problem = .lastError }
          isAtEnd = got <= 0
          if isAtEnd { return }
          count += got
        }
      }
      if let problem { throw problem }
      if bytes.isEmpty, isAtEnd { return chunk }
      bytes += chunk
      if isAtEnd { return bytes }
      capacity = max(65_536, bytes.count)
    }
  }
}
