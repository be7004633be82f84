/// Addresses with a port as Go's library reads them, with its errors.
enum GoAddress {
  struct Failure: Error, CustomStringConvertible {
    var address: String
    var problem: String

    var description: String { address.isEmpty ? problem : "address \(address): \(problem)" }
  }

  /// `net.SplitHostPort`.
  static func split(_ text: String) -> Result<(host: String, port: String), Failure> {
    func failure(_ problem: String) -> Result<(host: String, port: String), Failure> {
      .failure(Failure(address: text, problem: problem))
    }
    let bytes = Array(text.utf8)
    let (open, close, colon) = (UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"))
    guard let last = bytes.lastIndex(of: colon) else { return failure("missing port in address") }
    var (host, afterOpen, afterClose) = (bytes[..<last], 0, 0)
    if bytes.first == open {
      guard let end = bytes.firstIndex(of: close) else { return failure("missing ']' in address") }
      guard end + 1 == last else {
        let hasColon = end + 1 < bytes.count && bytes[end + 1] == colon
        return failure(hasColon ? "too many colons in address" : "missing port in address")
      }
      (host, afterOpen, afterClose) = (bytes[1..<end], 1, end + 1)
    } else if host.contains(colon) {
      return failure("too many colons in address")
    }
    if bytes[afterOpen...].contains(open) { return failure("unexpected '[' in address") }
    if bytes[afterClose...].contains(close) { return failure("unexpected ']' in address") }
    return .success((String(decoding: host, as: UTF8.self), String(decoding: bytes[(last + 1)...], as: UTF8.self)))
  }

  /// Why `strconv.Atoi` makes no number of a text.
  static func problem(withNumber text: String) -> String {
    let digits = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return "strconv.Atoi: parsing \(goQuoted(text)): \(isNumber ? "value out of range" : "invalid syntax")"
  }
}
