import Diagnostics
import Glibc
import Reporting

/// Writes to the standard streams and to files.
enum Output {
  static func standard(_ text: String) { write(text, to: STDOUT_FILENO) }
  static func error(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Writes a file as a whole: to a temporary file beside it first, so that no half report is ever found.
  static func write(_ text: String, toFile path: String) throws {
    let temporary = "\(path).meshlint-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CallFailure(description: "\(path): \(String(cString: strerror(errno)))") }
    let isWritten = write(text, to: descriptor) && close(descriptor) == 0 && rename(temporary, path) == 0
    guard isWritten else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw CallFailure(description: "\(path): \(reason)")
    }
  }

  @discardableResult private static func write(_ text: String, to descriptor: Int32) -> Bool {
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

/// When to colour.
enum ColorChoice: String, CaseIterable {
  case auto, always, never

  /// The flag first, then `NO_COLOR`, then whether the stream is a terminal.
  func style(for descriptor: Int32) -> Style {
    switch self {
    case .always: return .colored
    case .never: return .plain
    case .auto:
      if let value = getenv("NO_COLOR"), value.pointee != 0 { return .plain }
      if let term = getenv("TERM"), String(cString: term) == "dumb" { return .plain }
      return isatty(descriptor) == 1 ? .colored : .plain
    }
  }
}
