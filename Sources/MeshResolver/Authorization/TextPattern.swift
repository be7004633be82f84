/// The texts that one value of a rule stands for: itself, or what begins or ends like it where it has an asterisk at
/// one end. An asterisk elsewhere stands for itself (`pilot/pkg/security/authz/matcher/string.go`).
package enum TextPattern: Hashable, Sendable {
  case exact(String), prefix(String), suffix(String)
  /// `*`: anything but the empty text.
  case nonEmpty

  package init(_ value: String) {
    if value == "*" {
      self = .nonEmpty
    } else if value.hasPrefix("*") {
      self = .suffix(String(value.dropFirst()))
    } else if value.hasSuffix("*") {
      self = .prefix(String(value.dropLast()))
    } else {
      self = .exact(value)
    }
  }

  package func matches(_ text: String) -> Bool {
    switch self {
    case .exact(let exact): text == exact
    case .prefix(let prefix): text.hasPrefix(prefix)
    case .suffix(let suffix): text.hasSuffix(suffix)
    case .nonEmpty: !text.isEmpty
    }
  }
}

/// A path with `{*}` for one segment or `{**}` for any number of them, as Envoy's URI templates match
/// (`source/extensions/path/uri_template_lib/uri_template_internal.cc`).
package struct PathTemplate: Hashable, Sendable {
  private enum Part: Hashable { case literal(String), segment, anything }

  private let parts: [Part]

  /// Nil for a path without such an operator.
  package init?(_ value: String) {
    guard Self.isTemplate(value) else { return nil }
    var parts: [Part] = []
    var rest = value[...]
    while !rest.isEmpty {
      if rest.hasPrefix("{**}") {
        parts.append(.anything)
        rest = rest.dropFirst(4)
      } else if rest.hasPrefix("{*}") {
        parts.append(.segment)
        rest = rest.dropFirst(3)
      } else {
        let end = rest.dropFirst().firstIndex(of: "{") ?? rest.endIndex
        parts.append(.literal(String(rest[..<end])))
        rest = rest[end...]
      }
    }
    self.parts = parts
  }

  /// Whether a path has such an operator.
  package static func isTemplate(_ value: String) -> Bool {
    value.utf8.contains(UInt8(ascii: "{")) && (value.contains("{*}") || value.contains("{**}"))
  }

  package func matches(_ path: String) -> Bool { Self.matches(Array(path.utf8)[...], parts[...]) }

  private static func matches(_ path: ArraySlice<UInt8>, _ parts: ArraySlice<Part>) -> Bool {
    guard let part = parts.first else { return path.isEmpty }
    let later = parts.dropFirst()
    switch part {
    case .literal(let text): return path.starts(with: text.utf8) && matches(path.dropFirst(text.utf8.count), later)
    case .segment:
      let length = path.prefix(while: isSegmentByte).count
      return length > 0 && (1...length).contains { matches(path.dropFirst($0), later) }
    case .anything:
      let length = path.prefix { isSegmentByte($0) || $0 == UInt8(ascii: "/") }.count
      return (0...length).contains { matches(path.dropFirst($0), later) }
    }
  }

  /// The characters of RFC 3986's `pchar`, the asterisk left out.
  private static func isSegmentByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~%!$&'()+,;:@=".utf8.contains(byte)
    }
  }
}

/// Literal texts with wildcards between them.
struct Glob {
  private let parts: [String]
  private let minimums: [Int]

  /// `pieces`: The literal texts between wildcards. `minimums`: How many characters at least each wildcard stands for.
  init(_ pieces: [String], minimums: [Int]) {
    parts = pieces
    self.minimums = minimums
  }

  func matches(_ text: String) -> Bool { matches(Array(text.utf8)[...], 0) }

  private func matches(_ text: ArraySlice<UInt8>, _ part: Int) -> Bool {
    let literal = parts[part].utf8
    guard text.starts(with: literal) else { return false }
    let rest = text.dropFirst(literal.count)
    guard part + 1 < parts.count else { return rest.isEmpty }
    if part + 2 == parts.count {
      // The last piece can only stand at the end.
      let last = parts[part + 1].utf8
      return rest.count >= last.count + minimums[part] && rest.suffix(last.count).elementsEqual(last)
    }
    guard rest.count >= minimums[part] else { return false }
    return (minimums[part]...rest.count).contains { matches(rest.dropFirst($0), part + 1) }
  }
}
