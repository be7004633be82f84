import Glibc

/// Writes resources to one file after the other, and counts what it wrote.
///
/// This is a class because it owns the open file, which is closed when the writer goes away.
final class CorpusWriter {
  /// What has been written so far.
  private(set) var resourceCount = 0
  private(set) var fileCount = 0
  private(set) var byteCount = 0

  private let folder: String
  private var file: UnsafeMutablePointer<FILE>?
  private var path = ""
  private var isFileEmpty = true

  /// Creates a writer of files below a folder, and the folder itself.
  init(folder: String) throws(WriteError) {
    self.folder = folder
    for end in folder.indices.dropFirst() where folder[end] == "/" {
      mkdir(String(folder[..<end]), 0o777)
    }
    try Self.makeFolder(atPath: folder)
  }

  deinit {
    if let file {
      fclose(file)
    }
  }

  /// Creates a folder below the corpus's.
  func makeFolder(_ name: String) throws(WriteError) {
    try Self.makeFolder(atPath: "\(folder)/\(name)")
  }

  /// Ends the open file and begins another one, whose name is relative to the corpus's folder.
  func begin(_ name: String) throws(WriteError) {
    try finish()
    path = "\(folder)/\(name)"
    file = fopen(path, "wb")
    guard let file else { throw WriteError(path: path, code: errno) }
    setvbuf(file, nil, _IOFBF, 1 << 18)
    isFileEmpty = true
    fileCount += 1
  }

  /// Appends documents to the open file.
  func write(_ documents: [String]) throws(WriteError) {
    for document in documents {
      if !isFileEmpty {
        try append("---\n")
      }
      try append(document)
      isFileEmpty = false
    }
    resourceCount += documents.count
  }

  /// Ends the open file, if any.
  func finish() throws(WriteError) {
    guard let file else { return }
    self.file = nil
    if fclose(file) != 0 {
      throw WriteError(path: path, code: errno)
    }
  }

  /// Creates a folder unless it is there.
  private static func makeFolder(atPath path: String) throws(WriteError) {
    if mkdir(path, 0o777) != 0, errno != EEXIST {
      throw WriteError(path: path, code: errno)
    }
  }

  private func append(_ text: String) throws(WriteError) {
    guard let file else { preconditionFailure("A file is begun before anything is written") }
    var text = text
    let count = text.utf8.count
    let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
    if written != count {
      throw WriteError(path: path, code: errno)
    }
    byteCount += count
  }
}

/// A file that could not be written.
struct WriteError: Error, CustomStringConvertible {
  let path: String
  let code: Int32

  var description: String { "\(path): \(String(cString: strerror(code)))" }
}
