extension PathNormalization {
  /// Why no path that arrives at a policy is like a value of `paths`; nil where one may be.
  package func problem(withPathValue value: String) -> String? {
    if Self.isPlain(value) { return nil }
    if value.contains("?") { return "paths are compared without their query" }
    if value.contains("#") { return "the proxy refuses requests with a fragment" }
    let isTemplate = PathTemplate.isTemplate(value)
    let hasOpenStart = value.hasPrefix("*")
    let hasOpenEnd = value.hasSuffix("*") && !isTemplate
    guard hasOpenStart || value.hasPrefix("/") else { return "the path of a request begins with a slash" }
    guard self != .none else { return nil }
    let literal = isTemplate ? value : String(value.drop { $0 == "*" && hasOpenStart }).droppingLast(hasOpenEnd ? 1 : 0)
    if let problem = problem(withEscapesIn: literal) { return problem }
    if literal.contains("\\") { return "the proxy turns backslashes into slashes" }
    let segments = literal.segments
    // The first and the last segment may go on before and after the value.
    let whole = segments.dropFirst(1).dropLast(hasOpenEnd ? 1 : 0)
    if whole.contains(where: { $0 == "." || $0 == ".." }) { return "the proxy resolves dot segments first" }
    let merges = self == .mergeSlashes || self == .decodeAndMergeSlashes
    if merges, literal.contains("//") { return "the proxy merges slashes first" }
    return nil
  }

  /// Whether the value is a path of letters, digits and a few signs with single slashes, as nearly all are.
  private static func isPlain(_ value: String) -> Bool {
    var last: UInt8 = 0
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "*"):
        break
      case UInt8(ascii: "/") where last != UInt8(ascii: "/"): break
      default: return false
      }
      last = byte
    }
    return value.utf8.first == UInt8(ascii: "/") || value.utf8.first == UInt8(ascii: "*")
  }

  private func problem(withEscapesIn literal: String) -> String? {
    let bytes = Array(literal.utf8)
    for index in bytes.indices {
      if let value = Self.escaped(bytes, index) {
        if Self.isUnreserved(value) || value == UInt8(ascii: ".") {
          return "the proxy decodes %\(String(decoding: bytes[index + 1...index + 2], as: UTF8.self)) first"
        }
        if self == .decodeAndMergeSlashes, value == UInt8(ascii: "/") || value == UInt8(ascii: "\\") {
          return "the proxy decodes escaped slashes first"
        }
      } else if bytes[index] <= 0x20 || bytes[index] >= 0x7f || "\"<>^`|".utf8.contains(bytes[index]) {
        return "such characters arrive as %XX"
      }
    }
    return nil
  }
}

extension String {
  fileprivate func droppingLast(_ count: Int) -> String { String(dropLast(count)) }
}
