/// What a proxy does to the path of a request before anything looks at it (`pathNormalization` of the mesh
/// configuration; `pilot/pkg/networking/core/listener_builder.go`, and Envoy's `source/common/http/path_utility.cc`).
package enum PathNormalization: Sendable {
  case none, base, mergeSlashes, decodeAndMergeSlashes

  /// `DEFAULT` and what is no such word count as `BASE`.
  package init(_ word: String) {
    switch word {
    case "NONE": self = .none
    case "MERGE_SLASHES": self = .mergeSlashes
    case "DECODE_AND_MERGE_SLASHES": self = .decodeAndMergeSlashes
    default: self = .base
    }
  }

  /// The path, without query, that policies are compared with; nil where the proxy refuses the request, as it does one
  /// with a fragment.
  package func normalized(_ target: String) -> String? {
    var path = Array(target.utf8)
    guard !path.contains(UInt8(ascii: "#")) else { return nil }
    if let query = path.firstIndex(of: UInt8(ascii: "?")) { path.removeSubrange(query...) }
    if self == .decodeAndMergeSlashes { path = Self.decodingSlashes(path) }
    if self != .none {
      guard let canonical = Self.canonical(path) else { return nil }
      path = canonical
    }
    if self == .mergeSlashes || self == .decodeAndMergeSlashes { path = Self.mergingSlashes(path) }
    return String(decoding: path, as: UTF8.self)
  }

  private static let slash = UInt8(ascii: "/")
  private static let percent = UInt8(ascii: "%")

  private static func decodingSlashes(_ path: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < path.count {
      if let value = escaped(path, index), value == slash || value == UInt8(ascii: "\\") {
        result.append(value)
        index += 3
      } else {
        result.append(path[index])
        index += 1
      }
    }
    return result
  }

  private static func mergingSlashes(_ path: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in path where byte != slash || result.last != slash { result.append(byte) }
    return result
  }

  /// RFC 3986 as Chromium's canonicalizer, which Envoy uses, reads it: dot segments are resolved, backslashes become
  /// slashes, escaped unreserved characters are decoded, and characters that may not stand in a path are escaped.
  private static func canonical(_ path: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < path.count {
      let byte = path[index]
      if let dot = dotLength(path, index) {
        index += dot
        guard result.last == slash else {
          result.append(UInt8(ascii: "."))
          continue
        }
        let second = dotLength(path, index) ?? 0
        if isSegmentEnd(path, index) {
          index += index < path.count ? 1 : 0
        } else if second > 0, isSegmentEnd(path, index + second) {
          index += second + (index + second < path.count ? 1 : 0)
          backUp(&result)
        } else {
          result.append(UInt8(ascii: "."))
        }
      } else if byte == UInt8(ascii: "\\") {
        result.append(slash)
        index += 1
      } else if byte == percent, let value = escaped(path, index) {
        if value == 0 { return nil }
        result += isUnreserved(value) ? [value] : Array(path[index..<index + 3])
        index += 3
      } else if byte == 0 {
        return nil
      } else {
        result += byte != percent && mustBeEscaped(byte) ? escape(byte) : [byte]
        index += 1
      }
    }
    return result
  }

  /// Drops the last segment of a path that ends with a slash.
  private static func backUp(_ path: inout [UInt8]) {
    guard path.count > 1 else { return }
    path.removeLast()
    while path.count > 1, path.last != slash { path.removeLast() }
  }

  private static func isSegmentEnd(_ path: [UInt8], _ index: Int) -> Bool {
    index == path.count || path[index] == slash || path[index] == UInt8(ascii: "\\")
  }

  /// How many bytes a dot at that place takes, escaped or not; nil where there is none.
  private static func dotLength(_ path: [UInt8], _ index: Int) -> Int? {
    guard index < path.count else { return nil }
    if path[index] == UInt8(ascii: ".") { return 1 }
    return escaped(path, index) == UInt8(ascii: ".") ? 3 : nil
  }

  /// The value of the escape (`%2F`) that starts at that place; nil where none does.
  static func escaped(_ path: [UInt8], _ index: Int) -> UInt8? {
    guard index + 2 < path.count, path[index] == percent else { return nil }
    func digit(_ byte: UInt8) -> UInt8? { Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) } }
    guard let high = digit(path[index + 1]), let low = digit(path[index + 2]) else { return nil }
    return high << 4 | low
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func mustBeEscaped(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte >= 0x7f || "\"#<>?^`{|}".utf8.contains(byte)
  }
}
