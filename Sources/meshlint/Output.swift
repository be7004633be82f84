import Diagnostics
import Glibc
import Linting
import Reporting

/// Writes to the standard streams and to files.
enum Output {
  /// Ends the program where standard output takes no more: half a report looks like a good one.
  static func standard(_ text: String) {
    guard !write(text, to: STDOUT_FILENO) else { return }
    error("meshlint: \(CallFailure("standard output").description)\n")
    ExitStatus.usage.exit()
  }

  static func error(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Writes a file as a whole: to a temporary file beside it first, so that no half report is ever found. What is no
  /// regular file, such as `/dev/null` or a pipe, is written as it is.
  static func write(_ text: String, toFile path: String) throws(CallFailure) {
    guard isReplaceable(path) else { return try append(text, toFile: path) }
    let target = target(of: path)
    let temporary = "\(target).meshlint-\(getpid())"
    unlink(temporary)
    guard write(text, to: temporary, O_CREAT | O_EXCL), rename(temporary, target) == 0 else {
      let failure = CallFailure(path)
      unlink(temporary)
      throw failure
    }
  }

  /// Adds to the end of a file, which need not exist.
  static func append(_ text: String, toFile path: String) throws(CallFailure) {
    guard write(text, to: path, O_CREAT | O_APPEND) else { throw CallFailure(path) }
  }

  /// Finds out whether a file can be written.
  ///
  /// Throws: Why it cannot.
  static func checkFile(_ path: String) throws(CallFailure) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw CallFailure(description: "\(path): is a directory")
    }
    if isReplaceable(path), access(directory(of: target(of: path)), W_OK) != 0 { throw CallFailure(path) }
  }

  /// The file that is written for a path: absolute and without symbolic links, as far as it can be found out.
  static func target(of path: String) -> String {
    if let resolved = PathSpace.realPath(path) { return resolved }
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    return PathSpace.realPath(directory(of: path)).map { "\($0)/\(name)" } ?? path
  }

  private static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  }

  /// Whether there is a regular file, or nothing yet.
  private static func isReplaceable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  private static func write(_ text: String, to path: String, _ flags: Int32) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o644)
    guard descriptor >= 0 else { return false }
    let isWritten = write(text, to: descriptor)
    return close(descriptor) == 0 && isWritten
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }
}

extension CallFailure {
  /// What went wrong with a file, by `errno`.
  fileprivate init(_ path: String) {
    self.init(description: "\(path): \(String(cString: strerror(errno)).lowercased())")
  }
}

/// A variable of the environment; nil where it is unset or empty.
func environment(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}

/// When to colour.
enum ColorChoice: String, CaseIterable {
  case auto, always, never

  /// The flag first, then `NO_COLOR`, then `FORCE_COLOR` and GitHub Actions, whose logs show colours, then whether the
  /// stream is a terminal.
  func style(for descriptor: Int32) -> Style {
    switch self {
    case .always: return .colored
    case .never: return .plain
    case .auto:
      if environment("NO_COLOR") != nil { return .plain }
      if environment("FORCE_COLOR") != nil || GitHubActions.current != nil { return .colored }
      if environment("TERM") == "dumb" { return .plain }
      return isatty(descriptor) == 1 ? .colored : .plain
    }
  }
}
